"""A service's runbook: the section on one fault, under a heading that is its code. Pure.

What stands around the section is a person's, and stays as it is. The section ends with a mark that holds its own
digest: as long as that is right nobody has edited it, and it may be written anew.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from firstcause.document.anchored import Anchored, section_under
from firstcause.document.inline import escape
from firstcause.document.spans import Edit, Source, edited

_MARK: Final = re.compile(r"<!-- written by firstcause, sha256:(?P<digest>[0-9a-f]{16})[^\n]*-->\s*\Z")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)


def has_section(text: str, code: str) -> bool:
    """Whether there is a section on this fault that says something."""
    found = section_under(Source(text), code)
    return found is not None and bool(_COMMENT.sub("", found.body.text).strip())


@dataclass(frozen=True, slots=True)
class Written:
    """The runbook afterwards. `kept`: a section that a person has edited, which stays unless one insists."""

    text: str
    replaced: bool = False
    kept: Anchored | None = None


def put_section(runbook: str, section: str, code: str, title: str, *, force: bool = False) -> Written:
    """The runbook with this section in it: in the place of the old one, else at the end. `title`: of a new runbook."""
    source = Source(runbook)
    new = marked(section)
    old = section_under(source, code)
    if old is None:
        return Written(_appended(runbook or f"# {escape(title)}\n", new))
    if not force and not is_ours(old.whole.text):
        return Written(runbook, kept=old)
    more = "\n" if old.whole.span.end < len(runbook) else ""
    return Written(edited(runbook, [Edit(old.whole.span, _lines_as_in(runbook, new + more))]), replaced=True)


def marked(section: str) -> str:
    """The section with its mark below it."""
    text = section.strip() + "\n"
    mark = f"<!-- written by firstcause, sha256:{_digest(text)}: an edited section is left alone -->"
    return f"{text}\n{mark}\n"


def is_ours(section: str) -> bool:
    """Whether the section is as we wrote it."""
    mark = _MARK.search(section)
    return mark is not None and mark["digest"] == _digest(section[: mark.start()])


def _digest(text: str) -> str:
    """Of its words: line ends and blanks at its ends are an editor's, not a person's."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


def _appended(runbook: str, section: str) -> str:
    blank = "" if runbook.endswith("\n\n") else "\n" if runbook.endswith("\n") else "\n\n"
    return runbook + _lines_as_in(runbook, blank + section)


def _lines_as_in(runbook: str, text: str) -> str:
    """With the line ends that the runbook has."""
    return text.replace("\n", "\r\n") if "\r\n" in runbook else text
