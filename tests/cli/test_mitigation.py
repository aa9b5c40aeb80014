"""`firstcause mitigation`: what is planned, and what is said when nothing is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from firstcause.app import Archive
from firstcause.config.load import load
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import MitigationRefused

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
