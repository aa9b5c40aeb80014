"""Windows' Schannel: status codes (winerror.h) by name, by number and by sentence, and the System event log.

    schannel: next InitializeSecurityContext failed: SEC_E_CERT_EXPIRED (0x80090328) - The received certificate has ...
    Event 36887, Schannel: A fatal alert was received from the remote endpoint. ... fatal alert code is 40.

Whoever calls the system prints the same sentences: curl, SQL clients, .NET's Win32Exception, Java's SunMSCAPI.
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, in_lower_case, phrases
from firstcause.tls.explain.words import Reading, Symptom

BOOK: Final = PhraseBook(
    "schannel",
    in_lower_case(
        r"schannel|\bSEC_E_\w+|\bSEC_I_\w+|\bCERT_E_\w+|\bCRYPT_E_\w+|\bTRUST_E_\w+|0x8009\w{4}\b"
        r"|0x800[bB]01\w{2}\b|-21468\d{5}\b"
        r"|SSL Provider|target principal name is incorrect|certificate chain was issued by an authority"
        r"|fatal alert (?:code|was)"
        r"|terminated in a root certificate|do not possess a common algorithm|TLS \S+ connection request was received"
        r"|certificate received from the remote|certificate's CN name does not match the passed"
        r"|fatal error code is \d+"
        r"|required certificate is not within its validity|received certificate has expired|revocation (?:function"
        r"|server) was"
        r"|message received was unexpected or badly formatted|token supplied to the function is invalid"
        r"|creating an? (?:TLS|SSL) (?:client|server) credential|server credential private key"
        r"|WINHTTP_CALLBACK_STATUS_FLAG\w+"
        r"|ERROR_(?:WINHTTP|INTERNET)_(?:SECURE|SEC_CERT|CLIENT_AUTH|INVALID_CA|DECODING)\w*"
        r"|security error occurred \(12175\)",
    ),
    phrases(
        (
            Symptom.WRONG_NAME,
            r"0x80090322|WRONG_PRINCIPAL|principal name is incorrect|0x800[b]010f|CERT_E_CN_NO_MATCH"
            r"|CN name does not match|CERT_CN_INVALID"
            r"|does not contain the expected name|-2146893022|-2146762481",
        ),
        (
            Symptom.REVOKED,
            r"0x80092010|CRYPT_E_REVOKED|CERT_E_REVOKED|0x800[b]010c|has been revoked|CERT_REVOKED"
            r"|certificate is revoked",
        ),
        (
            Symptom.REVOCATION_UNKNOWN,
            r"0x80092012|0x80092013|0x80092011|0x800[b]010e|NO_REVOCATION_(?:CHECK|DLL)|REVOCATION_(?:OFFLINE"
            r"|FAILURE)|CERT_REV_FAILED"
            r"|unable to check revocation|revocation (?:server was offline|process could not)",
        ),
        (
            Symptom.EXPIRED,
            r"0x80090328|CERT_EXPIRED|0x800[b]0101|CERT_E_EXPIRED|CERT_DATE_INVALID"
            r"|received certificate has expired|has either expired"
            r"|not within its validity period|-2146893016|-2146762495",
        ),
        (Symptom.NOT_YET_VALID, r"CERT_E_VALIDITYPERIODNESTING|0x800[b]0102"),
        (
            Symptom.WRONG_USAGE,
            r"0x80090349|0x800[b]0110|CERT_WRONG_USAGE|E_CERT_WRONG_USAGE|CERT_E_WRONG_USAGE"
            r"|CERT_E_PURPOSE|not valid for the requested usage",
        ),
        (
            Symptom.INVALID_CA,
            r"0x80096019|CERT_E_ROLE|0x800[b]0103|TRUST_E_BASIC_CONSTRAINTS|CERT_E_PATHLENCONST"
            r"|0x800[b]0104",
        ),
        (Symptom.CONSTRAINED_NAME, r"0x800[b]0114|CERT_E_INVALID_NAME"),
        (Symptom.BAD_SIGNATURE, r"0x80096004|TRUST_E_CERT_SIGNATURE|signature of the certificate cannot be verified"),
        (Symptom.LEAF_ALONE, r"0x800[b]010a|CERT_E_CHAINING|chain could not be built to a trusted root"),
        (
            Symptom.NO_PATH,
            r"0x80090325|UNTRUSTED_ROOT|0x800[b]0109|UNTRUSTEDROOT|untrusted certificate authority"
            r"|authority that is not trusted|INVALID_CA\b"
            r"|terminated in a root certificate which is not trusted|-2146893019|-2146762487",
        ),
        (
            Symptom.MALFORMED_CERTIFICATE,
            r"0x80090327|SEC_E_CERT_UNKNOWN|CERT_E_CRITICAL|0x800[b]0105"
            r"|CERT_E_MALFORMED|0x800[b]0108|0x8009310\w|INVALID_CERT\b",
        ),
        (
            Symptom.NO_CERTIFICATE,
            r"0x80090320.*client cert|SEC_I_INCOMPLETE_CREDENTIALS|CLIENT_AUTH_CERT_NEEDED"
            r"|0x80090320|SEC_E_INCOMPLETE_CREDENTIALS",
        ),
        (Symptom.NO_PROTOCOL, r"0x80090367|APPLICATION_PROTOCOL_MISMATCH"),
        (Symptom.WEAK, r"CERT_E_WEAK|0x80090331.*weak|INSUFFICIENT_KEY|0x80090353"),
        (Symptom.NO_CIPHER, r"none of the cipher suites|error state is 120[57]"),
        (Symptom.NEGOTIATION, r"0x80090331|ALGORITHM_MISMATCH|possess a common algorithm|-2146893007"),
        (Symptom.OTHER_VERSION, r"error state is 1001[13]|0x80090302|UNSUPPORTED_FUNCTION"),
        (
            Symptom.FILES,
            r"credential private key|0x8009030[e]|NO_CREDENTIALS|credential.{0,60}error state|0x8009030[d]"
            r"|UNKNOWN_CREDENTIALS|NO_AUTHENTICATING_AUTHORITY"
            r"|Keyset does not exist|0x80090016",
        ),
        (Symptom.BAD_RECORD, r"0x80090330|DECRYPT_FAILURE|0x8009030[f]|MESSAGE_ALTERED|could not be decrypted"),
        (Symptom.NOT_TLS, r"0x80090308|INVALID_TOKEN|token supplied to the function is invalid"),
        (
            Symptom.BAD_FRAMING,
            r"0x80090326(?!.*alert)|ILLEGAL_MESSAGE(?!.*alert)|unexpected or badly formatted"
            r"|-2146893018",
        ),
        (Symptom.UNTOLD, r"ILLEGAL_MESSAGE|0x80090326|SECURITY_CHANNEL_ERROR|SECURE_CHANNEL_ERROR|12175"),
        (Symptom.CLOSED, r"failed to receive handshake|0x80090317|CONTEXT_EXPIRED"),
        (
            Symptom.OWN_ERROR,
            r"0x80090304|SEC_E_INTERNAL_ERROR|Local Security Authority cannot be contacted"
            r"|0x80090363",
        ),
        (
            Symptom.NOT_VERIFIED,
            r"SNI or certificate check failed|validation failed|WINHTTP_SECURE_FAILURE"
            r"|SECURE_FAILURE",
        ),
        (Symptom.UNTOLD, r"(?:Initialize|Accept)SecurityContext failed|SSL Provider, error|\bSSL Provider: "),
    ),
    any_case=True,
    heard=re.compile(r"received from the remote endpoint\.? .{0,60}(?:alert|error) code is (?P<alert>\d{1,3})"),
    sent=re.compile(r"generated and sent to the remote endpoint.{0,160}?(?:alert|error) code is (?P<alert>\d{1,3})"),
    server=re.compile(r"remote client application|server credential|from the remote client|AcceptSecurityContext"),
    client=re.compile(
        r"^curl|schannel: |fatal: unable|InitializeSecurityContext|remote server|client credential|SSL Provider"
        r"|SqlClient|login process"
        r"|WINHTTP|ERROR_INTERNET"
    ),
)
_FINE: Final = re.compile(
    r"completed successfully|Event(?: ID)?:? ?(?:36864|36867|36868|36880)\b"
    r"|loaded successfully|is starting"
)


def read(line: str) -> Reading | None:
    """The code's or sentence's meaning; events that report a handshake that went well tell of no failure."""
    if BOOK.is_ours(line) and _FINE.search(line):
        return Reading(BOOK.stack)
    return BOOK.read(line)
