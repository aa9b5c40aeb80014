"""The changes that a document names, and whether it says that one of them caused the incident."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.reading.stated import Reading
from firstcause.review.lint.happenings import Kind, kinds_of

_NAMED: Final = re.compile(
    r"`(?P<quoted>[\w./-]*\d[\w./-]*)`|\b(?:commit|sha|revision)\s+`?(?P<commit>[0-9a-f]{7,40})\b"
    r"|(?<![\w#])#(?P<number>\d{2,7})\b|\b(?:PR|MR|pull request|change|CHG)[ -]?#?(?P<request>\d{2,8})\b"
    r"|\b(?P<release>(?:r\d{1,5}|v\d+(?:\.\d+){1,3}))\b",
    re.IGNORECASE,
)
_CAUSING: Final = re.compile(
    r"\b(?:deploy(?:ed|ment|s)?|releas(?:e|ed|es)|roll(?:ed)?[ -]?out|config(?:uration)? (?:change|update)"
    r"|code changes?|migration|upgrade|feature flag|merge[ds]?|(?:the|recent|this|a) change)\b",
    re.IGNORECASE,
)
_NO_CHANGE: Final = re.compile(r"[\d.:/%-]+|E\d+|sha256.*|(?:tls|net|app)/.*", re.IGNORECASE)


def changes(reading: Reading, failing: str) -> Iterator[str]:
    """What identifies them: commits, requests, change ids; a release's number only together with its service."""
    texts = [row.text.text for row in reading.timeline if Kind.CHANGE in kinds_of(row)]
    texts += [one.text for one in reading.cause]
    seen = set()
    for text in texts:
        for match in _NAMED.finditer(text):
            name = _name(match, failing)
            if name and name not in seen:
                seen.add(name)
                yield name


def _name(match: re.Match[str], failing: str) -> str:
    if match["release"]:
        return f"{failing}@{match['release']}" if failing else ""
    if match["quoted"]:
        return "" if _NO_CHANGE.fullmatch(match["quoted"]) else match["quoted"]
    return match["commit"] or f"#{match['number'] or match['request']}"


def change_caused(reading: Reading) -> bool | None:
    """By the words of the cause, its factors, and the timeline before the detection; None without a cause."""
    texts = [one.text for one in reading.cause] + [one.text.text for one in reading.factors]
    if not any(texts):
        return None
    return any(_CAUSING.search(text) for text in texts) or _before_detection(reading)


def _before_detection(reading: Reading) -> bool:
    for row in reading.timeline:
        kinds = kinds_of(row)
        if Kind.DETECTED in kinds:
            return False
        if Kind.CHANGE in kinds:
            return True
    return False
