"""Findings as GitHub's workflow commands, which show them beside the lines of a change.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from firstcause.app.lint.files import Unreadable
    from firstcause.app.lint.request import Checked

_COMMANDS: Final[Mapping[str, str]] = MappingProxyType({"error": "error", "warning": "warning", "info": "notice"})


class GithubOutput:
    """A line a finding."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def remember(self, path: str, text: str | Unreadable) -> None:
        """GitHub shows the document itself."""

    def tell(self, documents: Iterator[Checked]) -> int:
        """Everything, as it comes."""
        errors = 0
        for one in documents:
            errors += one.counts[0]
            for body in json.loads(f"[{one.findings}]"):
                self._out.write(_line(body) + "\n")
        return 1 if errors else 0


def _line(body: Mapping[str, Any]) -> str:
    place = {
        "file": body["path"],
        "line": body["line"],
        "col": body["column"],
        "title": f"{body['rule']} {body['slug']}",
    }
    properties = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in place.items())
    related = "".join(f"\nline {one['line']}: {one['message']}" for one in body["related"])
    return f"::{_COMMANDS[body['severity']]} {properties}::{_escaped(body['message'] + related)}"


def _escaped(text: str, besides: str = "") -> str:
    for character in ("%", "\r", "\n", *besides):
        text = text.replace(character, f"%{ord(character):02X}")
    return text
