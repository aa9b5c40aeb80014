"""One document, checked or mended: from its bytes to what is told of it. This runs in the workers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from firstcause.app.lint.files import Unreadable, read_bytes, text_of
from firstcause.app.lint.request import Checked, Mended, Request
from firstcause.document.front import Front
from firstcause.document.reading.read import read
from firstcause.document.reading.stated import Reading
from firstcause.document.spans import Source
from firstcause.model.finding import Finding, Fix, Level
from firstcause.review.lint.fixing import fix
from firstcause.review.lint.lint import lint
from firstcause.review.lint.registry import RULES
from firstcause.review.lint.rule import Subject
from firstcause.review.lint.vault import Vault
from firstcause.review.lint.wire import finding_json


@dataclass(frozen=True, slots=True)
class Checker:
    """What all documents of a vault are checked against."""

    request: Request
    vault: Vault

    def file(self, path: str, shown: str, note: str) -> Checked:
        """A file of the vault."""
        content = read_bytes(path)
        text = content if isinstance(content, Unreadable) else text_of(content)
        return self.text(text, shown, note)

    def text(self, text: str | Unreadable, shown: str, note: str) -> Checked:
        """A text that somebody has read."""
        subject = self._subject(text, shown, note)
        return self._checked(subject, self._found(subject))

    def mend(self, path: str, shown: str, note: str, *, unsafe: bool) -> Mended:
        """A file, with its faults repaired as far as they can be; nothing is written."""
        content = read_bytes(path)
        text = content if isinstance(content, Unreadable) else text_of(content)
        return self.mend_text(text, path, shown, note, unsafe=unsafe)

    def mend_text(self, text: str | Unreadable, path: str, shown: str, note: str, *, unsafe: bool) -> Mended:
        """A text, likewise."""
        if isinstance(text, Unreadable):
            return Mended(path, "", "", (), self.text(text, shown, note))
        fixed = fix(text, partial(self._lint, shown, note), unsafe=unsafe)
        checked = self._checked(self._subject(fixed.text, shown, note), fixed.left)
        return Mended(path, text, fixed.text, fixed.mended, checked)

    def _lint(self, shown: str, note: str, text: str) -> list[Finding]:
        return self._found(self._subject(text, shown, note))

    def _found(self, subject: Subject) -> list[Finding]:
        rules = self.request.selection.rules(RULES, subject.note or subject.reading.source.path)
        return list(self.request.baseline.new(subject.note, lint(subject, rules)))

    def _subject(self, text: str | Unreadable, shown: str, note: str) -> Subject:
        if isinstance(text, Unreadable):
            nothing = Reading(Source("", shown), Front(), (), native=False, title=None, parts={})
            return Subject(nothing, self.vault, self.request.policy, note, text.reason)
        return Subject(read(Source(text, shown)), self.vault, self.request.policy, note)

    def _checked(self, subject: Subject, found: Sequence[Finding]) -> Checked:
        errors, warnings, infos = (sum(one.level is level for one in found) for level in Level)
        return Checked(
            subject.reading.source.path,
            subject.note,
            ",".join(json.dumps(finding_json(one), ensure_ascii=False, separators=(",", ":")) for one in found),
            (errors, warnings, infos),
            (sum(one.fix is Fix.SAFE for one in found), sum(one.fix is Fix.UNSAFE for one in found)),
            _questions(subject),
        )


def _questions(subject: Subject) -> str:
    """What a draft still asks of its readers."""
    if not subject.is_draft:
        return ""
    source = subject.reading.source
    rows = [
        {"path": source.path, "line": source.position(one.words.span.start).line, "question": one.words.text}
        for one in subject.reading.questions
        if not one.answered
    ]
    return ",".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
