"""A rule: one function from a document and its vault to findings, with the page that explains it as its docstring.

A page's paragraphs are, in this order: what it sees (the first line is its title), why it matters, a bad example, the
better one, and when to ignore it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from inspect import cleandoc

from firstcause.document.reading.stated import Comment, Reading
from firstcause.document.spans import Edit, Words
from firstcause.model.finding import Confidence, Finding, Fix, Level, Place, Related, Replacement
from firstcause.review.lint.passages import Passage, holding, passages
from firstcause.review.lint.vault import Vault


@dataclass(frozen=True, slots=True)
class Policy:
    """What the team decides: its severities, whether drafts are judged as final documents, and the present day."""

    today: date
    severities: tuple[str, ...] = ("P1", "P2", "P3", "P4")
    final: bool = False
    boilerplate_share: float = 0.6  # of a document's sentences that many others have too


@dataclass(frozen=True, slots=True)
class Idle:
    """A comment that asks to be spared a rule, and those of its rules that found nothing there."""

    comment: Comment
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """What a rule is asked about. `note`: the document's path below the vault; "" where that is not known.

    `unreadable`: why there is nothing to read. `idle`: known once all other rules have been asked.
    """

    reading: Reading
    vault: Vault
    policy: Policy
    note: str = ""
    unreadable: str = ""
    idle: tuple[Idle, ...] = ()

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The document's running text."""
        return tuple(passages(self.reading))

    def holding(self, words: Sequence[str]) -> list[Passage]:
        """Its pieces with one of these words, which are in small letters."""
        present = [word for word in words if word in self._low]
        return holding(self.passages, present) if present else []

    def front_values(self, words: Sequence[str]) -> list[tuple[str, Words]]:
        """Its front matter's values, each item of a list apart, where one of these words stands in the document."""
        if not any(word in self._low for word in words):
            return []
        entries = self.reading.front.entries.items()
        return [(key, item) for key, entry in entries for item in entry.items or (entry.written,)]

    @cached_property
    def _low(self) -> str:
        return " ".join(self.reading.source.text.lower().split())

    @property
    def is_draft(self) -> bool:
        """Whether open questions are still allowed to stand for values."""
        return self.reading.front.get("status") == "draft" and not self.policy.final


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a rule found: a sentence, the words that it is about, and the other words that they contradict.

    `words` None: the whole document. `level` and `confidence` None: the rule's own.
    """

    message: str
    words: Words | None = None
    against: tuple[tuple[Words, str], ...] = ()
    elsewhere: tuple[Related, ...] = ()  # in other documents
    edits: tuple[Edit, ...] = ()
    level: Level | None = None
    confidence: Confidence | None = None


Check = Callable[[Subject], Iterator[Trouble]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`foreign`: its level in documents that are not of the native format; None where it does not apply there."""

    id: str
    slug: str
    level: Level
    check: Check
    foreign: Level | None
    fix: Fix = Fix.NONE
    confidence: Confidence = Confidence.CERTAIN

    @property
    def page(self) -> str:
        """What explains it, in Markdown."""
        return cleandoc(self.check.__doc__ or "")

    @property
    def summary(self) -> str:
        """What it sees, in a sentence: the page's first paragraph."""
        return " ".join(self.page.partition("\n\n")[0].split())

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """All that it finds, at their places."""
        level = self.level if subject.reading.native else self.foreign
        if level is None:
            return
        for trouble in self.check(subject):
            yield self._finding(subject.reading, trouble, trouble.level or level)

    def _finding(self, reading: Reading, trouble: Trouble, level: Level) -> Finding:
        return Finding(
            self.id,
            level,
            trouble.message,
            place(reading, trouble.words),
            trouble.confidence or self.confidence,
            (*(Related(place(reading, words), said) for words, said in trouble.against), *trouble.elsewhere),
            self.fix if trouble.edits else Fix.NONE,
            tuple(Replacement(e.span.start, e.span.end, e.text) for e in trouble.edits),
        )


def place(reading: Reading, words: Words | None) -> Place:
    """Where words stand in their document."""
    if words is None:
        return Place(reading.source.path)
    at = reading.source.position(words.span.start)
    return Place(reading.source.path, at.line, at.column, words.span.end - words.span.start)
