"""`firstcause incident`: what is read from the store, and what is told to a server that does not run."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from firstcause.app import Archive
from firstcause.config.load import load
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import PageWithheld, QuestionAsked

Firstcause = Callable[..., CompletedProcess[str]]
TIMELINE = """\
2025-11-07 04:59:00Z  detected     tls/incomplete-chain on orders  E1 E2
2025-11-07 04:59:00Z  severity     P2: 6.9% of the requests failed  E4
2025-11-07 05:01:00Z  cause        tls/incomplete-chain on orders, confidence 0.94, behind it: deploy r41 -> r42 of orders  E3
2025-11-07 05:03:00Z  note         called the bank
"""  # noqa: E501 - as wide as a terminal shows it


def test_no_incident_so_far(firstcause: Firstcause, config: Path) -> None:
    """On the first day there is no store yet: that is no error, and says so."""
    said = firstcause("incident", "list", "--config", config)
    assert (said.returncode, said.stdout) == (0, "no incident so far\n")


def test_no_incident_so_far_for_machines(firstcause: Firstcause, config: Path) -> None:
    """No incident is no line."""
    said = firstcause("incident", "list", "--config", config, "--format", "json")
    assert (said.returncode, said.stdout) == (0, "")


def test_the_list_tells_severity_status_and_cause(firstcause: Firstcause, stored: Path) -> None:
    """One line an incident."""
    said = firstcause("incident", "list", "--config", stored)
    (line,) = [line for line in said.stdout.splitlines() if "2025-11-07-1" in line]
    assert line.split() == ["2025-11-07-1", "P2", "open", "04:59:00", "tls/incomplete-chain", "on", "orders"]


def test_the_list_for_machines(firstcause: Firstcause, stored: Path) -> None:
    """One object a line."""
    said = firstcause("incident", "list", "--config", stored, "--format", "json")
    (one,) = [json.loads(line) for line in said.stdout.splitlines()]
    assert (one["id"], one["status"], one["cause"]["code"]) == ("2025-11-07-1", "open", "tls/incomplete-chain")


def test_show_answers_the_first_questions(firstcause: Firstcause, stored: Path) -> None:
    """What, why, what was done, by whom, where to read on."""
    said = firstcause("incident", "show", "2025-11-07-1", "--config", stored)
    assert dict(line.split(maxsplit=1) for line in said.stdout.splitlines() if not line.startswith("open")) == {
        "incident": "2025-11-07-1, open",
        "summary": "tls/incomplete-chain on orders",
        "cause": "tls/incomplete-chain on orders: the leaf comes alone",
        "mitigation": "none",
        "acknowledged": "by nobody",
        "document": "none yet",
    }


def test_show_tells_whom_shadow_mode_did_not_call(firstcause: Firstcause, stored: Path) -> None:
    """Names and times, to be held against what the other pager did."""
    withheld = PageWithheld("alice", 0, ("alice:console-1",), "[P2] it is broken", "the first to be called")
    statement = Statement(withheld, datetime(2025, 11, 7, 4, 59, 2, tzinfo=UTC), Actor("rule", "page/shadow"))
    with Archive(load(stored)) as archive:
        archive.stores.log.append("incident/2025-11-07-1", 4, [statement], now=statement.occurred_at)
    assert (
        "would have paged alice at 04:59:02Z (shadow mode)"
        in firstcause("incident", "show", "2025-11-07-1", "--config", stored).stdout
    )
    assert (
        "04:59:02Z  shadow       would have paged alice over alice:console-1 (step 0): the first to be called"
        in firstcause("incident", "timeline", "2025-11-07-1", "--config", stored).stdout
    )


def test_show_for_machines(firstcause: Firstcause, stored: Path) -> None:
    """One object, on one line."""
    said = firstcause("incident", "show", "2025-11-07-1", "--config", stored, "--format", "json")
    assert said.stdout.count("\n") == 1
    assert json.loads(said.stdout)["milestones"]["detected"] == {"at": "2025-11-07T04:59:00.000000Z", "sequence": 1}


def test_the_timeline_is_in_the_order_of_what_happened(firstcause: Firstcause, stored: Path) -> None:
    """Not in that of the log: the note was written down before the cause; each line cites its evidence."""
    said = firstcause("incident", "timeline", "2025-11-07-1", "--config", stored)
    assert [line.rstrip() for line in said.stdout.splitlines()] == TIMELINE.splitlines()


def test_the_timeline_for_machines_holds_every_event(firstcause: Firstcause, stored: Path) -> None:
    """One event a line, with its sequence."""
    said = firstcause("incident", "timeline", "2025-11-07-1", "--config", stored, "--format", "json")
    assert [json.loads(line)["sequence"] for line in said.stdout.splitlines()] == [1, 4, 3, 2]


def test_an_unknown_incident(firstcause: Firstcause, stored: Path) -> None:
    """What is wrong, how to see what there is, and exit code 2."""
    said = firstcause("incident", "show", "2025-11-07-9", "--config", stored)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        "firstcause: error: there is no incident '2025-11-07-9'\n"
        "hint: `firstcause incident list` shows those that there are\n"
    )


def test_telling_a_server_that_does_not_run(firstcause: Firstcause, stored: Path, closed_port: int) -> None:
    """To acknowledge needs a running server; the hint says so."""
    stored.write_text(f'{stored.read_text()}[serve]\nlisten = "127.0.0.1:{closed_port}"\n')
    said = firstcause("incident", "ack", "2025-11-07-1", "--config", stored)
    assert said.returncode == 2
    assert said.stderr.startswith(f"firstcause: error: http://127.0.0.1:{closed_port}/api/v1/incidents/2025-11-07-1/")
    assert said.stderr.endswith("hint: is `firstcause serve` running with this configuration?\n")


def test_without_a_question_each_open_one_is_asked(firstcause: Firstcause, stored: Path) -> None:
    """None is open as yet: that is said, and nothing is told to anybody."""
    said = firstcause("incident", "answer", "2025-11-07-1", "--config", stored)
    assert (said.returncode, said.stdout) == (0, "2025-11-07-1 has no open question\n")


def test_what_is_typed_is_the_answer_and_an_empty_line_is_none(
    firstcause: Firstcause, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two questions one is answered; nobody serves here, so it is told where it should have gone."""
    with Archive(load(stored)) as archive:
        asked = [Statement(QuestionAsked(q), datetime.now(UTC), Actor("rule", "record")) for q in ("One?", "Two?")]
        events = len(archive.desk.events("2025-11-07-1"))
        archive.stores.log.append("incident/2025-11-07-1", events, asked, now=datetime.now(UTC))
    monkeypatch.setattr("sys.stdin", io.StringIO("\n21\n"))
    said = firstcause("incident", "answer", "2025-11-07-1", "--config", stored)
    assert said.returncode == 2
    assert said.stdout.index("One?") < said.stdout.index("Two?")
    assert "/api/v1/incidents/2025-11-07-1/answer" in said.stderr
