"""Signed bodies, as GitHub signs them: `X-Hub-Signature-256: sha256=HEX`, the HMAC of the whole body."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

HEADER: Final = "x-hub-signature-256"
SCHEME: Final = "sha256="


def is_signed(secret: str, body: bytes, signature: str) -> bool:
    """Whether this is the body's signature under the secret, compared in constant time. No secret, no signature."""
    if not secret or not signature.startswith(SCHEME):
        return False
    wanted = SCHEME + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted.encode(), signature.strip().encode("latin-1", "replace"))
