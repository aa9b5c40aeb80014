"""The words in which a chain is judged: the case that every check reads, and the fault that it may find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from firstcause.model.handshake import Detail
from firstcause.tls.certificate import short_name
from firstcause.tls.path import Path, certificate_role
from firstcause.tls.trust import CertificateSet


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One thing that is wrong. `alternatives` are codes which this very evidence cannot exclude, best first."""

    code: str
    detail: Detail
    explanation: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChainCase:
    """A chain as sent (leaf first, at least one), its path, and by what it is judged."""

    chain: tuple[x509.Certificate, ...]
    path: Path
    server_name: str
    trust: CertificateSet
    known: CertificateSet
    now: datetime

    def role(self, certificate: x509.Certificate) -> str:
        """`leaf`, `intermediate 1`, `root`."""
        return certificate_role(self.path, certificate)

    def called(self, certificate: x509.Certificate) -> str:
        """`leaf certificate 'order-service'`."""
        return f"{self.role(certificate)} certificate '{short_name(certificate.subject)}'"


Check = Callable[[ChainCase], Iterator[ChainFault]]
