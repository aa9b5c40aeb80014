"""How the operating system, and libraries above it, tell that a connection ended: refused, reset, closed, timed out.

Such words stand in many a line that has nothing to do with TLS. A reset, an end or a timeout counts only where the
line speaks of a handshake, or where the whole text is that error: then somebody has cut it out for us.
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import in_lower_case
from firstcause.tls.explain.words import Reading, Symptom

_PHRASES: Final[tuple[tuple[Symptom, re.Pattern[str]], ...]] = tuple(
    (symptom, in_lower_case(words))
    for symptom, words in (
        (Symptom.REFUSED, r"connection refused|connect call failed|ECONNREFUSED|actively refused"),
        (
            Symptom.UNRESOLVED,
            r"name or service not known|temporary failure in name resolution|could not resolve (?:host|proxy)"
            r"|nodename nor servname|no address associated with hostname|getaddrinfo|no such host",
        ),
        (Symptom.UNREACHABLE, r"no route to host|network is unreachable|EHOSTUNREACH|ENETUNREACH"),
        (Symptom.RESET, r"connection (?:was )?reset|ECONNRESET|errno:? 104|\(104:|broken pipe|EPIPE"),
        (
            Symptom.CLOSED,
            r"EOF occurred in violation of protocol|unexpected (?:eof|end of)|SSL_ERROR_SYSCALL|SSL_ERROR_ZERO_RETURN"
            r"|SYSCALL returned=5|closed (?:the )?connection|connection (?:was )?closed|end of file"
            r"|disconnected before|secure connection truncated|\bEOF\b",
        ),
        (Symptom.TIMED_OUT, r"timed out|time-?out|ETIMEDOUT|deadline exceeded|taking longer than"),
    )
)
# Others shake hands too; a line of theirs counts only where it speaks of TLS as well.
_OTHERS: Final = re.compile(
    r"\b(?:bluetooth|pairing|libp2p|changelog|sshd?|web-?socket|amqp|rabbitmq|smb|wireguard|ike(?:v2)?"
    r"|noise protocol|sasl|stomp)\b",
    re.I,
)
_TLS: Final = re.compile(r"\b(?:tls|ssl|https)\b", re.IGNORECASE)
_BEFORE_TLS: Final = frozenset({Symptom.REFUSED, Symptom.UNRESOLVED, Symptom.UNREACHABLE})
_HANDSHAKE: Final = re.compile(
    r"handshak|ssl_socket_connect|TLS/SSL error|mod_openssl\.c|SSL\.SysCallError|SSL_connect|SSL_accept|\b(?:SSL"
    r"|TLS) connect"
    r"|secure (?:TLS )?connection|violation of protocol",
    re.IGNORECASE,
)
_BARE: Final = re.compile(
    r"(?:[\w.]*(?:Error|Exception|reset|timeout):\s*)?"
    r"(?:\[Errno -?\d+\]\s*|\('Connection aborted\.', ConnectionResetError\(\d+, ')?"
    r"(?P<words>[^:]{3,80}?)"
    r"(?: \(_ssl\.c:\d+\)|'\)\))?\.?"
)
# A time limit that is set or reported, not one that has passed.
_A_LIMIT: Final = re.compile(
    r"time-?outs? (?:is|are|to|of|set|raised|was|default)\b|time-?out\"?[=:] ?[\"']?\d|[-/]time-?out\b"
    r"|\b(?:set|sets|setting|default\w*|max\w*|configur\w*|option\w*|with)\b.{0,40}time-?out",
    re.IGNORECASE,
)
_NO_CONNECTION: Final = re.compile(r"(?:connection |connect )?timed out", re.IGNORECASE)


def read(line: str) -> Reading | None:
    """A connection's end, where the line is about a handshake or about nothing else; None for other lines."""
    if _OTHERS.search(line) and not _TLS.search(line):
        return None
    symptom = phrase_in(line)
    if symptom is Symptom.TIMED_OUT and is_a_limit(line):
        return None
    bare = _BARE.fullmatch(line.strip())
    if symptom is Symptom.TIMED_OUT and bare and _NO_CONNECTION.fullmatch(bare["words"]):
        return Reading("", Symptom.UNREACHABLE)  # so speaks connect(); a handshake that is late says so
    if symptom in _BEFORE_TLS or (symptom and (_HANDSHAKE.search(line) or _is_the_whole(symptom, bare))):
        return Reading("", symptom)
    return None


def is_a_limit(line: str) -> bool:
    """Whether a timeout is only spoken of as a setting."""
    return bool(_A_LIMIT.search(line)) and not re.search(r"timed out|exceeded|\berror\b", line, re.IGNORECASE)


def phrase_in(text: str) -> Symptom | None:
    """The first of these symptoms whose words stand in the text, whatever it is about."""
    plain = text.lower()
    return next((symptom for symptom, pattern in _PHRASES if pattern.search(plain)), None)


def _is_the_whole(symptom: Symptom, bare: re.Match[str] | None) -> bool:
    """Reset or closed, and no word besides. A timeout alone may be anybody's."""
    if bare is None or symptom is Symptom.TIMED_OUT or "pipe" in bare["words"].lower():  # a pipe breaks later
        return False
    pattern = next(p for s, p in _PHRASES if s is symptom)
    return bool(re.fullmatch(rf"(?:{pattern.pattern})(?: by peer)?", bare["words"], re.IGNORECASE))
