"""wolfSSL: its negative error numbers (error-ssl.h, error-crypt.h) with their sentences, as applications print them.

wolfSSL_connect error -188, ASN no signer error to confirm failure
err = -322, peer subject name mismatch
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, in_lower_case, phrases
from firstcause.tls.explain.words import Reading, Symptom

BOOK: Final = PhraseBook(
    "wolfssl",
    in_lower_case(
        r"wolfssl|\bASN (?:no signer|date|sig|pars|self|CRL|OCSP|version|name|unsupported|alternate)"
        r"|peer subject name mismatch|can't match cipher suite|revcd alert"
        r"|\b(?:err(?:or)?|code|ret(?:urn(?:ed)?)?|with error|SSL_\w+ (?:error|failed))\b[ =:(]{0,4}-(?:1[3-9]\d"
        r"|2[0-9]\d|3\d\d|4\d\d|50[0-9])\b[,: )]",
    ),
    phrases(
        (Symptom.SELF_SIGNED_LEAF, r"self-signed certificate error"),
        (Symptom.REVOKED, r"CRL Cert revoked|OCSP Cert revoked|Certificate revoked"),
        (
            Symptom.REVOCATION_UNKNOWN,
            r"CRL (?:missing|not loaded|date)|OCSP (?:Cert unknown|Responder|Status|need|lookup|Invalid)"
            r"|CRL (?:sig error|no signer)|OCSP sig error|invalid OCSP",
        ),
        (Symptom.NO_ISSUER, r"no signer error"),
        (Symptom.EXPIRED, r"date error, current date (?:is )?after"),
        (Symptom.NOT_YET_VALID, r"date error, current date (?:is )?before"),
        (Symptom.CONSTRAINED_NAME, r"name constraint error"),
        (Symptom.BAD_SIGNATURE, r"ASN sig error|ASN signature error"),
        (Symptom.WRONG_NAME, r"peer (?:subject name|ip address) mismatch"),
        (Symptom.INVALID_CA, r"not (?:a )?CA|path length|Not a CA by basic constraint"),
        (Symptom.WRONG_USAGE, r"Key Use|KeyUse|ExtKeyUse|key usage"),
        (Symptom.NO_CERTIFICATE, r"peer (?:did not|didn't) (?:send|provide) cert|No peer cert|peer sent no cert"),
        (Symptom.NO_CERTIFICATE, r"peer didn't send (?:cert|key)|Need peer cert"),
        (Symptom.NO_CIPHER, r"match cipher suite|unsupported cipher suite"),
        (Symptom.OTHER_VERSION, r"record layer version error|TLS version|version error"),
        (
            Symptom.MALFORMED_CERTIFICATE,
            r"ASN (?:pars\w+|version|get big int|object id|tag|alternate name"
            r"|unsupported crit)",
        ),
        (Symptom.MALFORMED_CERTIFICATE, r"critical extension|malformed cert"),
        (Symptom.BAD_RECORD, r"verify mac problem|error during decryption|decrypt error"),
        (Symptom.BAD_PROOF, r"verify problem on finished|verify (?:sign|finished) error|problem verifying signature"),
        (
            Symptom.UNKNOWN_NAME,
            r"(?:SNI|host name|server name).{0,30}(?:unrecogni[sz]ed|mismatch|absent)"
            r"|Unrecognized host",
        ),
        (Symptom.NO_PROTOCOL, r"ALPN .{0,30}(?:mismatch|no match)|unrecognized protocol|no (?:ALPN )?protocol"),
        (Symptom.RENEGOTIATION, r"Renegotiation Info|renegotiation"),
        (Symptom.UNKNOWN_KEY, r"psk (?:client identity|server hint|key)|binder"),
        (Symptom.WEAK, r"key (?:size )?(?:error|too small)|too small"),
        (
            Symptom.BAD_FRAMING,
            r"unknown type in record|malformed|out of order|record layer length"
            r"|bad .{0,20}length|sanity check",
        ),
        (Symptom.UNTOLD, r"rev?c\w*d alert fatal|received alert fatal"),
        (Symptom.CLOSED, r"peer (?:closed|sent close)|transport closed|error state on socket|peer reset"),
        (Symptom.FILES, r"PEM header|need the private key|bad path"),
        (Symptom.NOT_VERIFIED, r"verify (?:cert )?(?:callback )?error|Verify callback"),
    ),
    any_case=True,
    server=re.compile(r"accept|server", re.IGNORECASE),
    client=re.compile(r"_connect|client", re.IGNORECASE),
)
_NUMBERS: Final[Mapping[Symptom, tuple[int, ...]]] = MappingProxyType(
    {
        Symptom.NOT_YET_VALID: (150,),
        Symptom.EXPIRED: (151,),
        Symptom.BAD_SIGNATURE: (152, 155, 229),
        Symptom.WEAK: (156, 157, 234, 409, 410, 411),
        Symptom.MALFORMED_CERTIFICATE: (*range(140, 150), 153, 154, 160, 161, 342),
        Symptom.FILES: (162, 317, 358, 372),
        Symptom.KEY_PAIR: (166,),
        Symptom.BAD_RECORD: (180, 181, 305, 312),
        Symptom.NO_ISSUER: (188,),
        Symptom.REVOCATION_UNKNOWN: (178, 179, 189, 190, 191, 362, 365, 366, 367, 406, 407),
        Symptom.CONSTRAINED_NAME: (198,),
        Symptom.FIPS: (197, 203),
        Symptom.INVALID_CA: (237, 238, 357, 368),
        Symptom.SELF_SIGNED_LEAF: (275,),
        Symptom.BAD_PROOF: (304, 330),
        Symptom.BAD_FRAMING: (306, 307, 311, 321, 328, 341, 370, 373, 394, 395),
        Symptom.CLOSED: (308, 343, 397),
        Symptom.UNTOLD: (313,),
        Symptom.WRONG_NAME: (322, 325, 440),
        Symptom.OTHER_VERSION: (326,),
        Symptom.NOT_VERIFIED: (329,),
        Symptom.UNKNOWN_KEY: (331, 332, 333),
        Symptom.NO_CERTIFICATE: (345, 378, 429),
        Symptom.NO_GROUP: (350, 351),
        Symptom.REVOKED: (360, 361),
        Symptom.UNKNOWN_NAME: (381,),
        Symptom.WRONG_USAGE: (226, 247, 383, 385, 386),
        Symptom.RENEGOTIATION: (388,),
        Symptom.NO_PROTOCOL: (404, 405),
        Symptom.NO_CIPHER: (500, 501),
    }
)
_BY_NUMBER: Final[Mapping[int, Symptom]] = MappingProxyType({n: s for s, all_ in _NUMBERS.items() for n in all_})
_NUMBER: Final = re.compile(r"(?<![\w.])-(?P<number>[1-5]\d\d)\b")


def read(line: str) -> Reading | None:
    """By the sentence; where only the number was printed, by that."""
    found = BOOK.read(line)
    if found or not BOOK.is_ours(line):
        return found
    symptom = next((s for m in _NUMBER.finditer(line) if (s := _BY_NUMBER.get(int(m["number"])))), None)
    return Reading(BOOK.stack, symptom, role=BOOK.role_in(line)) if symptom else None
