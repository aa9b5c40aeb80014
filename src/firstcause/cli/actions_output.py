"""How action items are told: a table, JSON, a calendar. Their words come from documents, so nothing is obeyed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import typer

from firstcause.tls.told import told

if TYPE_CHECKING:
    from firstcause.review.actions import Promise
    from firstcause.review.checks import Proof

LONGEST = 300


def exit_code(proofs: Sequence[Proof] | None) -> int:
    """0; of checks: 1 where one fails, 3 where none fails and one could not be run."""
    from firstcause.review.checks import Verdict

    said = {proof.verdict for proof in proofs or ()}
    return 1 if Verdict.FAILS in said else 3 if Verdict.UNABLE in said else 0


def complaints(unread: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Documents that were left out."""
    return (f"note: {told(path)} is left out: {told(reason)}" for path, reason in unread)


def as_table(listed: Sequence[Promise], proofs: Sequence[Proof] | None, today: date) -> None:
    """Two lines an action: the promise, and where it stands with its check."""
    if not listed:
        typer.echo("no action item")
    for number, one in enumerate(listed):
        typer.echo(f"{_due(one, today):<24} {_short(one.owner) or 'nobody':<16} {_named(one)}")
        typer.echo(f"    {_short(one.document)}:{one.line}{_said(proofs[number]) if proofs else ''}")
    typer.echo("\n" + _summary(listed, proofs, today))


def as_json(
    listed: Sequence[Promise], proofs: Sequence[Proof] | None, unread: Sequence[tuple[str, str]], today: date
) -> str:
    """One object: all actions, each with its proof where it was asked for."""
    rows = [_row(one, proofs[number] if proofs else None, today) for number, one in enumerate(listed)]
    left_out = [{"path": path, "reason": reason} for path, reason in unread]
    return json.dumps({"actions": rows, "unread": left_out})


def as_calendar(listed: Sequence[Promise], now: datetime) -> str:
    """A to-do for each action that has a day (RFC 5545 section 3.6.2)."""
    from firstcause.cli.actions_calendar import calendar

    return calendar(listed, now)


def _due(one: Promise, today: date) -> str:
    if one.done:
        return f"done ({one.due})" if one.due else "done"
    if one.due is None:
        return _short(one.due_text)[:20] or "no day"
    late = (today - one.due).days
    return f"{one.due} {late} d late" if late > 0 else str(one.due)


def _named(one: Promise) -> str:
    before = " ".join(word for word in (_short(one.id), _short(one.priority)) if word)
    return f"{before}: {_short(one.text)}" if before else _short(one.text)


def _said(proof: Proof) -> str:
    return f"  {proof.verdict.value}{f': {told(proof.reason)}' if proof.reason else ''}"


def _short(words: str) -> str:
    return told(" ".join(words.split()), LONGEST)


def _summary(listed: Sequence[Promise], proofs: Sequence[Proof] | None, today: date) -> str:
    late = sum(one.is_overdue(today) for one in listed)
    counts = f"{len(listed)} action items, {sum(not one.done for one in listed)} open, {late} overdue"
    if proofs is None:
        return f"{counts}; `firstcause actions check` runs their checks"
    said = Counter(proof.verdict.value for proof in proofs)
    return f"{counts}; " + ", ".join(f"{count} {verdict}" for verdict, count in said.most_common())


def _row(one: Promise, proof: Proof | None, today: date) -> dict[str, object]:
    row: dict[str, object] = {
        "path": one.document,
        "line": one.line,
        "document": one.title,
        "id": one.id or None,
        "text": one.text,
        "priority": one.priority or None,
        "owner": one.owner or None,
        "due": one.due.isoformat() if one.due else None,
        "status": one.standing.value,
        "stated_status": one.status or None,
        "overdue": one.is_overdue(today),
        "addresses": one.addresses or None,
        "tracker": one.tracker or None,
        "check": one.check.strip("`") or None,
    }
    if proof is not None:
        contradicts = one.done and proof.verdict.value == "fails"
        row["proof"] = {"verdict": proof.verdict.value, "reason": proof.reason, "contradicts_status": contradicts}
    return row
