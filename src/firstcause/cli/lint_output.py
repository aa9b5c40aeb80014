"""How findings are told: one class a format, each of which takes documents as they come, in order."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from firstcause.app.lint.files import Unreadable
    from firstcause.app.lint.request import Checked


class Output(Protocol):
    """Tells all documents, and returns the exit code: 1 where an error was found."""

    def tell(self, documents: Iterator[Checked]) -> int:
        """Everything, as it comes."""

    def remember(self, path: str, text: str | Unreadable) -> None:
        """A text that cannot be read again from where it is said to be."""


def output_for(form: str) -> Output:
    """The output of that name."""
    match form:
        case "json":
            from firstcause.cli.lint_json import JsonOutput

            return JsonOutput(sys.stdout)
        case "sarif":
            from firstcause.cli.lint_sarif import SarifOutput

            return SarifOutput(sys.stdout)
        case "github":
            from firstcause.cli.lint_github import GithubOutput

            return GithubOutput(sys.stdout)
        case _:
            from firstcause.cli.lint_text import TextOutput

            return TextOutput(sys.stdout)
