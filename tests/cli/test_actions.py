"""`firstcause actions`: what documents promise, what is late, and what a check says of it. Documents are hostile."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from icalendar import Calendar

from firstcause.testing.tls_service import TlsService

Firstcause = Callable[..., CompletedProcess[str]]
TODAY = datetime.now(UTC).date()
TABLE = (
    "| Id | Priority | Action | Owner | Due Date | Status | Addresses | Check |\n|---|---|---|---|---|---|---|---|\n"
)


def native(*rows: str) -> str:
    return f"# 2025-11-07 - Orders\n\n## Action Items\n\n{TABLE}" + "".join(f"{row}\n" for row in rows)


def row(number: int, check: str, *, owner: str = "orders", due: date | None = TODAY, status: str = "open") -> str:
    return f"| A{number} | P1 | Mend part {number} | {owner} | {due or ''} | {status} | F1 | `{check}` |"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TlsService]:
    with TlsService(tmp_path) as service:
        yield service


@pytest.fixture
def config(service: TlsService, tmp_path: Path) -> Path:
    """A catalogue with one real service, and an empty vault."""
    (tmp_path / "vault" / "RCAs").mkdir(parents=True)
    file = tmp_path / "firstcause.toml"
    file.write_text(
        f"""
[service.order-service]
endpoints = [{{ address = "{service.address}", server_name = "{service.name}" }}]
views = ["shop"]
objective = {{ latency_seconds = 5.0, success = 0.9, on_time = 0.5 }}
[view.shop]
trust = "ca.pem"
"""
    )
    return file


def put(config: Path, name: str, text: str) -> Path:
    file = config.parent / "vault" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def proofs(firstcause: Firstcause, config: Path, *words: str) -> dict[str, tuple[str, str]]:
    said = firstcause("actions", "check", "--config", config, "--format", "json", *words)
    found = json.loads(said.stdout)["actions"]
    return {one["id"]: (one["proof"]["verdict"], one["proof"]["reason"]) for one in found}


def test_all_documents_are_listed_those_that_are_due_first(firstcause: Firstcause, config: Path) -> None:
    """Native and foreign ones: tables and checkboxes, with owner and day as they are written there."""
    late = TODAY - timedelta(days=3)
    put(
        config, "RCAs/one.md", native(row(1, "look"), row(2, "look", due=late), row(3, "look", due=late, status="done"))
    )
    put(
        config,
        "Old/two.md",
        "# Outage\n\n## Follow-ups\n\n- [ ] Rotate the keys (web, due 2020-01-31)\n- [x] Tell all\n",
    )
    said = firstcause("actions", "--config", config, "--format", "json")
    listed = [(one["path"], one["text"], one["owner"], one["overdue"]) for one in json.loads(said.stdout)["actions"]]
    assert listed == [
        ("Old/two.md", "Rotate the keys", "web", True),
        ("RCAs/one.md", "Mend part 2", "orders", True),
        ("RCAs/one.md", "Mend part 3", "orders", False),
        ("RCAs/one.md", "Mend part 1", "orders", False),
        ("Old/two.md", "Tell all", None, False),
    ]
    assert "5 action items, 3 open, 2 overdue" in firstcause("actions", "--config", config).stdout


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        (("--overdue",), ["Mend part 2"]),
        (("--owner", "WEB"), ["Mend part 3"]),
        (("--status", "done"), ["Mend part 4"]),
        (("--overdue", "--owner", "web"), []),
    ],
)
def test_they_are_chosen_by_owner_day_and_status(
    firstcause: Firstcause, config: Path, words: tuple[str, ...], texts: list[str]
) -> None:
    """An owner among several counts, however their names are written."""
    late = TODAY - timedelta(days=1)
    rows = (row(1, ""), row(2, "", due=late), row(3, "", owner="@ops and Web"), row(4, "", due=late, status="done"))
    put(config, "RCAs/one.md", native(*rows))
    said = firstcause("actions", *words, "--config", config, "--format", "json")
    assert [one["text"] for one in json.loads(said.stdout)["actions"]] == texts


def test_the_calendar_has_a_to_do_for_each_day(firstcause: Firstcause, config: Path) -> None:
    """Parsed again it says the same; asked again its ids are the same; what has no day is in no calendar."""
    put(
        config, "RCAs/one.md", native(row(1, "look; here, \\ there"), row(2, "x", due=None), row(3, "x", status="done"))
    )
    first, again = (firstcause("actions", "--ical", "--config", config).stdout for _ in range(2))
    todos = Calendar.from_ical(first).walk("VTODO")
    assert [(str(t["summary"]), t.decoded("due"), str(t["status"])) for t in todos] == [
        ("Mend part 1 (orders)", TODAY, "NEEDS-ACTION"),
        ("Mend part 3 (orders)", TODAY, "COMPLETED"),
    ]
    assert "look; here, \\ there" in str(todos[0]["description"])
    ids = [[str(t["uid"]) for t in Calendar.from_ical(text).walk("VTODO")] for text in (first, again)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_a_check_says_what_is_missing_and_passes_when_it_is_done(firstcause: Firstcause, config: Path) -> None:
    """The runbook's section, here; an action that is called done is told when its check says otherwise."""
    check = "firstcause runbook check order-service tls/incomplete-chain"
    put(config, "RCAs/one.md", native(row(1, check, status="done")))
    said = firstcause("actions", "check", "--config", config, "--format", "json")
    (one,) = json.loads(said.stdout)["actions"]
    assert said.returncode == 1
    assert one["proof"]["contradicts_status"]
    assert "Runbooks/runbook-order-service.md" in one["proof"]["reason"]
    assert firstcause("runbook", "write", "order-service", "tls/incomplete-chain", "--config", config).returncode == 0
    assert proofs(firstcause, config)["A1"][0] == "passes"
    assert firstcause(*check.split()[1:], "--config", config).returncode == 0


