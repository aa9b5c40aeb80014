"""Plain English about a failed handshake, as programs word it that have no grammar here, or one that left it open.

There are some twenty ways for a handshake to fail, and every program has its own sentence for each; but the sentences
are made of the same words: a name that does not match, a certificate that has expired, an issuer that is not known.
Such words also stand in good news, in documentation and in other people's errors, so a line counts only where it speaks
of TLS, tells of something that failed, and is of none of the kinds that `_OTHERS` lists.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from firstcause.model.handshake import Alert
from firstcause.tls.alerts import CLOSURE
from firstcause.tls.explain import programs
from firstcause.tls.explain.alert_words import beginning_with
from firstcause.tls.explain.plain_phrases import BOOK, UNTOLD
from firstcause.tls.explain.words import Reading, Role, Symptom

_ABOUT_TLS: Final = re.compile(
    r"\b(?i:ssl|m?tls|dtls|https|ldaps|ftps|imaps|smtps|host ?name verif\w+|x\.?509|certificates?|certs?"
    r"|handshak\w*|starttls|sni|alpn|pkix"
    r"|schannel|openssl|cipher\w*)\b|(?i:ssl|tls)v?[\d.]*_|_(?i:ssl|tls)|(?:SSL|Ssl|TLS|Tls|Cert|Certificate"
    r"|Handshake)"
    r"(?=[A-Z_])|(?<=[a-z])(?:SSL|Ssl|TLS|Tls|Certificate|Handshake)"
)
_FAILED: Final = re.compile(
    r"fail|error|\berr\b|cannot|can't|could(?: not|n't)|unable|refus|reject|abort|denied|invalid|problem|exception"
    r"|fatal"
    r"|clos(?:ed|ing)|disconnect|untrusted|mismatch|terminat|drop(?:ped|ping)|\bbad\b|unsupported|\balert\b"
    r"|(?:not|n't) (?:be )?(?:trust|accept|verif|permit|allow|authori[sz]|support|match|valid|recogni|offer)",
    re.IGNORECASE,
)
# Good news, plans and documentation; and others who also have certificates, signatures or handshakes.
_OTHERS: Final = re.compile(
    r"\b(?:renew\w*|re-?issu\w*|rotat(?:ed|ing|ion)|reload\w*|acme\w*|let'?s ?encrypt|certbot|jwt|oauth2?|oidc|saml"
    r"|gpg|pgp|s/mime|code ?sign\w*|licen[sc]es?|ssh\w*|kex\w*|known_hosts|web-?socket\w*|bluetooth|pairing|wireguard"
    r"|stapl\w+|kerberos|gssapi|kdc|dnssec|dkim|ikev2|ipsec|deprecat\w*|obsolete|changelog|usage:|runbook|metrics?"
    r"|developer certificate|succe(?:ss|eded|ssful|ssfully)|established|completed?|accepted|verified ok|enabled"
    r"|configur(?:ed|ing)|listening"
    r"|continuing|proceeding|ignor(?:ed|ing)|skipp(?:ed|ing)|expires? (?:in|on|soon|at)|will expire|expiring"
    r"|due to expire|(?:no|0|zero) (?:\w+ )?(?:errors?|failures?))\b|(?:\b|_)(?:error|failure)s?[:=]? ?0\b"
    r"|CRL, CA or signature check failed|untrusted or revoked|The certificate of .{1,200} is not trusted"
    r"|--- (?:PASS|FAIL)|=== RUN"
    r"|\b(?:PASS(?:ED)?|test_\w+|Test[A-Z]\w+)\b|^\s*(?:#|//|\* )|_total\b"
    r"|^\s*(?:feat|fix|docs?|chore|refactor)(?:\(|:)",
    re.IGNORECASE,
)
# Words of success that may open a sentence whose end is a failure ("established, but then ...").
_BUT: Final = re.compile(r"\bbut\b|\bhowever\b|\bthen failed\b", re.IGNORECASE)
_ALERT: Final = re.compile(
    r"(?:\b(?:fatal|tls|ssl)[ _]alert|\balert)\b[\s:,'\"\[(=-]{1,4}(?:(?:read|write|fatal|warning|number|code"
    r"|message|desc\w*|is"
    r"|received|sent|level|2)[\s:,'\"\[(=-]{1,4}){0,4}(?P<alert>\d{2,3}\b|[A-Za-z][A-Za-z _-]{3,50})",
    re.IGNORECASE,
)
_SENT: Final = re.compile(
    r"\b(?:write|sent|sending|send|generat\w+|local"
    r"|wrote)\b(?!.{0,40}\bby (?:the )?peer)",
    re.I,
)
_HEARD: Final = re.compile(
    r"\b(?:read|receiv\w+|remote|peer|got|from (?:the )?(?:peer|client"
    r"|server))\b",
    re.IGNORECASE,
)


def read(line: str) -> Reading | None:
    """What the sentence says, if it is about a failed handshake; None for all others."""
    if not (_ABOUT_TLS.search(line) and _FAILED.search(line)) or _is_of_others(line):
        return None
    symptom = next((symptom for symptom, pattern in BOOK if pattern.search(line)), None)
    alert = _alert(line)
    if symptom is None and alert is None and UNTOLD.search(line):
        symptom = Symptom.UNTOLD
    if symptom is None and alert is None:
        return None
    return Reading("", symptom, alert, _role(line, symptom))


def _is_of_others(line: str) -> bool:
    return bool(_OTHERS.search(line)) and not _BUT.search(line)


def _alert(line: str) -> Alert | None:
    found = _ALERT.search(line)
    if found is None:
        return None
    sent = _SENT.search(line) and not _HEARD.search(line)
    way: Literal["sent", "received"] = "sent" if sent else "received"
    alert = beginning_with(found["alert"], way)
    return None if alert is None or alert.name in CLOSURE else alert


_SERVER: Final = re.compile(
    r"from client|\baccept(?:ing)?\b|incoming|inbound|client (?:at |\d|\[|\w+ disconnected|did|sent|offer)"
    r"|\bfrom \[?[\d.:a-f]{7,}"
    r"|client (?:hello|connection)|(?:for|from|with) client\b",
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
_NAMES: Final = frozenset({Symptom.WRONG_NAME, Symptom.OTHER_KEY})


def _role(line: str, symptom: Symptom | None) -> Role | None:
    """Who speaks, as far as the sentence shows; only clients compare names and pins."""
    if role := programs.role_in(line):
        return role
    if symptom in _NAMES or _CLIENT.search(line):
        return "client"
    return "server" if _SERVER.search(line) else None
