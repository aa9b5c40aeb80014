"""An account as a row of JSON, as indexes keep it. `FORMAT` changes with the rows, and with what is read."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Final

from firstcause.model.account import Account, Milestones, Promise, Texts

FORMAT: Final = 1


def to_row(account: Account) -> str:
    """Everything but the texts, which an index keeps for itself."""
    marks, promised = account.milestones, account.promises
    return json.dumps(
        [
            account.title,
            _iso(account.day),
            account.severity,
            account.status,
            account.author,
            account.fault,
            account.failing,
            account.services,
            account.tags,
            account.minutes,
            account.detect_minutes,
            dict(account.figures),
            [_iso(at) for at in (marks.began, marks.detected, marks.acknowledged, marks.mitigated, marks.resolved)],
            account.changes,
            account.change_caused,
            account.detected_by,
            account.pages,
            account.cited,
            [[one.owner, _iso(one.due), one.done, _iso(one.done_on), one.from_factor] for one in promised],
        ],
        separators=(",", ":"),
    )


def from_row(path: str, row: str, texts: Texts | None = None) -> Account:
    """The account of such a row."""
    (title, day, severity, status, author, fault, failing, services, tags, minutes, detect, figures, marks, *rest) = (
        json.loads(row)
    )
    changes, caused, detected_by, pages, cited, promised = rest
    return Account(
        path,
        title,
        _day(day),
        severity,
        status,
        author,
        fault,
        failing,
        tuple(services),
        tuple(tags),
        minutes,
        detect,
        figures,
        Milestones(*(_moment(at) for at in marks)),
        tuple(changes),
        caused,
        detected_by,
        pages,
        tuple(cited) if cited else None,
        tuple(_promise(one) for one in promised),
        texts or Texts(),
    )


def _promise(row: list[Any]) -> Promise:
    owner, due, done, done_on, from_factor = row
    return Promise(owner, _day(due), done, _day(done_on), from_factor)


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
