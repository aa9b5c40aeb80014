"""What says that a repair is done: a status, a ticked box, a line through it."""

from __future__ import annotations

import re
from typing import Final

from firstcause.document.spans import Words

_DONE: Final = re.compile(
    r"\b(?:done|closed|completed?|resolved|fixed|shipped|merged|implemented|finished|deployed)\b|[✅☑✔]|^\s*(?:x"
    r"|yes)\s*$",
    re.IGNORECASE,
)
_NOT_DONE: Final = re.compile(
    r"\b(?:not|in progress|partial(?:ly)?|to be|wip|un\w+|won.t|will be)\b|^\s*(?:no|open|todo)\b", re.IGNORECASE
)
BOX: Final = re.compile(r"\s*(?:\[(?P<tick>[ xX])\]|(?P<done>✅|☑️?|✔️?|:white_check_mark:)|(?P<open>☐|⬜|🔲))\s*")


def is_done(status: str) -> bool:
    """Whether a status says that nothing is left to do."""
    return bool(_DONE.search(status[:200])) and not _NOT_DONE.search(status[:200])


def unmarked(words: Words) -> tuple[Words, bool]:
    """The words without a ticked box or a line through them, and whether these say that it is done."""
    box = BOX.match(words.text)
    done = False
    if box:
        done = bool(box["done"] or (box["tick"] or " ") != " ")
        words = words.part(box.end(), len(words.text)).strip()
    if words.text.startswith("~~") and words.text.find("~~", 2) >= len(words.text.rstrip(" .")) - 2 > 2:
        return words.part(2, words.text.find("~~", 2)), True
    return words, done or words.text.startswith("~~")
