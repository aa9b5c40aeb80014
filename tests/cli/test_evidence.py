"""`firstcause evidence`: what was seen then, and whether it is still so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from firstcause.app import Archive
from firstcause.config.load import load

Firstcause = Callable[..., CompletedProcess[str]]


def test_evidence_by_its_short_name(firstcause: Firstcause, stored: Path, closed_port: int) -> None:
    """Provenance first, then what was observed: both sides of it."""
    said = firstcause("evidence", "E1", "--config", stored)
    lines = said.stdout.splitlines()
    assert said.returncode == 0
    assert lines[1:4] == [
        "source    probe",
        f"query     probe 127.0.0.1:{closed_port} as system",
        "observed  2025-11-07T04:59:00.000000Z",
    ]
    assert "fault     net/connection-refused: named net/connection-refused" in lines
    assert {"expected  an answer", "presented CN=orders"} < set(lines)


def test_evidence_of_a_named_incident_by_its_content_id(firstcause: Firstcause, stored: Path) -> None:
    """The long name that `evidence` prints is taken as well, and so is its beginning."""
    shown = firstcause("evidence", "e2", "--incident", "2025-11-07-1", "--config", stored).stdout
    content_id = shown.split()[1]
    assert firstcause("evidence", content_id[:12], "--config", stored).stdout == shown


def test_evidence_for_machines(firstcause: Firstcause, stored: Path) -> None:
    """One object, on one line; what it holds is what was stored."""
    said = firstcause("evidence", "E4", "--config", stored, "--format", "json")
    body = json.loads(said.stdout)
    assert (body["source"], body["query"]) == ("series", "sum (increase(requests_total[60s]))")
    assert "again" not in body


@pytest.mark.parametrize(
    ("name", "code", "verdict"),
    [
        ("E1", 0, "again     the same as then: net/connection-refused then, net/connection-refused now"),
        ("E2", 1, "again     different now: tls/incomplete-chain then, net/connection-refused now"),
        (
            "E3",
            3,
            "again     could not be asked again: recorded then, this is a record and not a measurement now",
        ),
        ("E4", 0, "again     the same as then: 10 "),
    ],
)
def test_evidence_is_asked_again(firstcause: Firstcause, stored: Path, name: str, code: int, verdict: str) -> None:
    """A look is taken anew, a query is asked anew; a record cannot be. The exit code tells which."""
    said = firstcause("evidence", name, "--again", "--config", stored)
    assert said.returncode == code
    assert said.stdout.splitlines()[-1].startswith(verdict)


def test_a_series_that_says_something_else_now(firstcause: Firstcause, stored: Path) -> None:
    """When the samples behind a figure are gone, that is seen."""
    with Archive(load(stored)) as archive:
        archive.stores.series.prune(datetime(2025, 11, 8, tzinfo=UTC))
    said = firstcause("evidence", "E4", "--again", "--config", stored, "--format", "json")
    again = json.loads(said.stdout)["again"]
    assert again["same"] is not True
    assert said.returncode in (1, 3)


def test_an_endpoint_that_is_no_longer_watched(firstcause: Firstcause, stored: Path) -> None:
    """We look only where the configuration lets us; what it no longer names cannot be asked again."""
    stored.write_text("[service.orders]\n")
    said = firstcause("evidence", "E1", "--again", "--config", stored)
    assert said.returncode == 3
    assert "is no longer in the configuration" in said.stdout


def test_evidence_that_there_is_not(firstcause: Firstcause, stored: Path) -> None:
    """The hint says which short names there are."""
    said = firstcause("evidence", "E9", "--config", stored)
    assert (said.returncode, said.stderr) == (2, "firstcause: error: 2025-11-07-1 has no E9\nhint: it has E1 to E4\n")


def test_evidence_before_there_is_an_incident(firstcause: Firstcause, config: Path) -> None:
    """Short names belong to an incident."""
    said = firstcause("evidence", "E1", "--config", config)
    assert said.returncode == 2
    assert (
        said.stderr == "firstcause: error: there is no incident yet\nhint: short names like E3 belong to an incident\n"
    )
