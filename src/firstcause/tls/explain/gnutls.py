"""GnuTLS: its error sentences (gnutls_errors.c), its alerts, its verification status; git and wget pass them on.

*** Fatal error: A TLS fatal alert has been received.
*** Received alert [40]: Handshake failed
- Status: The certificate is NOT trusted. The certificate issuer is unknown.
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, in_lower_case, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "gnutls",
    in_lower_case(
        r"gnutls|\*\*\* (?:Fatal error|Received alert|Handshake has failed)|certificate is NOT trusted"
        r"|^Error in handshake: |server certificate verification failed\. CAfile|error reading X\.509 key"
        r"|does not match target host name|PKI verification of server certificate failed"
        r"|certificate's owner does not match|certificate chain (?:uses|is|violates)"
        r"|certificate verification failed: the certificate is"
        r"|could not handshake|A TLS fatal alert has been received|Error in the (?:pull|push) function"
        r"|TLS connection was non-properly terminated|An unexpected TLS packet was received|Decryption has failed"
        r"|An illegal parameter has been received|Error decoding the received TLS packet"
        r"|TLS record packet with invalid length|Public key signature verification has failed"
        r"|not signed by known authorities or invalid|revocation or OCSP data",
    ),
    phrases(
        (
            Symptom.WRONG_NAME,
            r"does not match target host name|name in the certificate does not match|owner does not match",
        ),
        (Symptom.REVOKED, r"`revoked by its CA'|chain is revoked|certificate (?:is|has been|was) revoked"),
        (Symptom.EXPIRED, r"`expired'|(?:uses|chain) expired certificate|certificate (?:of .{0,80} )?has expired"),
        (
            Symptom.NOT_YET_VALID,
            r"`not activated yet'|uses not yet valid|certificate .{0,80}not yet (?:valid|activated)",
        ),
        (Symptom.WEAK, r"insecure algorithm|prime sent by the server is not acceptable|not long enough"),
        (
            Symptom.WRONG_USAGE,
            r"not match the intended purpose|not allowed to be used for|wrong purpose|key usage violation",
        ),
        (Symptom.INVALID_CA, r"issuer is not a CA|violates the signer's constraints"),
        (Symptom.CONSTRAINED_NAME, r"name constraints"),
        (Symptom.BAD_SIGNATURE, r"certificate's signature is invalid|signature in the certificate is invalid"),
        (Symptom.REVOCATION_UNKNOWN, r"missing OCSP|OCSP status|revocation (?:or OCSP )?data|status response"),
        (
            Symptom.NO_ISSUER,
            r"issuer is (?:unknown|not known)|doesn't have a known issuer|hasn't got a known issuer",
        ),
        (Symptom.UNKNOWN_NAME, r"server name sent was not recogni[sz]ed"),
        (Symptom.NO_CIPHER, r"could not negotiate a supported cipher suite|no supported cipher suites"),
        (Symptom.NO_GROUP, r"no supported (?:ECC )?curves?|no (?:common|supported) (?:group|key share)"),
        (Symptom.NO_PROTOCOL, r"no (?:common|supported) application protocol"),
        (
            Symptom.OTHER_VERSION,
            r"illegal or unsupported version|illegal version was received|no supported (?:protocol )?versions?",
        ),
        (
            Symptom.LATE_REFUSAL,
            r"GnuTLS recv error \(-12\)|(?:record_recv|receive data|read from TLS).{0,40}fatal alert has been received",
        ),
        (Symptom.NO_CERTIFICATE, r"no certificate was found|certificate is required"),
        (Symptom.RENEGOTIATION, r"safe renegotiation|rehandshake was requested|renegotiation"),
        (Symptom.DOWNGRADE, r"inappropriate fallback"),
        (Symptom.UNKNOWN_KEY, r"PSK|pre-shared key"),
        (Symptom.NOT_TLS, r"unexpected TLS packet"),
        (
            Symptom.BAD_FRAMING,
            r"record packet with invalid length|decoding the received TLS packet|illegal parameter has been received"
            r"|unexpected (?:TLS )?(?:extensions?|handshake packet)|packet length",
        ),
        (Symptom.BAD_RECORD, r"decryption has failed"),
        (Symptom.BAD_PROOF, r"public key signature verification has failed|signature verification failed"),
        (Symptom.CLOSED, r"non-properly terminated|prematurely terminated|premature termination"),
        (Symptom.RESET, r"error in the (?:pull|push) function"),
        (Symptom.TIMED_OUT, r"operation timed out|timed out"),
        (Symptom.FILES, r"error reading X\.509|error while reading file|insufficient credentials|base64"),
        (
            Symptom.NOT_VERIFIED,
            r"server certificate verification failed|not signed by known authorities|error in the certificate"
            r"|verification of server certificate failed",
        ),
        (Symptom.UNTOLD, r"fatal alert has been received|handshake failed|handshake has failed"),
    ),
    # Without a full stop it is an alert's name, which curl asks for; the library's own sentences end in one.
    any_case=True,
    heard=re.compile(
        r"(?:[Rr]eceived (?:fatal )?alert [\['(]|gnutls_handshake(?:\(\) failed|\)): )"
        r"(?P<alert>\d{1,3}(?=[\]')])|[A-Z][A-Za-z ]{4,60}(?=['\")\]]{0,3}$))"
    ),
    sent=re.compile(r"Sen[dt](?:ing)? (?:fatal )?alert \[(?P<alert>\d{1,3})\]"),
    server=re.compile(r"^Error in handshake: |^\|<\d+>\| .*server"),
    client=re.compile(r"\*\*\* Fatal error|unable to access|server certificate|target host name|\*\*\* Received"),
)
read = BOOK.read
