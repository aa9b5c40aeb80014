"""The fakes are short real implementations: what they promise is tested like anything else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from firstcause import ports
from firstcause.model import telemetry
from firstcause.model.errors import EvidenceNotFoundError, NotificationError, VaultError
from firstcause.model.evidence import Evidence, MetricSampled, Unobserved
from firstcause.model.query import Matcher, Query
from firstcause.model.window import Window
from firstcause.store.evidence import EvidenceFiles
from firstcause.store.vault import FileVault
from firstcause.testing.builders import CODE, SERVICE, evidence, healthy_look
from firstcause.testing.clock import START, FakeClock, moment
from firstcause.testing.edges import FakeNotifier
from firstcause.testing.expectations import paged
from firstcause.testing.happenings import fault
from firstcause.testing.stores import MemoryEvidence, MemoryVault
from firstcause.testing.telemetry import ScriptedTelemetry
from firstcause.testing.timeline import Timeline
from firstcause.testing.world import Fakes, world

TEN = Window(START, moment(10))


def test_every_fake_serves_its_port() -> None:
    """The type checker judges the signatures; here stands which fake serves which port."""
    given = world(Fakes())
    probe: ports.HandshakeProbe = Fakes().probe
    notifier: ports.Notifier = FakeNotifier()
    deployer: ports.Deployer = Fakes().deployer
    changes: ports.ChangeSource = Fakes().changes
    assert given.deployers["fleet"].current("stranger") == Unobserved("no deployment of stranger")
    assert (probe.collect(), changes.changes(START), notifier.notify("k", "s", "t")) == ([], [], "delivered #1")
    assert isinstance(deployer.current(SERVICE), Unobserved)


def test_the_clock_is_moved_and_never_back() -> None:
    """It stands still otherwise."""
    clock = FakeClock()
    assert clock.advance(1.5) == clock.now() == START + timedelta(seconds=1.5)
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(-1)


@pytest.mark.parametrize("kind", ["memory", "files"])
def test_evidence_is_found_by_an_unambiguous_beginning(kind: str, tmp_path: Path) -> None:
    """In memory as on disk; what lies about its id is refused."""
    store: ports.EvidenceStore = MemoryEvidence() if kind == "memory" else EvidenceFiles(tmp_path)
    one = evidence(healthy_look())
    assert store.put(one) == store.put(one) == one.id
    assert store.get(one.id[:12]) == one
    for unknown in ("", "f" * 64 if one.id[0] != "f" else "0" * 64):
        with pytest.raises(EvidenceNotFoundError):
            store.get(unknown)
    with pytest.raises(ValueError, match="id"):
        store.put(Evidence("0" * 64, "probe", "", START, healthy_look()))


@pytest.mark.parametrize("kind", ["memory", "files"])
def test_a_vault_keeps_documents_inside(kind: str, tmp_path: Path) -> None:
    """Markdown is listed, other files are not, and no path leads out."""
    vault: ports.Vault = MemoryVault() if kind == "memory" else FileVault(tmp_path / "vault")
    vault.write({"RCAs/b.md": "B", "a.md": "A", "RCAs/plots/x.svg": "<svg/>"})
    assert vault.documents() == ("RCAs/b.md", "a.md")
    assert vault.read("a.md") == "A"
    with pytest.raises(VaultError):
        vault.read("c.md")
    for path in ("../out.md", "/out.md"):
        with pytest.raises(VaultError):
            vault.write({path: "no"})


def scripted() -> ScriptedTelemetry:
    """20 requests a second for an hour; 5 a second of them fail from second 4 on, until second 8."""
    metrics = ScriptedTelemetry()
    metrics.requests("shop", 15, moment(-3600))
    failing = metrics.requests("shop", 5, moment(4), "failed")
    metrics.end(failing, moment(8))
    return metrics


@pytest.mark.parametrize(
    ("query", "values"),
    [
        (telemetry.requests("shop", TEN), [170.0]),
        (telemetry.requests("shop", TEN, telemetry.FAILED), [20.0]),
        (telemetry.requests("shop", TEN, telemetry.FAILED, step_seconds=4), [0.0, 20.0, 0.0]),
        (telemetry.requests("stranger", TEN), [0.0]),
        (Query(f"{telemetry.SERVER_DURATION}_count", "rate", TEN, (Matcher("outcome", "=~", "fai.*"),)), [2.0]),
        (Query(f"{telemetry.SERVER_DURATION}_count", "increase", TEN, by=("outcome",)), [20.0, 150.0]),
    ],
)
def test_scripted_telemetry_is_exact(query: Query, values: list[float]) -> None:
    """Counters that grow steadily, by matcher, group and step."""
    answered = scripted().ask(query)
    assert isinstance(answered, MetricSampled)
    assert [sample.value for sample in answered.samples] == values


def test_scripted_telemetry_says_what_it_cannot_tell() -> None:
    """An unknown metric, a quantile, and silence on purpose each have their reason."""
    metrics = scripted()
    reasons = [metrics.ask(telemetry.latency("shop", TEN, 0.5)), metrics.ask(telemetry.failed_handshakes(TEN))]
    metrics.silence = "connection refused"
    reasons.append(metrics.ask(telemetry.requests("shop", TEN)))
    assert [r.reason.partition(" in ")[0] for r in reasons if isinstance(r, Unobserved)] == [
        "scripted telemetry has no quantile",
        "no series tls_handshake_failures_total",
        "connection refused",
    ]


def test_a_notifier_refuses_as_often_as_it_was_told() -> None:
    """And then delivers."""
    notifier = FakeNotifier(refusals=1)
    with pytest.raises(NotificationError):
        notifier.notify("k", "subject", "text")
    assert notifier.notify("k", "subject", "text") == "delivered #1"


def test_a_timeline_tells_what_happened_when_an_expectation_fails() -> None:
    """The message has the expectation and the log."""
    timeline = Timeline()
    timeline.at(5, fault(CODE, on=SERVICE))
    with pytest.raises(AssertionError, match=r"(?s)expected carol paged within 3 s.*AlertFired"):
        timeline.within(3, paged("carol"))
    with pytest.raises(AssertionError, match="expected never alice paged"):
        timeline.never(30, paged("alice"))
    with pytest.raises(ValueError, match="past"):
        timeline.at(1)
