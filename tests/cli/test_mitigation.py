"""`firstcause mitigation`: what is planned, and what is said when nothing is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from firstcause.app import Archive
from firstcause.config.load import load
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import (
    Fact,
    MitigationApplied,
    MitigationFailed,
    MitigationHalted,
    MitigationProposed,
    MitigationRefused,
)
from firstcause.model.mitigation import MitigationPlan

Firstcause = Callable[..., CompletedProcess[str]]
LATER = datetime(2025, 11, 7, 4, 59, tzinfo=UTC) + timedelta(minutes=5)


@pytest.fixture
def unplanned(stored: Path) -> Path:
    """The incident of which nothing could be rolled back."""
    fact = MitigationRefused("", "revertible", "orders has no deployer in the configuration")
    with Archive(load(stored)) as archive:
        said = Statement(fact, LATER, Actor("rule", "mitigate"))
        archive.stores.log.append("incident/2025-11-07-1", 4, [said], now=LATER)
    return stored


def test_nothing_was_planned_so_far(firstcause: Firstcause, stored: Path) -> None:
    """An incident without a plan is not listed."""
    said = firstcause("mitigation", "list", "--config", stored)
    assert (said.returncode, said.stdout) == (0, "no mitigation was planned so far\n")


@pytest.fixture
def undone(stored: Path) -> Path:
    """A rollback that did not help, what undoes it, and a halt that was lifted and stands again."""
    plan = MitigationPlan("m1", "orders", "roll orders back from r42 to r41", "team", "r42", "r41", "", "")
    back = replace(plan, id="m1/undo", action="undo it: put orders back from r41 to r42", undoes="m1")
    said: list[Fact] = [
        MitigationProposed(plan),
        MitigationApplied("m1", "done"),
        MitigationFailed("m1", "calls to it still fail"),
        MitigationProposed(back),
        MitigationRefused("m1/undo", "not-halted", "all automatic action is halted by alice"),
    ]
    with Archive(load(stored)) as archive:
        statements = [Statement(fact, LATER, Actor("rule", "mitigate")) for fact in said]
        archive.stores.log.append("incident/2025-11-07-1", 4, statements, now=LATER)
        for number, lifted in enumerate((False, True, False)):
            halt = Statement(MitigationHalted(f"reason {number}", lifted), LATER, Actor("human", "alice"))
            archive.stores.log.append("mitigation/halt", number, [halt], now=LATER)
    return stored


def test_halts_plans_and_refusals_are_listed(firstcause: Firstcause, undone: Path) -> None:
    """Who halted and resumed, when and why; each plan, what undoes it, and the guard that refused."""
    said = firstcause("mitigation", "list", "--config", undone)
    refused = "not-halted: all automatic action is halted by alice"
    assert said.stdout.splitlines() == [
        "2025-11-07 05:04:00Z  halted    by alice: reason 0",
        "2025-11-07 05:04:00Z  resumed   by alice: reason 1",
        "2025-11-07 05:04:00Z  halted    by alice: reason 2",
        "all automatic action is halted; `firstcause mitigation resume REASON` lifts it",
        "2025-11-07-1  failed    roll orders back from r42 to r41  calls to it still fail",
        f"2025-11-07-1  refused   undo it: put orders back from r41 to r42  {refused}",
    ]


def test_halts_and_plans_for_machines(firstcause: Firstcause, undone: Path) -> None:
    """One object a line, told apart by their keys."""
    said = firstcause("mitigation", "list", "--config", undone, "--format", "json")
    shown = [json.loads(line) for line in said.stdout.splitlines()]
    assert [(one["halted"], one["by"]) for one in shown if "halted" in one] == [
        (True, "alice"),
        (False, "alice"),
        (True, "alice"),
    ]
    plans = [(one["state"], one["guard"], one["plan"]["undoes"]) for one in shown if "incident" in one]
    assert plans == [("failed", "", ""), ("refused", "not-halted", "m1")]


def test_an_incident_shows_what_undoes_its_mitigation(firstcause: Firstcause, undone: Path) -> None:
    """Beside the mitigation, and in the timeline under its own word."""
    shown = firstcause("incident", "show", "2025-11-07-1", "--config", undone).stdout
    assert "mitigation      failed calls to it still fail" in shown
    assert "undoing it      refused not-halted: all automatic action is halted by alice" in shown


@pytest.mark.parametrize("command", ["stop", "resume"])
def test_nobody_to_tell(firstcause: Firstcause, stored: Path, closed_port: int, command: str) -> None:
    """Without a running firstcause it says so, and what to do."""
    with stored.open("a") as file:
        file.write(f'[serve]\nlisten = "127.0.0.1:{closed_port}"\n')
    said = firstcause("mitigation", command, "because", "--config", stored)
    assert said.returncode != 0
    assert "is `firstcause serve` running" in said.stderr


def test_why_nothing_could_be_planned(firstcause: Firstcause, unplanned: Path) -> None:
    """A refusal is listed with its guard and its reason."""
    said = firstcause("mitigation", "list", "--config", unplanned)
    reason = "revertible: orders has no deployer in the configuration"
    assert said.stdout == f"2025-11-07-1  refused   nothing could be planned  {reason}\n"


def test_the_list_for_machines(firstcause: Firstcause, unplanned: Path) -> None:
    """One object a line."""
    said = firstcause("mitigation", "list", "--config", unplanned, "--format", "json")
    (one,) = map(json.loads, said.stdout.splitlines())
    assert (one["incident"], one["state"], one["plan"]) == ("2025-11-07-1", "refused", None)


@pytest.mark.parametrize("incident", ["2025-11-07-1", "2025-11-07-9"])
def test_there_is_no_plan_to_approve(firstcause: Firstcause, stored: Path, incident: str) -> None:
    """Nothing is sent anywhere; the list is named."""
    said = firstcause("mitigation", "approve", incident, "--config", stored)
    assert said.returncode == 2
    assert f"{incident} has no plan" in said.stderr
