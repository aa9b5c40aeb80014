"""Findings as one object, written as they come: what is found in ten thousand documents is never held at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from firstcause.app.lint.files import Unreadable
    from firstcause.app.lint.request import Checked


class JsonOutput:
    """The object of the contract, and the questions that drafts still ask."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def remember(self, path: str, text: str | Unreadable) -> None:
        """Machines read the document themselves."""

    def tell(self, documents: Iterator[Checked]) -> int:
        """Everything, as it comes."""
        totals, files, questions = [0, 0, 0], 0, []
        comma = ""
        self._out.write('{"findings":[')
        for one in documents:
            files += 1
            totals = [total + count for total, count in zip(totals, one.counts, strict=True)]
            questions += [one.questions] if one.questions else []
            if one.findings:
                self._out.write(comma + one.findings)
                comma = ","
        summary = json.dumps(dict(zip(("error", "warning", "info"), totals, strict=True)))
        self._out.write(f'],"files":{files},"summary":{summary},"questions":[{",".join(questions)}]}}\n')
        return 1 if totals[0] else 0
