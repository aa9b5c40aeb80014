"""What one look at an endpoint found: the words of `probe`'s JSON, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from firstcause.model.service import Endpoint, View


class Outcome(StrEnum):
    """`unobserved` means that our own side could not try; `net/*` failures are `faulty`."""

    HEALTHY = "healthy"
    FAULTY = "faulty"
    UNOBSERVED = "unobserved"


class Phase(StrEnum):
    """How far the handshake came when it failed (message names as in RFC 8446 section 4)."""

    NAME_RESOLUTION = "name_resolution"
    CONNECT = "connect"
    STARTTLS = "starttls"  # in clear text, before TLS begins
    CLIENT_HELLO = "client_hello"
    SERVER_HELLO = "server_hello"
    CERTIFICATE = "certificate"
    CERTIFICATE_VERIFY = "certificate_verify"
    FINISHED = "finished"
    FIRST_READ = "first_read"
    ESTABLISHED = "established"


@dataclass(frozen=True, slots=True)
class Alert:
    """A TLS alert that crossed the wire (RFC 8446 section 6), with its direction as our side saw it."""

    number: int
    name: str
    direction: Literal["sent", "received"]


@dataclass(frozen=True, slots=True)
class Detail:
    """Both sides of a failure: what we expected and what was presented. `certificate` says which one is meant."""

    expected: str
    presented: tuple[str, ...]
    certificate: str = ""  # "leaf", "intermediate 1", ...


@dataclass(frozen=True, slots=True)
class HandshakeFailure:
    """A named failure. `explanation` is one or two sentences for a person, with the figures of this very case."""

    code: str
    phase: Phase
    detected_by: Literal["local", "peer"]
    detail: Detail
    explanation: str
    alert: Alert | None = None


@dataclass(frozen=True, slots=True)
class HandshakeWarning:
    """Something that deserves attention although the handshake works. `whose`: which side can do something about it."""

    code: str
    explanation: str
    whose: Literal["server", "client"] = "server"


@dataclass(frozen=True, slots=True)
class CertificateSummary:
    """One certificate as it was sent: subject and issuer as in RFC 4514, serial and SHA-256 in hexadecimal."""

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    serial: str
    sha256: str
    names: tuple[str, ...] = ()  # for which it is valid: DNS names, addresses


@dataclass(frozen=True, slots=True)
class ClientCertificateRequest:
    """Whether the server asked for a certificate, and from which issuers it said it would accept one."""

    requested: bool = False
    acceptable_issuers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """The first line of the answer to our HEAD request (RFC 9112 section 4)."""

    status: int
    version: str  # as in "1.1"


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen on the wire, whatever the verdict. Empty strings: the handshake did not come that far."""

    version: str = ""
    cipher: str = ""
    group: str = ""
    alpn: str = ""
    chain: tuple[CertificateSummary, ...] = ()
    client_certificate: ClientCertificateRequest = field(default_factory=ClientCertificateRequest)
    ocsp_staple: str | None = None
    resumed: bool = False  # the session of an earlier handshake was gone on with: no certificate was shown
    first_bytes: str | None = None  # hexadecimal, at most 32 bytes, only when they were not TLS
    address: str = ""  # the IP address that was connected to, or last tried
    http: HttpAnswer | None = None
    accepted_until: datetime | None = None  # until when its path, anchor included, is valid; None: not accepted


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds; None where the phase was not reached."""

    connect_seconds: float | None = None  # with `resolve_seconds`
    handshake_seconds: float | None = None
    resolve_seconds: float | None = None
    answer_seconds: float | None = None  # from our HTTP request to the answer's first byte


@dataclass(frozen=True, slots=True)
class Look:
    """One look to take: at which endpoint of which service, as which caller, within which time.

    `diagnostic`: where a refusal names no cause, other ClientHellos may follow, three at most. `every_address`: a name
    that stands for several addresses is looked at under each of them. `at`: judge dates as of then, not of now.
    `resume`: go on with a session of an earlier look at this endpoint as this view, where there is one.
    `awaits_answer`: the answer to an HTTP request is waited for as long as the look may take, not only a moment.
    """

    service: str
    endpoint: Endpoint
    view: View
    timeout_seconds: float = 5.0
    diagnostic: bool = False
    every_address: bool = False
    at: datetime | None = None
    resume: bool = False
    path: str = "/"  # what an HTTP request asks for
    awaits_answer: bool = False
    tls: bool = True  # False: only whether there is a TCP connection


@dataclass(frozen=True, slots=True)
class AddressSeen:
    """What one of several addresses behind a name was like; `code` is "" where it is healthy."""

    address: str
    outcome: Outcome
    code: str = ""


@dataclass(frozen=True, slots=True)
class HandshakeObserved:
    """The result of one look at one endpoint, as one caller. `addresses`: only where it has several."""

    service: str
    target: str  # host:port
    server_name: str
    view: str
    outcome: Outcome
    failure: HandshakeFailure | None = None
    alternatives: tuple[str, ...] = ()
    warnings: tuple[HandshakeWarning, ...] = ()
    observed: Observed = field(default_factory=Observed)
    timing: Timing = field(default_factory=Timing)
    addresses: tuple[AddressSeen, ...] = ()  # only where the name has several
    hellos: int = 0  # further ClientHellos that were sent to learn it
    contradicts: str = ""  # the verdict of the light lane on the same endpoint a moment before, where it differs

    @property
    def verdict(self) -> str:
        """The code of its failure, else its outcome."""
        return self.failure.code if self.failure else self.outcome.value
