"""The keys by which documents state a field, in labels and in front matter, and what is no value but a blank form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.importing.imported import Lines
from firstcause.document.prose import Prose, prose
from firstcause.document.reading.plain import plain_words
from firstcause.document.reading.stated import Reading
from firstcause.document.spans import Words

_BLANK: Final = re.compile(
    r"(?:tb[dac]|todo|n/?a|none|nil|unknown|unassigned|not (?:assigned|set|applicable|yet known)|[-–—?.…x_]+|\.\.\."
    r"|yyyy-mm-dd.*|hh:mm.*|(?:to be|tbd|todo)\b.*|[\[<{][^\[\]<>{}]*[\]>}])\.?",
    re.IGNORECASE,
)


def is_blank(text: str) -> bool:
    """Whether words say nothing: an empty cell, a dash, "TBD", a form's `[Name]`."""
    return not text.strip() or _BLANK.fullmatch(text.strip()) is not None


def stated_under(reading: Reading, keys: re.Pattern[str]) -> Iterator[tuple[str, Prose, Lines]]:
    """Key and value of every label of these keys, front matter's after those of the text."""
    for label in reading.labels:
        key = plain_words(label.key.text).casefold().strip(" :?")
        if keys.fullmatch(key) and not is_blank(label.value.text):
            yield key, label.value, Lines(label.line, label.line + label.value.text.count("\n"))
    for name, entry in reading.front.entries.items():
        key = name.casefold().replace("_", " ").replace("-", " ")
        if keys.fullmatch(key) and entry.value is not None:
            for words in entry.items or (entry.written,):
                value = _unquoted(words)
                if value and not is_blank(value.text):
                    yield key, prose([value]), lines_of(reading, value)


def lines_of(reading: Reading, words: Words) -> Lines:
    """On which lines words stand."""
    first = reading.source.position(words.span.start).line
    return Lines(first, reading.source.position(max(words.span.start, words.span.end - 1)).line)


def _unquoted(words: Words) -> Words:
    quoted = len(words.text) > 1 and words.text[0] == words.text[-1] and words.text[0] in "\"'"
    return words.part(1, len(words.text) - 1) if quoted else words
