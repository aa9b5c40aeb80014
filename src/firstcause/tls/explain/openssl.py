"""OpenSSL's grammar: its error queue, verification results and traces of alerts, as whatever program prints them.

    error:0A000418:SSL routines::tlsv1 alert unknown ca                       3.x; 1.x names a function as well
    [SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca (_ssl.c:2580)        Python
    verify error:num=20:unable to get local issuer certificate                s_client, s_server
    SSL3 alert write:fatal:unknown CA                                         -state

A reason that holds the word of a protocol version and an alert's name is an alert that the *peer* sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal

from firstcause.model.handshake import Alert
from firstcause.tls.alerts import ALERTS, CLOSURE, alert
from firstcause.tls.explain import verify
from firstcause.tls.explain.openssl_reasons import NOT_OF_THE_HANDSHAKE, NUMBERS, REASONS
from firstcause.tls.explain.words import VAGUE, Reading, Role, Symptom

STACK: Final = "openssl"
_NOT_EVEN_SSL3: Final = "0A0000FC"  # 3.x says "unknown protocol" of nothing but a hello of SSL 2
ALERT_BASE: Final = 1000  # reasons of the SSL library from here on report alerts of the peer

_QUEUE: Final = re.compile(
    r"error:(?P<code>[0-9A-Fa-f]{5,8}):(?P<library>[^:\n]{0,60}):(?P<function>[^:\n]{0,80}):(?P<reason>[^:\n\[\]]{1,120})"
)
_TUPLE: Final = re.compile(r"\('[\w ]* ?routines', '(?P<function>[^']*)', '(?P<reason>[^']{1,120})'\)")  # pyOpenSSL
_PYTHON: Final = re.compile(
    r"\[(?P<library>SSL|X509|PEM|ASN1|EVP|CONF|BIO|RSA|EC)(?:: (?P<reason>[A-Z0-9_/]{2,80}))?\]"
)
# 1.x says so of everything that is not TLS, and names a function of its own; 3.x only of a hello of SSL 2.
_OF_SSL2: Final = re.compile(r"(?:\baccept|SSL_accept)(?!.*SSL23).*: unknown protocol", re.IGNORECASE)
_NODE: Final = re.compile(r"\bERR_SSL_(?P<reason>[A-Z0-9_]{4,60})\b")
_RUBY: Final = re.compile(r"\breturned=-?\d+ errno=\d+ .{0,80}?state=[^:]{0,60}: (?P<reason>[a-z][^:()\n]{3,80})")
_PEER_ALERT: Final = re.compile(
    r"(?:\b|(?<=SSL_))(?:(?:sslv3|tlsv1|tlsv1\.\d|tlsv13)[ _](?:alert[ _])?|(?:ssl/)?tls[ _]alert[ _])"
    r"(?P<name>[a-z][a-z _]{4,40}[a-z])",
    re.IGNORECASE,
)
_ALERT_NUMBER: Final = re.compile(r"SSL alert number (?P<number>\d{1,3})\b")
_STATE: Final = re.compile(r"SSL3 alert (?P<way>read|write):\s?(?P<level>\w+):\s?(?P<name>[A-Za-z][A-Za-z _]{3,40})")
_MESSAGE: Final = re.compile(
    r"(?P<way><<<"
    r"|>>>) [^\n]{0,20}Alert \[length \w+\], (?P<level>\w+) (?P<name>[a-z_]{4,40})"
)
# Words that also stand in lines of another meaning, and so count only where the queue's form frames them.
_COMMON: Final = frozenset(
    {"http request", "no such file", "decode error", "internal error", "bad packet", "bad length", "fips mode"}
    | {"no certificate set", "system lib", "ssl lib", "pem lib", "callback failed", "not tls", "unexpected message"}
)
_FRAMED: Final = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, REASONS), key=len, reverse=True)) + r")\b")
_BARE: Final = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, REASONS.keys() - _COMMON), key=len, reverse=True)) + r")\b"
)
_ABOUT_TLS: Final = re.compile(r"\b(?:ssl|m?tls|handshake|openssl)\b|SSL_|_ssl\.c|tls_", re.IGNORECASE)
_FAILED: Final = re.compile(r"fail|error|abort|reject|alert|refus|could not|cannot|unable|problem", re.IGNORECASE)
_AFTER_HANDSHAKE: Final = re.compile(
    r"\bSSL_(?:read|write|shutdown|peek)(?:_ex)?\b|\bReading from client\b|while reading stream"
)

_ROLE_WORDS: Final[tuple[tuple[re.Pattern[str], Role], ...]] = (
    (re.compile(r"\b(?:tls|ssl3|ssl23)_(?:post_)?(?:process|get)_server|construct_client|SSL_connect\b"), "client"),
    (re.compile(r"\b(?:tls|ssl3|ssl23)_(?:early_post_|post_)?(?:process|get)_client|construct_server"), "server"),
    (re.compile(r"\bSSL_accept\b"), "server"),
)
_SPELT: Final = {"user_cancelled": "user_canceled"}  # what OpenSSL spells otherwise than the registry does
_BY_NAME: Final[Mapping[str, int]] = MappingProxyType({name: number for number, name in ALERTS.items()})


def read(line: str) -> Reading | None:
    """What the library says in this line; None where it is not OpenSSL that speaks."""
    found = list(_readings(line))
    if not found:
        return None
    role = role_in(line)
    symptoms = [r.symptom for r in found if r.symptom]
    if Symptom.NOT_TLS in symptoms and _OF_SSL2.search(line):
        symptoms = [Symptom.OTHER_VERSION]
    symptom = next((s for s in symptoms if s not in VAGUE), symptoms[0] if symptoms else None)
    received = next((r.alert for r in found if r.alert), None)
    if received is None and symptom is Symptom.CLOSED and _AFTER_HANDSHAKE.search(line):
        return Reading(STACK, role=role)  # the peer left without close_notify, after the work was done
    if received and received.name == "handshake_failure" and _AFTER_HANDSHAKE.search(line):
        return Reading(STACK, Symptom.LATE_REFUSAL, received, role)
    return Reading(STACK, symptom, received, role)


def role_in(line: str) -> Role | None:
    """Which part this side plays, where a function of the library shows it."""
    return next((role for pattern, role in _ROLE_WORDS if pattern.search(line)), None)


def alert_named(words: str, direction: Literal["sent", "received"]) -> Alert | None:
    """The alert with which these words begin ("unknown CA, closing"); None for strangers and for a good end."""
    parts = re.split(r"[ _-]+", words.strip().lower())
    for length in range(min(len(parts), 5), 0, -1):
        name = "_".join(parts[:length])
        number = _BY_NAME.get(_SPELT.get(name, name))
        if number is not None:
            return None if ALERTS[number] in CLOSURE else alert(number, direction)
    return None


def _readings(line: str) -> Iterator[Reading]:
    """Every utterance in the line, in order of what it can tell: verification, queue, alerts, bare reasons."""
    result = verify.symptom_in(line)
    if result is not None:
        yield Reading(STACK, result)
    yield from _queue(line)
    yield from _traced(line)
    if not _framed(line):
        yield from _bare(line)


def _framed(line: str) -> bool:
    return bool(_QUEUE.search(line) or _PYTHON.search(line) or _TUPLE.search(line))


def _bare(line: str) -> Iterator[Reading]:
    """The library's words without their frame, as some programs pass them on."""
    for match in _PEER_ALERT.finditer(line):
        if (found := alert_named(match["name"], "received")) is not None:
            yield Reading(STACK, alert=found)
    if _ABOUT_TLS.search(line) and _FAILED.search(line):
        yield from (_reason(m[0]) for m in _BARE.finditer(line.lower()))


