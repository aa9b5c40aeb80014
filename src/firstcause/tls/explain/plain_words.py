"""Plain English about a failed handshake, as programs word it that have no grammar here, or one that left it open.

There are some twenty ways for a handshake to fail, and every program has its own sentence for each; but the sentences
are made of the same words: a name that does not match, a certificate that has expired, an issuer that is not known.
Symbols are made of them too: `CN_MISMATCH`, `CertificateExpired`.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from firstcause.model.handshake import Alert
from firstcause.tls.alerts import CLOSURE, alert
from firstcause.tls.explain import gnutls, plain_certificates, plain_negotiation, programs, sockets
from firstcause.tls.explain.alert_words import beginning_with
from firstcause.tls.explain.plain_guard import may_tell_of_a_failure
from firstcause.tls.explain.words import OF_THE_WIRE, VAGUE, Reading, Role, Symptom

# From the most telling to the vaguest: a sentence often holds the general words too.
_BOOK: Final = (
    *plain_certificates.BOOK,
    *plain_negotiation.BOOK,
    *plain_certificates.LATE_BOOK,
    *(row for row in gnutls.BOOK.says if row[0] not in VAGUE | OF_THE_WIRE),
    *plain_negotiation.WIRE_BOOK,
    *plain_certificates.VAGUE_BOOK,
)
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_FILLER: Final = r"(?:read|write|fatal|warning|number|code|message|desc\w*|is|received|sent|level|alert|2)"
_ALERT: Final = re.compile(
    rf"\balert\b[\s:,'\"\[(=-]{{1,4}}(?:{_FILLER}[\s:,'\"\[(=-]{{1,4}}){{0,5}}(?P<alert>\d{{2,3}}\b"
    rf"|[A-Za-z][A-Za-z _-]{{3,50}})",
    re.IGNORECASE,
)
_SENT: Final = re.compile(r"\b(?:write|sent|sending|send|generat\w+|local|wrote)\b", re.IGNORECASE)
_HEARD: Final = re.compile(
    r"\b(?:read|receiv\w+|remote|peer|got|from (?:the )?(?:peer|client"
    r"|server))\b",
    re.IGNORECASE,
)
# A server that tells what its client did to its certificate.
_REFUSED_US: Final = re.compile(
    r"\bclient (?:has )?(?:rejected|refused|does not trust"
    r"|did not accept)\b.{0,60}cert",
    re.IGNORECASE,
)
_UNKNOWN: Final = 46  # certificate_unknown: refused, and no more is said


def read(line: str) -> Reading | None:
    """What the sentence says, if it is about a failed handshake; None for all others."""
    if not may_tell_of_a_failure(line):
        return None
    if _REFUSED_US.search(line):
        return Reading("", alert=alert(_UNKNOWN, "received"), role="server")
    plain = _HUMP.sub(" ", line).replace("_", " ")
    forms = dict.fromkeys((plain.lower(), line.lower()))
    symptom = next((symptom for symptom, pattern in _BOOK if any(map(pattern.search, forms))), None)
    if symptom is Symptom.TIMED_OUT and sockets.is_a_limit(line):
        return None
    told = _alert(plain)
    if symptom is None and told is None and plain_negotiation.UNTOLD.search(plain):
        symptom = Symptom.UNTOLD
    if symptom is None and told is None:
        return None
    return Reading("", symptom, told, _role(line, symptom))


def _alert(line: str) -> Alert | None:
    found = _ALERT.search(line)
    if found is None:
        return None
    sent = _SENT.search(line) and not _HEARD.search(line)
    way: Literal["sent", "received"] = "sent" if sent else "received"
    told = beginning_with(found["alert"], way)
    return None if told is None or told.name in CLOSURE else told


_SERVER: Final = re.compile(
    r"from client|\baccept(?:ing)?\b(?!\?)|incoming|inbound|client (?:at |\d|\[|\w+ disconnected|did|sent|offer)"
    r"|\bfrom \[?[\d.:a-f]{7,}|client (?:hello|connection)|(?:for|from|with) client\b",
    re.IGNORECASE,
)
_CLIENT: Final = re.compile(
    r"server(?:'s|’s)? (?:ssl |tls )?certificate|\bserver (?:does|did|refus|reject|is not|return)|\b\w+s?://"
    r"|outbound|upstream"
    r"|connect(?:ing|ion)? (?:to|with) |\bfetch|download|request to|remote (?:host|server)|\bhost(?:'s"
    r"|’s) certificate"
    r"|certificate (?:of|from|for) (?:the )?(?:server|host|remote)",
    re.IGNORECASE,
)
_JUDGED_CLIENT: Final = re.compile(r"\bclient(?:'s|’s)?[ _-](?:ssl[ _-]|tls[ _-])?cert", re.IGNORECASE)
_BY_SERVER: Final = re.compile(
    r"(?:server|peer|remote|broker)\b.{0,40}(?:reject|refus|not accept|requires?"
    r"|required)",
    re.IGNORECASE,
)
_NAMES: Final = frozenset({Symptom.WRONG_NAME, Symptom.OTHER_KEY})
_LEFT_OPEN: Final = frozenset({Symptom.NO_CERTIFICATE, Symptom.CLIENT_REFUSED, Symptom.UNTOLD, Symptom.FILES, None})


def _role(line: str, symptom: Symptom | None) -> Role | None:
    """Who speaks, as far as the sentence shows: who judges a client's certificate is the server."""
    if symptom not in _LEFT_OPEN and _JUDGED_CLIENT.search(line) and not _BY_SERVER.search(line):
        return "server"
    if role := programs.role_in(line):
        return role
    if symptom in _NAMES or _CLIENT.search(line):
        return "client"
    return "server" if _SERVER.search(line) else None
