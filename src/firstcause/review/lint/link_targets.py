"""Where the links of a document lead: to a note of the vault, to a heading in it, or to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from firstcause.document.links import Link, LinkKind
from firstcause.review.lint.rule import Subject

_OUTSIDE: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|/|\{|<?$")
_APART: Final = re.compile(r"[^\w]+")


def wikilinks(subject: Subject) -> Iterator[Link]:
    """Wikilinks in order."""
    return (link for link in subject.reading.links if link.kind is LinkKind.WIKI)


def file_links(subject: Subject) -> Iterator[Link]:
    """Links in Markdown to files beside the document."""
    for link in subject.reading.links:
        if link.kind is LinkKind.MARKDOWN and link.target and not _OUTSIDE.match(link.target.text):
            yield link


def found(subject: Subject, link: Link) -> str | None:
    """The note to which it leads; its own one where it names nothing but a heading."""
    target = link.target.text
    if not target:
        return subject.note
    if link.kind is LinkKind.MARKDOWN:
        target = unquote(target.strip("<>"))
        target = target if target.startswith(".") else f"./{target}"
    return subject.vault.names.find(target, subject.note)


def linked(subject: Subject) -> frozenset[str]:
    """Every note to which any of its links leads."""
    return frozenset(note for link in (*wikilinks(subject), *file_links(subject)) if (note := found(subject, link)))


def has_heading(subject: Subject, note: str, heading: str) -> bool:
    """Whether the note has it. `a#b#c` means c; a block's id, `^x`, is not looked for, nor in what was not read."""
    wanted = _plain(heading.rpartition("#")[2])
    if heading.startswith("^") or "#^" in heading or note not in subject.vault.headings:
        return True
    return any(_plain(one) == wanted for one in subject.vault.headings[note])


def _plain(heading: str) -> str:
    return _APART.sub("", heading).casefold()