def test_what_cannot_be_run_says_why(
    firstcause: Firstcause, config: Path, service: TlsService, closed_port: int
) -> None:
    """Nobody listens, or the service is a stranger: that is neither a pass nor a failure."""
    sweep, stranger = "firstcause sweep --fault tls/unknown-ca", "firstcause coverage --service stranger"
    put(config, "RCAs/one.md", native(row(1, sweep), row(2, stranger)))
    assert proofs(firstcause, config)["A1"] == ("passes", "1 looks, and nobody has it")
    config.write_text(config.read_text().replace(service.address, f"127.0.0.1:{closed_port}"))
    found = proofs(firstcause, config)
    assert found["A1"][0] == found["A2"][0] == "cannot be run"
    assert "net/connection-refused" in found["A1"][1]
    assert found["A2"][1] == "firstcause.toml has no service stranger"


def test_nothing_of_a_document_is_run_and_no_path_leads_out(firstcause: Firstcause, config: Path) -> None:
    """A shell's words, a path out of the vault, a link out of it; and a link that is itself a document is not read."""
    trap, outside = config.parent / "trap", config.parent / "outside.toml"
    outside.write_text('service = "order-service"\n')
    vault = config.parent / "vault"
    (vault / "link.toml").symlink_to(outside)
    (config.parent / "secret.md").write_text(native(row(9, "x")))
    (vault / "RCAs" / "secret.md").symlink_to(config.parent / "secret.md")
    (vault / "RCAs" / "binary.md").write_bytes(b"\xff\xfe")
    rows = (
        row(1, f"touch {trap}"),
        row(2, f"firstcause sweep --fault tls/unknown-ca ; touch {trap}"),
        row(3, f"firstcause load {outside} --last"),
        row(4, "firstcause load ../outside.toml --last"),
        row(5, "firstcause load link.toml --last"),
        row(6, f"firstcause sweep --fault tls/unknown-ca --out {trap}"),
    )
    put(config, "RCAs/one.md", native(*rows))
    said = firstcause("actions", "check", "--config", config, "--format", "json")
    told = json.loads(said.stdout)
    assert [one["proof"]["verdict"] for one in told["actions"]] == ["by hand"] * 4 + ["fails", "by hand"]
    assert "leads out of" in told["actions"][4]["proof"]["reason"]
    assert {one["path"] for one in told["unread"]} == {"RCAs/secret.md", "RCAs/binary.md"}
    assert not trap.exists()


def test_what_a_document_says_is_not_obeyed_by_a_terminal(firstcause: Firstcause, config: Path) -> None:
    """Escape sequences are shown, not sent; in a calendar they make no lines of their own."""
    put(config, "RCAs/one.md", native(f"| A1 | P1 | \x1b[2JMend it\x07 | orders | {TODAY} | open | F1 | |"))
    for words in ((), ("check",), ("--ical",)):
        assert "\x1b" not in firstcause("actions", *words, "--config", config).stdout


def test_a_vault_without_a_configuration_is_listed(firstcause: Firstcause, tmp_path: Path) -> None:
    """Its checks cannot be run, and that is said."""
    (tmp_path / "one.md").write_text(native(row(1, "firstcause sweep --fault tls/unknown-ca")))
    away = ("--vault", tmp_path, "--config", tmp_path / "nowhere.toml")
    assert "1 action items, 1 open" in firstcause("actions", *away).stdout
    said = firstcause("actions", "check", *away)
    assert said.returncode == 3
    assert "there is no firstcause.toml here" in said.stdout
    assert "there is no vault" in firstcause("actions", "--vault", tmp_path / "x", *away[2:]).stderr


def test_the_last_run_of_a_load_counts_for_that_very_scenario(firstcause: Firstcause, config: Path) -> None:
    """Never run, held, then changed, then another objective, then broken: each is said."""
    check = "firstcause load load.toml --last"
    put(config, "RCAs/one.md", native(row(1, check)))
    scenario = put(config, "load.toml", 'service = "order-service"\nrate = 10\nduration = "1s"\n')
    assert "not to be put under load" in proofs(firstcause, config)["A1"][1]
    config.write_text(config.read_text().replace("views =", "load = true\nviews ="))
    assert proofs(firstcause, config)["A1"] == ("fails", "it was never run")
    assert firstcause("load", scenario, "--rate", "5", "--config", config).returncode == 0
    assert proofs(firstcause, config)["A1"] == ("fails", "it was never run")
    assert firstcause("load", "load.toml", "--config", config).returncode == 0
    assert proofs(firstcause, config)["A1"][0] == "passes"
    assert firstcause(*check.split()[1:], "--config", config).returncode == 0
    config.write_text(config.read_text().replace("success = 0.9", "success = 0.95"))
    assert "its objective is another one" in proofs(firstcause, config)["A1"][1]
    scenario.write_text(scenario.read_text().replace("rate = 10", "rate = 11"))
    assert "it was changed since its last run" in proofs(firstcause, config)["A1"][1]
    scenario.write_text('service = "order-service"\nrate = 20\nduration = "20s"\n[objective]\nlatency_seconds = 0.0\n')
    assert firstcause("load", scenario, "--config", config).returncode == 1
    assert "its objective broke on" in proofs(firstcause, config)["A1"][1]
