"""Findings for people: where, what, and the lines themselves, both of them where two contradict each other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TextIO

from firstcause.cli.lint_snippet import Snippets, shown

if TYPE_CHECKING:
    from firstcause.app.lint.files import Unreadable
    from firstcause.app.lint.request import Checked

_LEVELS: Final = ("error", "warning", "info")


class TextOutput:
    """A paragraph a finding, and a summary."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._snippets = Snippets()

    def remember(self, path: str, text: str | Unreadable) -> None:
        """A text that cannot be read again from where it is said to be."""
        self._snippets.remember(path, text)

    def tell(self, documents: Iterator[Checked]) -> int:
        """Everything, as it comes."""
        totals, fixable, files, questions = [0, 0, 0], [0, 0], 0, 0
        for one in documents:
            files += 1
            totals = [total + count for total, count in zip(totals, one.counts, strict=True)]
            fixable = [total + count for total, count in zip(fixable, one.fixable, strict=True)]
            if one.findings or one.questions:
                for body in json.loads(f"[{one.findings}]"):
                    self._out.write("\n".join(self._paragraph(body)) + "\n\n")
                for question in json.loads(f"[{one.questions}]"):
                    questions += 1
                    self._out.write(
                        f"{shown(question['path'])}:{question['line']}: open question: {shown(question['question'])}\n"
                    )
                self._snippets.forget()
        self._out.write("\n".join(_summary(totals, fixable, files, questions)) + "\n")
        return 1 if totals[0] else 0

    def _paragraph(self, body: Mapping[str, Any]) -> Iterator[str]:
        likely = ", likely" if body["confidence"] == "likely" else ""
        where = f"{shown(body['path'])}:{body['line']}:{body['column']}"
        yield f"{where}: {body['severity']} {body['rule']} {body['slug']}{likely}: {shown(body['message'])}"
        yield from self._snippets.lines(body)
        if body["fix"] != "none":
            yield f"   = mended by --fix{' --unsafe-fixes' if body['fix'] == 'unsafe' else ''}"


def _summary(totals: list[int], fixable: list[int], files: int, questions: int) -> Iterator[str]:
    found = ", ".join(_count(n, level) for n, level in zip(totals, _LEVELS, strict=True) if n)
    asked = f"; drafts ask {_count(questions, 'question')}" if questions else ""
    yield f"{_count(files, 'document')}: {found or 'nothing found'}{asked}"
    if any(fixable):
        unsafe = f", and {fixable[1]} more by --fix --unsafe-fixes" if fixable[1] else ""
        yield f"{fixable[0]} can be mended by --fix{unsafe}; --diff shows how"
    if any(totals):
        yield "firstcause explain RULE tells why it matters"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
