"""A line that ends in one of OpenSSL's verdicts on a certificate, and in no other word: whoever prints it has asked it.

npm error request to https://localhost/left-pad failed, reason: invalid CA certificate
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain import verify
from firstcause.tls.explain.words import Reading

STACK: Final = "openssl"
_LAST: Final = re.compile(r": (?P<words>[A-Za-z][A-Za-z' -]{10,70}?)[.)'\"]{0,3}$")


def read(line: str) -> Reading | None:
    """The verdict behind the last colon; None for every other line."""
    found = _LAST.search(line)
    said = verify.verdict(found["words"]) if found else None
    return Reading(STACK, said) if said else None
