"""Action items: one a remedy, with an owner, a proposed date, what it addresses, and the command that proves it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from firstcause.document.rca import ActionPlan
from firstcause.model.action import ActionItem, Priority
from firstcause.record.case import Case
from firstcause.record.questions import OWNER, ask
from firstcause.record.remedy import Remedy, Shortcoming

P1_DAYS: Final = 7
P2_DAYS: Final = (14, 21)  # the first of them, all later ones
P3_DAYS: Final = 30
# A check that nobody can run proves nothing: a remedy's check is printed once its command exists.
RUNNABLE: Final = frozenset(
    {
        *("check", "coverage", "diagnose", "drill", "evidence", "incident", "load", "mitigation", "preflight"),
        *("probe", "release", "runbook", "sweep"),
    }
)


def action_plan(case: Case, factors: tuple[Shortcoming, ...], improvements: tuple[Shortcoming, ...]) -> ActionPlan:
    """Every factor and improvement has an action; a remedy that answers several stands once."""
    addressed: dict[Remedy, list[str]] = {}
    for prefix, shortcomings in (("F", factors), ("L", improvements)):
        for number, one in enumerate(shortcomings, 1):
            addressed.setdefault(one.remedy, []).append(f"{prefix}{number}")
    ordered = sorted(addressed.items(), key=lambda pair: pair[0].priority)
    dates = _due_dates([remedy for remedy, _ in ordered], case.material.now.date())
    items = tuple(
        ActionItem(f"A{number}", one.priority, one.text, case.owner, due, tuple(ids), check=_runnable(one.check))
        for number, ((one, ids), due) in enumerate(zip(ordered, dates, strict=True), 1)
    )
    return ActionPlan(items, ask(case, OWNER) if items and not case.owner else ())


def _runnable(check: str) -> str:
    """The check, or nothing where its command is still to come."""
    words = check.split()
    return check if words[:1] != ["firstcause"] or words[1] in RUNNABLE else ""


def _due_dates(remedies: list[Remedy], today: date) -> list[date]:
    """Proposals, counted from the report, so that none lies before it."""
    seconds = [remedy for remedy in remedies if remedy.priority is Priority.P2]
    days = {Priority.P1: P1_DAYS, Priority.P2: P2_DAYS[1], Priority.P3: P3_DAYS}
    return [
        today + timedelta(days=P2_DAYS[0] if seconds and remedy is seconds[0] else days[remedy.priority])
        for remedy in remedies
    ]
