"""A line that ends in one of OpenSSL's own sentences, and in no other word: whoever prints it has asked the library.

npm error request to https://localhost/left-pad failed, reason: invalid CA certificate
LOG:  could not accept SSL connection: http request
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import verify
from firstcause.tls.explain.openssl_reasons import REASONS
from firstcause.tls.explain.words import Reading

STACK: Final = "openssl"
_LAST: Final = re.compile(r": (?P<words>[A-Za-z][A-Za-z' -]{7,70}?)[.)'\"]{0,3}$")
# A reason of a handshake counts only behind words of one; a verdict on a certificate speaks for itself.
_HANDSHAKE: Final = re.compile(r"handshake|SSL_(?:accept|connect)|accept SSL connection|TLS negotiation", re.IGNORECASE)


def read(line: str) -> Reading | None:
    """The sentence behind the last colon; None for every other line."""
    found = _LAST.search(line)
    if found is None:
        return None
    said = verify.verdict(found["words"])
    if said is None and _HANDSHAKE.search(line):
        said = REASONS.get(found["words"].lower())
    return Reading(STACK, said) if said else None