def _queue(line: str) -> Iterator[Reading]:
    yield from (_said(entry["reason"]) for entry in _TUPLE.finditer(line))
    yield from _as_languages_word_it(line)
    yield from (found for entry in _QUEUE.finditer(line) if (found := _entry(entry, line)) is not None)
    for entry in _PYTHON.finditer(line):
        words = _words(entry, line)
        yield _said(entry["reason"] or words.strip(), words)
    if (numbered := _ALERT_NUMBER.search(line)) is not None:
        yield _received(int(numbered["number"]))


def _as_languages_word_it(line: str) -> Iterator[Reading]:
    """A reason as Node's codes have it, and as Ruby does."""
    for entry in _NODE.finditer(line):
        if (words := entry["reason"].lower().replace("_", " ")) in REASONS:
            yield _reason(words)
    for entry in _RUBY.finditer(line):
        if _PEER_ALERT.match(entry["reason"]) is None:
            yield _reason(entry["reason"])


def _said(reason: str, words: str = "") -> Reading:
    """An alert of the peer, where the reason is one; else what its words mean."""
    peer = _PEER_ALERT.match(reason)
    heard = alert_named(peer["name"], "received") if peer else None
    return Reading(STACK, alert=heard) if heard else _reason(words or reason)


def _entry(entry: re.Match[str], line: str) -> Reading | None:
    if entry["code"].upper() == _NOT_EVEN_SSL3:
        return Reading(STACK, Symptom.OTHER_VERSION)
    if entry["library"].startswith("lib(0)"):
        # An empty queue: the system failed, not the library. 1.x says so of a mere end, too.
        ended = _ABOUT_TLS.search(line) and not _AFTER_HANDSHAKE.search(line)
        return Reading(STACK, Symptom.CLOSED if "func(0)" in line else Symptom.RESET) if ended else None
    number = _reason_number(int(entry["code"], 16))
    if number is not None and number > ALERT_BASE:
        return _received(number - ALERT_BASE)
    return _reason(NUMBERS.get(number or 0, "") or entry["reason"])


def _reason_number(code: int) -> int | None:
    """The reason's number, for the SSL library only: 3.x packs it in 23 bits, 1.x in 12."""
    if code >> 23 == 20:
        return code & 0x7FFFFF
    return code & 0xFFF if code >> 24 == 20 else None


def _words(entry: re.Match[str], line: str) -> str:
    """Python's symbol in the library's words; `[SSL] PEM lib` has its words behind the bracket."""
    if entry["reason"]:
        return str(entry["reason"]).replace("_", " ")
    return line[entry.end() : entry.end() + 80].partition("(")[0]


def _received(number: int) -> Reading:
    return Reading(STACK, alert=None if ALERTS.get(number) in CLOSURE else alert(number, "received"))


def _reason(words: str) -> Reading:
    """A reason; one that is not listed is TLS's own trouble, but nothing that we could name."""
    plain = words.strip().lower()
    if plain in REASONS:
        return Reading(STACK, REASONS[plain])
    if plain in NOT_OF_THE_HANDSHAKE:
        return Reading(STACK)
    symptom = verify.by_text(plain)
    framed = _FRAMED.search(plain)
    return Reading(STACK, symptom or (REASONS[framed[0]] if framed else None))


def _traced(line: str) -> Iterator[Reading]:
    for pattern in (_STATE, _MESSAGE):
        for match in pattern.finditer(line):
            way: Literal["sent", "received"] = "received" if match["way"] in ("read", "<<<") else "sent"
            yield Reading(STACK, alert=alert_named(match["name"], way))
