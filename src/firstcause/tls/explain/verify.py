"""What OpenSSL says of a certificate: result codes by number (x509_vfy.h) and by text, as symptoms.

The texts are the library's own, lower-cased and without hyphens: 1.x writes `self signed`, 3.x `self-signed`. Only
words with a meaning of their own are listed; an unknown number is a certificate that does not verify.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstcause.tls.explain.words import Symptom

_NUMBERS: Final[Mapping[Symptom, tuple[int, ...]]] = MappingProxyType(
    {
        Symptom.NO_TOP_ISSUER: (2,),
        Symptom.REVOCATION_UNKNOWN: (3, 5, 8, 11, 12, 15, 16, 33, 35, 36, 44, 54, 73, 74, 75, 96, 97, 98, 99, 100),
        Symptom.BAD_SIGNATURE: (4, 7),
        Symptom.NOT_YET_VALID: (9,),
        Symptom.EXPIRED: (10,),
        Symptom.SELF_SIGNED_LEAF: (18,),
        Symptom.SELF_SIGNED_ROOT: (19,),
        Symptom.NO_ISSUER: (20,),
        Symptom.LEAF_ALONE: (21,),
        Symptom.CHAIN_TOO_LONG: (22,),
        Symptom.REVOKED: (23,),
        Symptom.INVALID_CA: (25, 32, 37, 79, 80, 81, 82),
        Symptom.WRONG_USAGE: (26, 39),
        Symptom.UNTRUSTED: (27, 28, 29, 30, 31, 95),
        Symptom.CONSTRAINED_NAME: (47, 48, 49, 51, 52, 53),
        Symptom.WRONG_NAME: (62, 63, 64),
        Symptom.OTHER_KEY: (65,),
        Symptom.WEAK: (*range(56, 62), 66, 67, 68, 94),
        Symptom.MALFORMED_CERTIFICATE: (
            *(6, 13, 14, 24, 34, 38, 40, 41, 42, 43, 45, 46, 55, 71, 72, 76, 77, 78),
            *range(83, 94),
            *(102, 103),
        ),
    }
)
_TEXTS: Final[Mapping[Symptom, tuple[str, ...]]] = MappingProxyType(
    {
        Symptom.NO_TOP_ISSUER: ("unable to get issuer certificate",),
        Symptom.REVOCATION_UNKNOWN: (
            "unable to get certificate crl",
            "unable to get crl issuer certificate",
            "unable to decrypt crl's signature",
            "crl signature failure",
            "crl is not yet valid",
            "crl has expired",
            "crl path validation error",
            "different crl scope",
            "format error in crl's",
            "key usage does not include crl signing",
            "unhandled critical crl extension",
            "ocsp verification needed",
            "ocsp verification failed",
            "ocsp unknown cert",
            "ocsp response",
        ),
        Symptom.BAD_SIGNATURE: ("certificate signature failure", "unable to decrypt certificate's signature"),
        Symptom.NOT_YET_VALID: ("certificate is not yet valid",),
        Symptom.EXPIRED: ("certificate has expired",),
        Symptom.SELF_SIGNED_ROOT: ("self signed certificate in certificate chain",),
        Symptom.SELF_SIGNED_LEAF: ("self signed certificate",),
        Symptom.NO_ISSUER: ("unable to get local issuer certificate",),
        Symptom.LEAF_ALONE: ("unable to verify the first certificate", "unable to verify leaf signature"),
        Symptom.CHAIN_TOO_LONG: ("certificate chain too long",),
        Symptom.REVOKED: ("certificate revoked",),
        Symptom.INVALID_CA: (
            "invalid ca certificate",
            "invalid non ca certificate",
            "path length constraint exceeded",
            "key usage does not include certificate signing",
            "path length invalid for non ca cert",
            "path length given without key usage keycertsign",
            "key usage keycertsign invalid for non ca cert",
        ),
        Symptom.WRONG_USAGE: (
            "unsuitable certificate purpose",
            "unsupported certificate purpose",
            "key usage does not include digital signature",
        ),
        Symptom.UNTRUSTED: (
            "certificate not trusted",
            "certificate rejected",
            "subject issuer mismatch",
            "authority and subject key identifier mismatch",
            "authority and issuer serial number mismatch",
            "raw public key untrusted",
        ),
        Symptom.CONSTRAINED_NAME: (
            "permitted subtree violation",
            "excluded subtree violation",
            "name constraint",
            "unsupported or invalid name syntax",
        ),
        Symptom.WRONG_NAME: (
            "hostname mismatch",
            "host name mismatch",
            "ip address mismatch",
            "email address mismatch",
        ),
        Symptom.OTHER_KEY: ("no matching dane tlsa records",),
        Symptom.WEAK: (
            "certificate key too weak",
            "signature digest algorithm too weak",
            "suite b:",
            "certificate public key has explicit ecc parameters",
        ),
        Symptom.MALFORMED_CERTIFICATE: (
            "unable to decode issuer public key",
            "format error in certificate's",
            "issuer certificate doesn't have a public key",
            "unhandled critical extension",
            "proxy certificates not allowed",
            "proxy path length constraint exceeded",
            "proxy subject name violation",
            "invalid or inconsistent certificate",
            "no explicit policy",
            "unsupported extension feature",
            "rfc 3779 resource",
            "path loop",
            "certificate transparency required",
            "cannot find certificate signature algorithm",
            "signature algorithm mismatch",
            "issuer public key algorithm mismatch",
            "issuer name empty",
            "subject name empty",
            "missing authority key identifier",
            "missing subject key identifier",
            "empty subject alternative name",
            "subject empty and subject alt name",
            "basic constraints of ca cert not marked critical",
            "authority key identifier marked critical",
            "subject key identifier marked critical",
            "ca cert does not include key usage",
            "requires at least x509v3",
            "empty authority key identifier",
            "authority key identifier issuer and serial",
        ),
    }
)
_BY_NUMBER: Final[Mapping[int, Symptom]] = MappingProxyType({n: s for s, all_ in _NUMBERS.items() for n in all_})
# Longest first: one text begins another.
_BY_TEXT: Final = tuple(sorted(((t, s) for s, all_ in _TEXTS.items() for t in all_), key=lambda p: -len(p[0])))

_WHOLE: Final[Mapping[str, Symptom]] = MappingProxyType(dict(_BY_TEXT))
OK: Final = 0
_NUMBERED: Final = re.compile(
    r"(?:num=|return code: |verify error:? ?\(?|\berr(?:or)? |\()(?P<number>\d{1,3})(?: at \d+ depth lookup)?"
    r"(?::| \() ?(?P<text>[A-Za-z][^()\n]{2,120})"
)
_LABELLED: Final = re.compile(
    r"(?:certificate verify failed|certificate problem|certificate verify result|verif(?:y|ication) (?:error|failed)"
    r"|verification error|verify result)[^A-Za-z]{0,4}(?P<text>[A-Za-z][^()\n]{2,160})",
    re.IGNORECASE,
)


def by_number(number: int) -> Symptom | None:
    """The symptom of a result code; None for 0, which is no failure."""
    return None if number == OK else _BY_NUMBER.get(number, Symptom.NOT_VERIFIED)


def verdict(words: str) -> Symptom | None:
    """The symptom of one of the library's texts, when the words are that text and nothing besides."""
    return _WHOLE.get(words.lower().replace("-", " "))


def by_text(text: str) -> Symptom | None:
    """The symptom that the library's words tell of, wherever in `text` they stand; None when there are none."""
    plain = text.lower().replace("-", " ")
    return next((symptom for phrase, symptom in _BY_TEXT if phrase in plain), None)


def symptom_in(line: str) -> Symptom | None:
    """The symptom in a line that names it as the result of a verification, by text, else by number."""
    numbered = _NUMBERED.search(line)
    if numbered and (found := by_text(numbered["text"]) or _numbered_only(line, numbered)):
        return found
    labelled = _LABELLED.search(line)
    return by_text(labelled["text"]) if labelled else None


def _numbered_only(line: str, found: re.Match[str]) -> Symptom | None:
    """A bare number means something only where the line speaks of a verification; `error 60:` may be curl's."""
    if found[0].startswith("error ") and "depth lookup" not in found[0]:
        return None
    return by_number(int(found["number"])) if re.search(r"verif", line, re.IGNORECASE) else None
