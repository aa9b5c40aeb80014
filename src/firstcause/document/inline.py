"""Inline text: plain words, references to evidence, code, links. It knows how they are written in Markdown, and reads
them back. Emphasis is no part of the native format: its characters are text like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a piece of evidence, written `[^E3]`. The name holds letters, digits and hyphens only."""

    name: str


@dataclass(frozen=True, slots=True)
class Code:
    """Something to be read letter by letter: a command, a digest, a metric."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """An ordinary link, `[text](target)`; the target is relative to the document and holds no blanks."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class WikiLink:
    """A link to another document of the vault, `[[target|text]]`."""

    target: str
    text: str


Part: TypeAlias = "str | Ref | Code | Link | WikiLink"
Text: TypeAlias = tuple[Part, ...]

_CONTROL: Final = re.compile(r"[^\S\n]+|[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_SPECIAL: Final = re.compile(r"[\\`*\[\]<~$^]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_BLOCK_START: Final = re.compile(r"(?:#{1,6}|[-+])(?=\s|$)|-+\s*$|=+\s*$|>")
_NUMBER_START: Final = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_MARKUP: Final = re.compile(
    r"""\\(?P<escaped>[!-/:-@\[-`{-~])
      | (?P<newline><br\s*/?>)
      | \[\^(?P<ref>[A-Za-z0-9-]+)\]
      | \[\[(?P<wiki>[^\[\]|]+)(?:\|(?P<label>[^\[\]]*))?\]\]
      | \[(?P<text>(?:\\.|[^\\\[\]])*)\]\((?P<target>[^\s()]*)\)
      | (?P<fence>`+)(?P<code>.+?)(?P=fence)(?!`)
    """,
    re.VERBOSE,
)


def text(*parts: Part | Text) -> Text:
    """Inline text in its normal form.

    Neighbouring strings are joined, runs of blanks become one (newlines stay), control characters become blanks, and
    the ends are trimmed. `parse_inline(render_inline(t)) == t` holds for what this returns.
    """
    return _trimmed(_joined(_clean(part) for part in _flat(parts)))


def plain(inline: Text) -> str:
    """The words alone: links as their text, code without its quotes, references left out."""
    return "".join(part if isinstance(part, str) else _words(part) for part in inline)


def refs(inline: Text) -> tuple[str, ...]:
    """Names of the evidence that this text refers to, in order."""
    return tuple(part.name for part in inline if isinstance(part, Ref))


def render_inline(inline: Text) -> str:
    """As Markdown on one line, safe at the beginning of a block; a newline becomes `<br>`."""
    source = "".join(_source(part) for part in inline)
    if _BLOCK_START.match(source):
        return "\\" + source
    return _NUMBER_START.sub(r"\1\\\2", source, count=1) if _NUMBER_START.match(source) else source


def render_cell(inline: Text) -> str:
    """As Markdown in a cell of a table, where a bar would end the cell (GFM section 4.10)."""
    return render_inline(inline).replace("|", "\\|")


def parse_inline(source: str) -> Text:
    """Markdown of a block's content -> text. Line breaks of the source are blanks, as in any Markdown."""
    return text(*_parts(source.replace("\n", " ")))


def escape(words: str) -> str:
    """Words, so that Markdown shows them as they are."""
    return _SPECIAL.sub(r"\\\g<0>", words).replace("\n", "<br>")


def unescape(source: str) -> str:
    """Undoes `escape`."""
    return plain(parse_inline(source))


def _flat(parts: Iterable[Part | Text]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, tuple):
            yield from part
        else:
            yield part


def _clean(part: Part) -> Part:
    match part:
        case str():
            return _CONTROL.sub(" ", part)
        case Ref():
            return part
        case Code(words):
            return Code(" ".join(_CONTROL.sub(" ", words).split()))
        case Link(target, words):
            return Link(re.sub(r"[\s()\x00-\x1f\x7f-\x9f\ud800-\udfff]", "", target), plain(text(words)))
        case WikiLink(target, words):
            return WikiLink(_unbracketed(target), _unbracketed(words) or _unbracketed(target))


def _unbracketed(words: str) -> str:
    return " ".join(re.sub(r"[\[\]|]", " ", _CONTROL.sub(" ", words)).split())


def _joined(parts: Iterable[Part]) -> list[Part]:
    joined: list[Part] = []
    for part in parts:
        last = joined[-1] if joined else None
        if part in ("", Code("")):
            continue
        if isinstance(part, str) and isinstance(last, str):
            joined[-1] = last + part
        elif isinstance(part, Code) and isinstance(last, Code):
            joined += [" ", part]  # two code spans side by side would run into one
        else:
            joined.append(part)
    return [re.sub(r" *\n *| +", _one_blank, p) if isinstance(p, str) else p for p in joined]


def _one_blank(blanks: re.Match[str]) -> str:
    return "\n" if "\n" in blanks[0] else " "


def _trimmed(parts: list[Part]) -> Text:
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    kept = tuple(part for part in parts if part != "")
    return kept if len(kept) == len(parts) else _trimmed(list(kept))


def _words(part: Ref | Code | Link | WikiLink) -> str:
    return "" if isinstance(part, Ref) else part.text


def _source(part: Part) -> str:
    match part:
        case str():
            return escape(part)
        case Ref(name):
            return f"[^{name}]"
        case Code(words):
            return _code(words)
        case Link(target, words):
            return f"[{escape(words)}]({target})"
        case WikiLink(target, words):
            return f"[[{target}]]" if words == target else f"[[{target}|{words}]]"


def _code(words: str) -> str:
    """A code span whose fence is longer than any run of backticks inside (CommonMark section 6.1)."""
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence = "`" * (longest + 1)
    blank = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{blank}{words}{blank}{fence}"


def _parts(source: str) -> Iterator[Part]:
    at = 0
    for markup in _MARKUP.finditer(source):
        yield source[at : markup.start()]
        yield _part(markup)
        at = markup.end()
    yield source[at:]


def _part(markup: re.Match[str]) -> Part:
    match markup.lastgroup:
        case "escaped":
            return markup["escaped"]
        case "newline":
            return "\n"
        case "ref":
            return Ref(markup["ref"])
        case "wiki" | "label":
            return WikiLink(markup["wiki"], markup["label"] or markup["wiki"])
        case "target":
            return Link(markup["target"], unescape(markup["text"]))
        case _:
            return Code(_unpadded(markup["code"]))


def _unpadded(code: str) -> str:
    padded = code.startswith(" ") and code.endswith(" ") and code.strip()
    return code[1:-1] if padded else code
