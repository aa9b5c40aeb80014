"""Reading a view's files: trust, client certificate, client key.

Each file is read and parsed once, and again when its modification time or size changes. What cannot be read is told
with path and reason; the contents of a key never appear in any message.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from firstcause.model.errors import FirstcauseError
from firstcause.tls.trust import CertificateSet

PrivateKey = (
    ec.EllipticCurvePrivateKey
    | rsa.RSAPrivateKey
    | dsa.DSAPrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
)
Stamp = tuple[int, int]
T = TypeVar("T")


class ViewFileError(FirstcauseError):
    """A file of a view cannot be used: our own side could not try."""


class Files(Generic[T]):
    """Parsed files by path, as long as they do not change on disk."""

    def __init__(self, parse: Callable[[bytes], T]) -> None:
        self._parse = parse
        self._kept: dict[str, tuple[Stamp, T]] = {}

    def load(self, path: str) -> T:
        """The parsed file. Raises ViewFileError when it cannot be read or parsed."""
        stamp = file_stamp(path)
        kept = self._kept.get(path)
        if kept is None or kept[0] != stamp:
            kept = self._kept[path] = (stamp, self._read(path))
        return kept[1]

    def _read(self, path: str) -> T:
        try:
            return self._parse(Path(path).read_bytes())
        except OSError as error:
            raise ViewFileError(f"{path}: {error.strerror}") from error
        except (ValueError, TypeError) as error:
            raise ViewFileError(f"{path}: cannot be parsed: {error}") from error


def file_stamp(path: str) -> Stamp:
    """Modification time (ns) and size. Raises ViewFileError when the file is not there."""
    try:
        status = os.stat(path)  # noqa: PTH116 - at every look: a Path takes longer than the system does
    except OSError as error:
        raise ViewFileError(f"{path}: {error.strerror}") from error
    return status.st_mtime_ns, status.st_size


def parse_trust(data: bytes) -> CertificateSet:
    """All certificates of a PEM file, as trust anchors."""
    return CertificateSet(x509.load_pem_x509_certificates(data))


def parse_certificates(data: bytes) -> tuple[x509.Certificate, ...]:
    """A PEM bundle, leaf first."""
    return tuple(x509.load_pem_x509_certificates(data))


def parse_private_key(data: bytes) -> PrivateKey:
    """An unencrypted private key in PEM."""
    key = load_pem_private_key(data, password=None)
    if not isinstance(key, PrivateKey):
        raise TypeError(f"a {type(key).__name__} cannot sign a TLS handshake")
    return key


def system_trust_path() -> str:
    """The file of the system's trust store. Raises ViewFileError where OpenSSL's defaults name none that exists."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile is None:
        raise ViewFileError(f"{paths.openssl_cafile}: the system has no trust store; name a trust file for the view")
    return paths.cafile
