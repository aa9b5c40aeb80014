"""F5 BIG-IP's traffic manager: messages 0126xxxx of `/var/log/ltm`, which end in the alert that it sent."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "f5",
    re.compile(r"\b0126\d{4}:\d: "),
    phrases(
        (Symptom.NO_CIPHER, r"No shared ciphers|no shared cipher|cipher .{0,30}not found"),
        (Symptom.OTHER_VERSION, r"unsupported version|protocol version|version not supported|unsupported protocol"),
        (Symptom.NO_CERTIFICATE, r"peer cert(?:ificate)? required|no client cert|peer did not|certificate required"),
        (Symptom.EXPIRED, r"certificate (?:has )?expired"),
        (Symptom.NO_ISSUER, r"unknown CA|issuer cert|unable to get (?:local )?issuer|untrusted"),
        (Symptom.REVOKED, r"revoked"),
        (Symptom.WRONG_NAME, r"name mismatch|does not match"),
        (Symptom.BAD_RECORD, r"bad record mac|decryption error|decrypt"),
        (Symptom.PLAIN_HTTP, r"http request|not SSL|non-SSL"),
        (Symptom.BAD_FRAMING, r"unexpected|bad (?:record|handshake|length)|illegal|SSL record|invalid record"),
        (Symptom.RENEGOTIATION, r"renegotiat"),
        (Symptom.TIMED_OUT, r"handshake timeout|timed out"),
        (
            Symptom.NOT_VERIFIED,
            r"[Pp]eer cert(?:ificate)? (?:verify|verification)|verify (?:error|failed)"
            r"|certificate .{0,40}(?:invalid|fail)",
        ),
        (Symptom.UNTOLD, r"SSL Handshake failed|Connection error|handshake fail"),
    ),
    heard=re.compile(r"Peer sent .{0,30}alert.{0,10}?(?P<alert>\d{2,3})|alert\(\d\) (?P<other>\d{2,3}) received"),
    proxy=re.compile(r"serverside|server-side|server-ssl"),
    role="server",
)
read = BOOK.read
