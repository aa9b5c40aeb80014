"""GNU wget: its own sentences about a server's certificate, whichever library it was built with."""

from __future__ import annotations

import re
from typing import Final

from firstcause.tls.explain.phrasebook import PhraseBook, phrases
from firstcause.tls.explain.words import Reading, Symptom

BOOK: Final = PhraseBook(
    "wget",
    re.compile(
        r"(?:ERROR|WARNING): (?:cannot verify|no certificate|The certificate of|certificate common name"
        r"|certificate)|requested host name ‘?|locally verify the issuer"
        r"|Issued certificate (?:has expired|not yet valid)|Self-signed certificate encountered"
        r"|Unable to establish SSL connection"
        r"|To connect to .{1,200} insecurely|The certificate's owner does not match"
    ),
    phrases(
        (
            Symptom.WRONG_NAME,
            r"no certificate subject alternative name|doesn't match requested|requested host name"
            r"|owner does not match",
        ),
        (Symptom.EXPIRED, r"Issued certificate has expired|certificate of .{0,200}has expired"),
        (Symptom.NOT_YET_VALID, r"not yet (?:valid|activated)"),
        (Symptom.SELF_SIGNED_LEAF, r"Self-signed certificate encountered"),
        (Symptom.REVOKED, r"has been revoked"),
        (Symptom.WEAK, r"insecure algorithm"),
        (Symptom.NO_ISSUER, r"locally verify the issuer|doesn't have a known issuer|hasn't got a known issuer"),
        (Symptom.INVALID_CA, r"issuer (?:is not a CA|of .{0,80}not a CA)"),
        (Symptom.NO_CERTIFICATE, r"no certificate presented by"),
        (Symptom.NOT_VERIFIED, r"ERROR: cannot verify|certificate of .{0,200}is not trusted"),
        (Symptom.UNTOLD, r"Unable to establish SSL connection"),
    ),
    role="client",
)


def read(line: str) -> Reading | None:
    """wget's sentence; a warning is one that it was told not to mind."""
    return Reading(BOOK.stack) if line.startswith("WARNING: ") and BOOK.is_ours(line) else BOOK.read(line)
