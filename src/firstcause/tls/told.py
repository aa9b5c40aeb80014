"""What a stranger's bytes may become in front of people: of bounded length, on one line, without control characters.

Names in certificates, banners and lists of issuers are chosen by the server. A terminal obeys escape sequences, a log
has lines, and nobody reads ten thousand names; so whatever comes from the wire is told through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MOST_TEXT: Final = 1000  # characters of an explanation
MOST_NAME: Final = 200  # characters of one name in it
MOST_LISTED: Final = 20  # of one kind


def told(text: str, most: int = MOST_TEXT) -> str:
    """The text on one line, with what does not print written as an escape, and cut where it is too long."""
    if len(text) > most:
        text = text[: most - 1] + "…"
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def few(texts: Sequence[str], most: int = MOST_LISTED) -> tuple[str, ...]:
    """The first of them, each told; and how many more there are."""
    shown = tuple(told(text, MOST_NAME) for text in texts[:most])
    return shown if len(texts) <= most else (*shown, f"and {len(texts) - most} more")


def listed(texts: Sequence[str], most: int = MOST_LISTED) -> str:
    """The first of them in quotes, in a row; and how many more there are."""
    *shown, last = few(texts, most) or ("",)
    more = last if len(texts) > most else f"'{last}'"
    return ", ".join((*(f"'{text}'" for text in shown), more)) if texts else ""


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
