"""The shapes in which programs write a line: JSON, logfmt, nginx's error log, syslog's prefix, plain text.

Each is read into fields by the names that the program uses; what the names mean is told in `decode`. Pure, and a line
of no known shape is its own message.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

Fields = Mapping[str, object]
MAX_FIELDS: Final = 64
_PAIR: Final = re.compile(
    r"(?P<key>[A-Za-z_@][\w.@/-]{0,60})=(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)\"|(?P<bare>[^\s\"]*))(?:\s+|$)"
)
_NGINX: Final = re.compile(
    r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<level>[a-z]+)\] \d+#\d+: (?:\*\d+ )?(?P<message>.*)", re.DOTALL
)
_UPSTREAM: Final = re.compile(r"\bupstream: \"(?:[a-z]+://)?(?P<address>[^/\"\s]{1,255})")
_PLAIN: Final = re.compile(
    r"\[?(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)\]?\s+(?P<message>.*)",
    re.DOTALL,
)
_LEVEL: Final = re.compile(
    r"\b(?P<level>TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|CRIT(?:ICAL)?|ALERT|EMERG|FATAL|PANIC|SEVERE)\b"
)
LEVEL_WITHIN: Final = 60  # a level stands near a line's beginning; later it is a word of the message


def fields_of(text: str) -> Fields:
    """The line's fields, at most 64; `message` alone where it has no shape that we know."""
    return _json(text) or _nginx(text) or _logfmt(text) or _plain(text)


def _json(text: str) -> Fields | None:
    if not text.startswith("{"):
        return None
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict) or not body:
        return None
    return _flat(body)


def _flat(body: Mapping[str, object]) -> Fields:
    """One level down counts as well: `{"error": {"message": "..."}}` is `error.message`."""
    flat: dict[str, object] = {}
    for key, value in list(body.items())[:MAX_FIELDS]:
        if isinstance(value, dict):
            flat.update({f"{key}.{below}": inner for below, inner in list(value.items())[:MAX_FIELDS]})
        else:
            flat[key] = value
    return flat


def _nginx(text: str) -> Fields | None:
    found = _NGINX.fullmatch(text)
    if found is None:
        return None
    # The whole entry stays the message: which of nginx's parts speaks is told by words all over it.
    fields = {"time": found["time"], "level": found["level"], "message": found["message"]}
    upstream = _UPSTREAM.search(found["message"])
    return {**fields, "upstream": upstream["address"]} if upstream else fields


def _logfmt(text: str) -> Fields | None:
    """Pairs from the beginning to the end; one that is preceded by prose is plain text."""
    fields: dict[str, object] = {}
    position = 0
    while position < len(text) and len(fields) < MAX_FIELDS:
        pair = _PAIR.match(text, position)
        if pair is None:
            return None
        quoted = pair["quoted"]
        fields[pair["key"]] = pair["bare"] if quoted is None else quoted.replace('\\"', '"').replace("\\\\", "\\")
        position = pair.end()
    return fields if len(fields) > 1 else None


def _plain(text: str) -> Fields:
    found = _PLAIN.fullmatch(text)
    message = found["message"] if found else text
    level = _LEVEL.search(message[:LEVEL_WITHIN])
    return {"time": found["time"] if found else "", "level": level["level"] if level else "", "message": message}
