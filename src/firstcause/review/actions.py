"""Action items of a vault: what was promised where, by whom, until when, and what became of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from firstcause.document.reading.moments import first_day
from firstcause.document.reading.stated import Action, Reading
from firstcause.document.spans import Words
from firstcause.review.checks import Check, Proof, Verdict, read_check
from firstcause.review.lint.action_cells import due_day, is_nothing


class Standing(StrEnum):
    """What a document says of its action."""

    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Promise:
    """One action item, and where it stands. What its document does not say is empty, or None."""

    document: str
    line: int
    title: str  # the document's
    id: str
    text: str
    priority: str
    owner: str
    due: date | None
    due_text: str  # as it is written: a day that we cannot read is no missing one
    status: str
    done: bool
    addresses: str
    check: str
    tracker: str

    @property
    def standing(self) -> Standing:
        """Open, or done."""
        return Standing.DONE if self.done else Standing.OPEN

    def is_overdue(self, today: date) -> bool:
        """Whether it is open, and its day is over."""
        return not self.done and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which action items are asked for; what is None or "" makes no difference."""

    owner: str = ""
    standing: Standing | None = None
    overdue_on: date | None = None

    def takes(self, promise: Promise) -> bool:
        """Whether this one is."""
        if self.owner and self.owner.casefold() not in _owners(promise.owner):
            return False
        if self.standing is not None and promise.standing is not self.standing:
            return False
        return self.overdue_on is None or promise.is_overdue(self.overdue_on)


def promises(reading: Reading) -> Iterator[Promise]:
    """The action items of a document, in its order."""
    title = reading.title.value if reading.title else ""
    for action in reading.actions:
        yield _promise(reading.source.path, title, action)


def by_due_date(found: Iterable[Promise]) -> list[Promise]:
    """Those that are due first, first; then those without a day."""
    return sorted(found, key=lambda p: (p.due is None, p.due or date.max, p.document, p.line))


def claimed(reading: Reading) -> Iterator[Check]:
    """The checks of what a document calls done: those that RCA513 wants to have been run."""
    for action in reading.actions:
        check = read_check(_said(action.check)) if action.done else None
        if isinstance(check, Check):
            yield check


@dataclass(frozen=True, slots=True)
class Unproven:
    """An action that its document calls done, and whose check says otherwise."""

    action: Action
    reason: str


def unproven(reading: Reading, proofs: Mapping[Check, Proof]) -> Iterator[Unproven]:
    """Actions marked done whose check fails (RCA513). A check that could not be run says nothing."""
    for action in reading.actions:
        check = read_check(_said(action.check)) if action.done else None
        proof = proofs.get(check) if isinstance(check, Check) else None
        if proof is not None and proof.verdict is Verdict.FAILS:
            yield Unproven(action, proof.reason)


def _promise(document: str, title: str, action: Action) -> Promise:
    due = _said(action.due)
    return Promise(
        document,
        action.line,
        title,
        _said(action.id),
        action.text.text,
        _said(action.priority),
        "" if is_nothing(action.owner) else _said(action.owner),
        due_day(action.due) or first_day(due[:200]),
        due,
        _said(action.status),
        action.done,
        _said(action.addresses),
        _said(action.check),
        _said(action.tracker),
    )


def _said(words: Words | None) -> str:
    return words.text.strip() if words else ""


def _owners(cell: str) -> set[str]:
    """The names in an owner's cell, `@orders/web`, `Kim and Lee`: as they are, and each alone."""
    plain = cell.casefold()
    for separator in (",", "/", "&", ";", " and ", "@"):
        plain = plain.replace(separator, "\n")
    return {cell.casefold(), *(one.strip() for one in plain.split("\n"))}
