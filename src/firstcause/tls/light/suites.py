"""The cipher suites of TLS 1.3 that the light client offers (RFC 8446 appendix B.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305


@dataclass(frozen=True, slots=True, eq=False)
class Suite:
    """An AEAD with the size of its key, and a hash, by the library's object and by the name in `hashlib`."""

    name: str
    aead: type[AESGCM] | type[ChaCha20Poly1305]
    key_bytes: int
    hash: hashes.HashAlgorithm
    hash_name: str

    @property
    def hash_bytes(self) -> int:
        """The size of a secret."""
        return self.hash.digest_size


SUITES: Final[Mapping[int, Suite]] = MappingProxyType(
    {
        0x1301: Suite("TLS_AES_128_GCM_SHA256", AESGCM, 16, hashes.SHA256(), "sha256"),
        0x1303: Suite("TLS_CHACHA20_POLY1305_SHA256", ChaCha20Poly1305, 32, hashes.SHA256(), "sha256"),
        0x1302: Suite("TLS_AES_256_GCM_SHA384", AESGCM, 32, hashes.SHA384(), "sha384"),
    }
)
