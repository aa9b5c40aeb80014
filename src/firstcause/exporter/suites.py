"""A cipher suite's standard name from OpenSSL's: what other exporters put into `cipher`.

The two names are made of the same parts (RFC 5246 appendix C); what cannot be taken apart keeps OpenSSL's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstcause.tls.registry.suites import SUITES

_NAMES: Final = frozenset(SUITES.values())
_PARTS: Final = re.compile(
    r"(?:(?P<exchange>ECDHE-ECDSA|ECDHE-RSA|DHE-RSA|DHE-DSS)-)?(?P<cipher>[A-Z0-9-]+?)(?:-(?P<hash>SHA(?:256|384)?))?"
)
_CIPHERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AES128": "AES_128_CBC",
        "AES256": "AES_256_CBC",
        "AES128-GCM": "AES_128_GCM",
        "AES256-GCM": "AES_256_GCM",
        "AES128-CCM": "AES_128_CCM",
        "AES256-CCM": "AES_256_CCM",
        "CAMELLIA128": "CAMELLIA_128_CBC",
        "CAMELLIA256": "CAMELLIA_256_CBC",
        "CHACHA20-POLY1305": "CHACHA20_POLY1305",
        "DES-CBC3": "3DES_EDE_CBC",
    }
)


def standard_name(name: str) -> str:
    """As the IANA registry has it, or the name as given."""
    parts = _PARTS.fullmatch(name)
    cipher = _CIPHERS.get(parts["cipher"]) if parts else None
    if parts is None or cipher is None:
        return name
    exchange = (parts["exchange"] or "RSA").replace("-", "_")
    digest = parts["hash"] or ("SHA256" if cipher == "CHACHA20_POLY1305" else "")
    standard = "_".join(part for part in ("TLS", exchange, "WITH", cipher, digest) if part)
    return standard if standard in _NAMES else name
