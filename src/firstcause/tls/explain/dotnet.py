""".NET and Windows' Schannel: sentences, chain status flags, SECURITY_STATUS codes, and the System event log.

The remote certificate is invalid because of errors in the certificate chain: PartialChain
Authentication failed because the remote party sent a TLS alert: 'HandshakeFailure'.
A fatal alert was received from the remote endpoint. The TLS protocol defined fatal alert code is 40.
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Symptom

BOOK: Final = PhraseBook(
    "dotnet",
    re.compile(
        r"The remote certificate (?:is invalid|was rejected)|RemoteCertificate(?:ChainErrors|NameMismatch|NotAvailable)"
        r"|System\.Security\.Authentication|AuthenticationException|The SSL connection could not be established"
        r"|Schannel|SChannel|SEC_E_\w+|CERT_E_\w+|0x8009\w{4}|0x800[bB]01\w{2}|CRYPT_E_\w+|fatal alert (?:code|was)"
        r"|remote party (?:has closed|sent a TLS alert)|transport stream|do not possess a common algorithm"
        r"|Cannot determine the frame size|TLS \S+ connection request was received|certificate received from the remote"
        r"|unexpected packet format|creating an? (?:TLS|SSL) (?:client|server) credential|credential private key"
    ),
    phrases(
        (
            Symptom.WRONG_NAME,
            r"RemoteCertificateNameMismatch|0x80090322|WRONG_PRINCIPAL|0x800[bB]010[fF]|expected name",
        ),
        (Symptom.NO_CERTIFICATE, r"RemoteCertificateNotAvailable|did not (?:provide|supply) a certificate"),
        (Symptom.REVOKED, r"\bRevoked\b|0x80092010|CRYPT_E_REVOKED|CERT_E_REVOKED|0x800[bB]010[cC]"),
        (
            Symptom.REVOCATION_UNKNOWN,
            r"RevocationStatusUnknown|OfflineRevocation|0x80092012|0x80092013|NO_REVOCATION_CHECK|REVOCATION_OFFLINE",
        ),
        (Symptom.EXPIRED, r"NotTimeValid|0x80090328|CERT_EXPIRED|0x800[bB]0101|CERT_E_EXPIRED|has (?:either )?expired"),
        (Symptom.WRONG_USAGE, r"NotValidForUsage|0x80090349|CERT_WRONG_USAGE|0x800[bB]0110"),
        (Symptom.INVALID_CA, r"InvalidBasicConstraints|0x80096019|CERT_E_ROLE|InvalidPolicyConstraints"),
        (
            Symptom.CONSTRAINED_NAME,
            r"HasNotPermittedNameConstraint|HasExcludedNameConstraint|InvalidNameConstraints|0x800[bB]0114",
        ),
        (Symptom.BAD_SIGNATURE, r"NotSignatureValid|0x80096004|TRUST_E_CERT_SIGNATURE"),
        (Symptom.WEAK, r"HasWeakSignature|weak (?:signature|key)|0x80090331.*weak"),
        (Symptom.LEAF_ALONE, r"PartialChain|0x800[bB]010[aA]|CERT_E_CHAINING"),
        (
            Symptom.SELF_SIGNED_ROOT,
            r"UntrustedRoot|0x80090325|UNTRUSTED_ROOT|0x800[bB]0109|untrusted certificate authority|ExplicitDistrust",
        ),
        (Symptom.NO_PROTOCOL, r"0x80090367|APPLICATION_PROTOCOL_MISMATCH"),
        (Symptom.NO_CIPHER, r"none of the cipher suites|0x80090331|ALGORITHM_MISMATCH|possess a common algorithm"),
        (Symptom.OTHER_VERSION, r"error state is 10013|0x8009030[aA].*version|protocol version"),
        (
            Symptom.FILES,
            r"credential private key|0x8009030[eE]|NO_CREDENTIALS|credential.{0,40}error state|0x8009030[dD]",
        ),
        (Symptom.BAD_RECORD, r"0x80090330|DECRYPT_FAILURE|0x8009030[fF]|MESSAGE_ALTERED"),
        (
            Symptom.NOT_TLS,
            r"Cannot determine the frame size|unexpected packet format|corrupted frame|0x80090308|INVALID_TOKEN",
        ),
        (Symptom.BAD_FRAMING, r"0x80090326|ILLEGAL_MESSAGE"),
        (Symptom.CLOSED, r"closed the transport stream|unexpected EOF or 0 bytes|0 bytes from the transport"),
        (Symptom.TIMED_OUT, r"(?:handshake|authentication) .{0,40}timed out"),
        (
            Symptom.NOT_VERIFIED,
            r"according to the validation procedure|ValidationCallback|RemoteCertificateChainErrors"
            r"|remote certificate is invalid",
        ),
        (Symptom.UNTOLD, r"SSL connection could not be established|AuthenticationException"),
    ),
    heard=re.compile(
        r"(?:sent a TLS alert: '?|received from the remote endpoint\.? .{0,60}(?:alert"
        r"|error) code is )(?P<alert>\w{2,40})"
    ),
    sent=re.compile(r"generated and sent to the remote endpoint.{0,160}?(?:alert|error) code is (?P<alert>\d{1,3})"),
    server=re.compile(r"remote client application|server credential|from the remote client|client certificate"),
    client=re.compile(
        r"SSL connection could not be established|HttpRequestException|remote server|client credential"
        r"|RemoteCertificateNameMismatch"
    ),
)
read = BOOK.read
