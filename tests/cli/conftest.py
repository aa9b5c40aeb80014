"""The command as a person runs it, and a small store with one incident in it."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from firstcause.app import Archive, Stores
from firstcause.cli.main import run
from firstcause.config.load import load
from firstcause.eventlog.identity import make_evidence
from firstcause.model.change import Change
from firstcause.model.event import Actor, Statement
from firstcause.model.evidence import ChangeSeen, Evidence, MetricSampled
from firstcause.model.facts import CauseIdentified, IncidentOpened, NoteAdded, SeverityAssessed
from firstcause.model.handshake import Detail, HandshakeFailure, HandshakeObserved, Outcome, Phase
from firstcause.model.incident import Hypothesis, Reason, Severity, Urgency
from firstcause.model.query import Query
from firstcause.model.window import Window

AT = datetime(2025, 11, 7, 4, 59, tzinfo=UTC)
DETECT = Actor("rule", "detect/probe")
CHANGE = Change("c1", "deploy", "orders", AT - timedelta(minutes=2), by="alice", before="r41", after="r42")

Firstcause = Callable[..., CompletedProcess[str]]


@pytest.fixture
def firstcause(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Firstcause:
    """Runs `firstcause ARGUMENTS` in this process, through the entry point that the shell calls."""
    monkeypatch.setenv("COLUMNS", "200")  # so that no line is folded

    def command(*arguments: object) -> CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["firstcause", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            run()
        told = capsys.readouterr()
        return CompletedProcess(sys.argv, int(left.value.code or 0), told.out, told.err)

    return command


@pytest.fixture
def closed_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.fixture
def config(tmp_path: Path, closed_port: int) -> Path:
    """A configuration with one service, which is down; nothing is stored as yet."""
    file = tmp_path / "firstcause.toml"
    file.write_text(f'[service.orders]\nendpoints = [{{ address = "127.0.0.1:{closed_port}" }}]\n')
    return file


@pytest.fixture
def stored(config: Path, closed_port: int) -> Path:
    """The configuration of a store that holds incident 2025-11-07-1, its evidence and some series.

    E1 is a look that was refused, E2 one that met a short chain, E3 a change, E4 an answer from the series.
    """
    target = f"127.0.0.1:{closed_port}"
    with Archive(load(config)) as archive:
        looks = [_look(target, "net/connection-refused"), _look(target, "tls/incomplete-chain")]
        found = [*looks, _change(), _sampled(archive.stores)]
        for evidence in found:
            archive.stores.evidence.put(evidence)
        archive.stores.log.append("incident/2025-11-07-1", 0, _statements(*(e.id for e in found)), now=AT)
    return config


def _statements(refused: str, chain: str, change: str, sampled: str) -> list[Statement]:
    summary = "tls/incomplete-chain on orders"
    code, because = "tls/incomplete-chain", (Reason("two looks fail", (chain,)),)
    cause = Hypothesis("h1", "orders", code, 5.0, 0.94, "the leaf comes alone", because, change=CHANGE)
    opened = IncidentOpened("orders", "orders", code, Urgency.PAGE, summary)
    return [
        Statement(opened, AT, DETECT, (refused, chain)),
        Statement(NoteAdded("called the bank"), AT + timedelta(minutes=4), Actor("human", "alice")),
        Statement(CauseIdentified(cause), AT + timedelta(minutes=2), Actor("rule", "diagnose"), (change,)),
        Statement(SeverityAssessed(Severity.P2, "6.9% of the requests failed"), AT, DETECT, (sampled,)),
    ]


def _look(target: str, code: str) -> Evidence:
    failure = HandshakeFailure(code, Phase.CONNECT, "local", Detail("an answer", ("CN=orders",)), f"named {code}")
    seen = HandshakeObserved("orders", target, "127.0.0.1", "system", Outcome.FAULTY, failure)
    return make_evidence("probe", f"probe {target} as system", AT, seen)


def _change() -> Evidence:
    return make_evidence("changes", "changes.ndjson", AT, ChangeSeen(CHANGE))


def _sampled(stores: Stores) -> Evidence:
    """What the series say about a minute in which a counter grew by 10."""
    for minutes, value in ((-1, 100.0), (0, 110.0)):
        stores.series.write_scrape("a:1", AT + timedelta(minutes=minutes), [("requests_total", {}, value)])
    window = Window(AT - timedelta(minutes=1), AT)
    query = Query("requests_total", "increase", window)
    answer = stores.series.ask(query)
    assert isinstance(answer, MetricSampled)
    return make_evidence("series", query.promql(), AT, answer, window)
