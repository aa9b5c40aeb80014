"""The template of a line: what stays when figures, identifiers, addresses and quoted texts are taken out.

Lines that differ in these only are one kind of event, and are counted together. Pure.
"""

from __future__ import annotations

import re
from typing import Final

MAX_TEMPLATE: Final = 200
_TAKEN_OUT: Final = tuple(
    (re.compile(pattern), sign)
    for pattern, sign in (
        (r"\b[a-z][a-z0-9+.-]{1,10}://[^\s\"'<>]{1,300}", "<url>"),
        (r"\"(?:[^\"\\]|\\.){0,300}\"|'[^']{0,300}'", "<text>"),
        (r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b", "<id>"),
        (r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*", "<time>"),
        (
            r"\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b|\[[0-9a-fA-F:]{2,39}\](?::\d{1,5})?",
            "<address>",
        ),
        (r"\b0x[0-9a-fA-F]+\b|\b(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{8,}\b", "<hex>"),
        (r"\d+(?:\.\d+)?", "<n>"),
        (r"\s+", " "),
    )
)


def template_of(message: str) -> str:
    """`request 17 took 3.2 s` and `request 4 took 12 s` both become `request <n> took <n> s`."""
    text = message[: 4 * MAX_TEMPLATE]
    for pattern, sign in _TAKEN_OUT:
        text = pattern.sub(sign, text)
    return text.strip()[:MAX_TEMPLATE]
