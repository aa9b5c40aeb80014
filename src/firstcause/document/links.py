"""What a document points to: wikilinks, links, footnotes, and the comments that speak to the linter.

Nothing inside code is a link: a line of a log may hold any brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from firstcause.document.prose import Prose
from firstcause.document.spans import Words

_CODE: Final = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINKS: Final = re.compile(
    r"""(?P<image>!?)\[\[(?P<wiki>[^\[\]\n|#]*)(?:\#(?P<heading>[^\[\]\n|]*))?(?:\\?\|(?P<label>[^\[\]\n]*))?\]\]
      | \[\^(?P<note>[^\s\[\]]+)\](?P<defined>:?)
      | (?P<shown>!?)\[(?P<text>(?:\\.|[^\\\[\]])*)\]
        \((?P<target><[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+"[^"]*")?\)
    """,
    re.VERBOSE,
)


class LinkKind(StrEnum):
    """How a link is written."""

    WIKI = "wiki"
    MARKDOWN = "markdown"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is written, and its parts. `target` has no heading in it; a footnote's is its name."""

    kind: LinkKind
    whole: Words
    target: Words
    heading: str = ""
    label: str = ""


def without_code(text: str) -> str:
    """The text with blanks in the place of every code span: as long as before, so that places remain."""
    return _CODE.sub(lambda code: " " * len(code[0]), text) if "`" in text else text


def links(prose: Prose) -> Iterator[Link]:
    """Every link in it, in order; pictures too."""
    if "[" not in prose.text:
        return
    for match in _LINKS.finditer(without_code(prose.text)):
        yield _link(prose, match)


def _link(prose: Prose, match: re.Match[str]) -> Link:
    whole = prose.words(*match.span())
    if match["note"] is not None:
        return Link(LinkKind.FOOTNOTE, whole, prose.words(*match.span("note")))
    if match["wiki"] is not None:
        target = prose.words(*match.span("wiki")).strip()
        target = target.part(0, len(target.text.removesuffix("\\")))
        return Link(LinkKind.WIKI, whole, target, (match["heading"] or "").strip(), (match["label"] or "").strip())
    target = prose.words(*match.span("target"))
    path, _, heading = target.text.partition("#")
    return Link(LinkKind.MARKDOWN, whole, target.part(0, len(path)), heading, match["text"])
