"""Takes secrets out of a line before anybody keeps it. Pure; what is doubtful goes.

It knows the shapes in which secrets get into logs: authorisation headers, tokens, passwords in URLs and in settings,
private keys in PEM. It cannot know a secret that looks like any other word.
"""

from __future__ import annotations

import re
from typing import Final

GONE: Final = "[removed]"
_NAMES: Final = (
    r"(?:[\w.-]{0,40}[_.-])?(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
    r"|client[_-]?secret|credential|session[_-]?id|cookie)s?"
)
_PATTERNS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)", GONE),
        # The rest of the line: a header's scheme and its parameters are of no use without one another.
        (r"(\b(?:proxy-)?authorization[\"']?\s*[:=]\s*)(?:\"[^\"]*\"|'[^']*'|[^\"'\n]+)", rf"\1{GONE}"),
        (r"(\b(?:set-)?cookie[\"']?\s*:\s*)[^\"'\n]+", rf"\1{GONE}"),
        (r"(\b(?:bearer|basic|digest|negotiate)\s+)[A-Za-z0-9._~+/=-]{6,}", rf"\1{GONE}"),
        (r"(\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@\"']{0,100}:)[^\s/@\"']{1,200}(?=@)", rf"\1{GONE}"),
        (
            rf"(\b{_NAMES}\\?[\"']?\s*[:=]\s*)(\\?\"(?:[^\"\\]|\\.)*\"|\\?\"[^\"]*\\\"|'[^']*'|[^\s,;&\"'}})\]]+)",
            rf"\1{GONE}",
        ),
        (r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*", GONE),
        (r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}|sk-[A-Za-z0-9_-]{20,})", GONE),
    )
)


# Most lines hold none of these words, and are told by this alone. Words one by one: an expression that minds no case
# takes ten times as long.
_SUSPICIOUS: Final = (
    *("private", "authori", "cookie", "bearer", "basic", "digest", "negotiate", "://", "pass", "pwd", "secret"),
    *("token", "key", "credential", "session", "eyj", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "xox", "akia", "sk-"),
)


def scrubbed(text: str) -> str:
    """The text without what looks like a secret; `[removed]` stands in its place."""
    lowered = text.lower()
    if not any(word in lowered for word in _SUSPICIOUS):
        return text
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text
