"""Groups and signature schemes by number, with their standard names.

Source: the IANA registries "TLS Supported Groups" and "TLS SignatureScheme" (RFC 8446 sections 4.2.7 and 4.2.3,
RFC 8422, RFC 7027, RFC 7919, RFC 8734).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

GROUPS: Final[Mapping[int, str]] = MappingProxyType(
    {
        0x001D: "x25519",
        0x0017: "secp256r1",
        0x0018: "secp384r1",
        0x0019: "secp521r1",
        0x001E: "x448",
        0x001A: "brainpoolP256r1",
        0x001B: "brainpoolP384r1",
        0x001C: "brainpoolP512r1",
        0x001F: "brainpoolP256r1tls13",
        0x0020: "brainpoolP384r1tls13",
        0x0021: "brainpoolP512r1tls13",
        0x0016: "secp256k1",
        0x0015: "secp224r1",
        0x0013: "secp192r1",
        0x000E: "sect571r1",
        0x000D: "sect571k1",
        0x000C: "sect409r1",
        0x000B: "sect409k1",
        0x000A: "sect283r1",
        0x0009: "sect283k1",
        0x0029: "curveSM2",
        0x0100: "ffdhe2048",
        0x0101: "ffdhe3072",
        0x0102: "ffdhe4096",
        0x0103: "ffdhe6144",
        0x0104: "ffdhe8192",
        0x0200: "MLKEM512",
        0x0201: "MLKEM768",
        0x0202: "MLKEM1024",
        0x11EB: "SecP256r1MLKEM768",
        0x11EC: "X25519MLKEM768",
        0x11ED: "SecP384r1MLKEM1024",
    }
)
SIGNATURES: Final[Mapping[int, str]] = MappingProxyType(
    {
        0x0403: "ecdsa_secp256r1_sha256",
        0x0503: "ecdsa_secp384r1_sha384",
        0x0603: "ecdsa_secp521r1_sha512",
        0x0804: "rsa_pss_rsae_sha256",
        0x0805: "rsa_pss_rsae_sha384",
        0x0806: "rsa_pss_rsae_sha512",
        0x0807: "ed25519",
        0x0808: "ed448",
        0x0809: "rsa_pss_pss_sha256",
        0x080A: "rsa_pss_pss_sha384",
        0x080B: "rsa_pss_pss_sha512",
        0x081A: "ecdsa_brainpoolP256r1tls13_sha256",
        0x081B: "ecdsa_brainpoolP384r1tls13_sha384",
        0x081C: "ecdsa_brainpoolP512r1tls13_sha512",
        0x0401: "rsa_pkcs1_sha256",
        0x0501: "rsa_pkcs1_sha384",
        0x0601: "rsa_pkcs1_sha512",
        0x0303: "ecdsa_sha224",
        0x0301: "rsa_pkcs1_sha224",
        0x0203: "ecdsa_sha1",
        0x0201: "rsa_pkcs1_sha1",
        0x0202: "dsa_sha1",
        0x0101: "rsa_pkcs1_md5",
    }
)


def group_name(number: int) -> str:
    """The standard name; a number that is not in the table is written in hexadecimal."""
    return GROUPS.get(number, f"group 0x{number:04X}")
