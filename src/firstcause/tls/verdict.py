"""The words in which a whole look is judged: the case that every concern reads, and the verdict it may reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography import x509

from firstcause.model.handshake import Alert, Detail, HandshakeFailure, Phase
from firstcause.tls.sent_chain import SentChain
from firstcause.tls.trace import HandshakeTrace
from firstcause.tls.trust import CertificateSet


@dataclass(frozen=True, slots=True)
class Case:
    """A trace with its chain parsed, and by what it is judged."""

    trace: HandshakeTrace
    sent: SentChain
    trust: CertificateSet
    known: CertificateSet
    now: datetime

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """As it was sent, leaf first."""
        return self.sent.certificates

    @property
    def target(self) -> str:
        """`host:port`."""
        return self.trace.look.endpoint.address


@dataclass(frozen=True, slots=True)
class Verdict:
    """A named failure, and the codes that the same evidence cannot exclude, best first."""

    failure: HandshakeFailure
    alternatives: tuple[str, ...] = ()


Concern = Callable[[Case], Verdict | None]


def named(
    code: str,
    phase: Phase,
    explanation: str,
    *,
    expected: str,
    presented: Sequence[str],
    by: Literal["local", "peer"] = "local",
    alert: Alert | None = None,
    certificate: str = "",
    alternatives: tuple[str, ...] = (),
) -> Verdict:
    """A verdict from its parts; `by` says which side noticed."""
    detail = Detail(expected, tuple(presented), certificate)
    return Verdict(HandshakeFailure(code, phase, by, detail, explanation, alert), alternatives)
