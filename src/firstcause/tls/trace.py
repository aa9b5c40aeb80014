"""What a lane saw on the wire during one look: a plain record, without any judgement.

It holds bytes, states and times only, so that a look can be judged again later, by other trust or at another time.
Its vocabulary is that of the RFCs; how a library words these things stays in the lane that filled the record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from firstcause.model.handshake import Alert, Look, Phase, Timing


class Connect(StrEnum):
    """How far the TCP connection came."""

    CONNECTED = "connected"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    RESET = "reset"
    UNRESOLVED = "unresolved"


class End(StrEnum):
    """How the look ended on the wire."""

    COMPLETED = "completed"  # our side had seen enough and closed
    CLOSED = "closed"  # the peer closed in good order, with close_notify
    TRUNCATED = "truncated"  # the peer closed the connection without close_notify
    RESET = "reset"
    ALERT = "alert"  # either side sent a fatal alert
    ERROR = "error"  # our side could not go on, and no alert was exchanged
    TIMED_OUT = "timed_out"
    ENDLESS = "endless"  # the peer sent so much that our side stopped to listen


@dataclass(frozen=True, slots=True)
class NotTried:
    """Our own side could not even try, and this is why: `/etc/ca.pem: No such file or directory`."""

    look: Look
    reason: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The server was asked in clear text to begin TLS, and would not. `temporary`: it said that it cannot just now."""

    words: str
    temporary: bool = False


@dataclass(frozen=True, slots=True)
class OnFile:
    """What lies where the server reads its certificate: the leaf (DER), or why it cannot be read, and since when."""

    leaf: bytes
    written_at: datetime
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Negotiated:
    """What both sides agreed on, as far as they came; empty strings where they did not."""

    version: str = ""
    cipher: str = ""
    group: str = ""
    alpn: str = ""


@dataclass(frozen=True, slots=True)
class HandshakeTrace:
    """One look as it went over the wire.

    `phase` is the last handshake message that arrived or was sent. `chain` holds certificates in DER exactly as sent,
    leaf first. `reasons` are the library's words for what went wrong, kept as evidence. `first_bytes` are the first
    raw bytes that the peer sent (at most 64), `received` counts all of them, and `received_after` those that came
    after our side had finished the handshake. `answer` is the beginning of the decrypted application data.
    """

    look: Look
    begun_at: datetime
    connect: Connect
    connect_error: str = ""  # in the words of the operating system or the resolver
    declined: Declined | None = None
    address: str = ""  # the IP address that was connected to, or last tried
    end: End = End.COMPLETED
    phase: Phase = Phase.CONNECT
    alerts: tuple[Alert, ...] = ()
    chain: tuple[bytes, ...] = ()
    negotiated: Negotiated = field(default_factory=Negotiated)
    staple: bytes = b""
    resumed: bool = False
    certificate_requested: bool = False
    client_certificate: bytes = b""  # DER of the leaf that our side offers when asked; empty: it has none
    on_file: OnFile | None = None
    acceptable_issuers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    first_bytes: bytes = b""
    received: int = 0
    received_after: int = 0
    answer: bytes = b""
    timing: Timing = field(default_factory=Timing)

    @property
    def completed(self) -> bool:
        """Whether our side finished the handshake; a TLS 1.3 server may still refuse us after that."""
        return self.phase in {Phase.FIRST_READ, Phase.ESTABLISHED}

    @property
    def fatal_alert(self) -> Alert | None:
        """The alert that ended the look, if one did."""
        return self.alerts[-1] if self.end is End.ALERT and self.alerts else None
