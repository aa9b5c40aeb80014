"""What ordinary callers have in common: the suites and groups that most clients of today offer unasked.

The probe offers more, so that a server is seen that would refuse them; what it chose is then held against this. It is
what the defaults of OpenSSL, Go, Java and the browsers share, give or take (RFC 9325 section 4.2 recommends less).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_STANDARD: Final = re.compile(
    r"TLS_(?:AES_(?:128|256)_GCM_SHA(?:256|384)|CHACHA20_POLY1305_SHA256"
    r"|(?:ECDHE_ECDSA|ECDHE_RSA|DHE_RSA|RSA)_WITH_"
    r"(?:AES_(?:128|256)_(?:GCM|CBC)_SHA(?:256|384)?|CHACHA20_POLY1305_SHA256))"
)
_OPENSSL: Final = re.compile(
    r"(?:(?:ECDHE-ECDSA|ECDHE-RSA|DHE-RSA)-)?(?:AES(?:128|256)(?:-GCM)?-SHA(?:256|384)?|CHACHA20-POLY1305)"
)
FINITE_FIELD: Final = "DH"  # a server's own group is called so, with the bits of its prime: "DH 2048"
GROUPS: Final = frozenset(
    {
        "x25519",
        "secp256r1",
        "secp384r1",
        "secp521r1",
        "x448",
        "ffdhe2048",
        "ffdhe3072",
        "X25519MLKEM768",
        "SecP256r1MLKEM768",
        "SecP384r1MLKEM1024",
    }
)


@lru_cache(maxsize=1024)
def is_ordinary_suite(name: str) -> bool:
    """By its standard name, or by OpenSSL's."""
    return bool(_STANDARD.fullmatch(name) or _OPENSSL.fullmatch(name))
