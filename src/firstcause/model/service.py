"""Services as the team's catalogue describes them: who owns them, where they listen, on whom they depend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from firstcause.model.fault import family


class MitigationMode(StrEnum):
    """What firstcause may do to a service by itself. The default is to propose (promise 6)."""

    OFF = "off"
    PROPOSE = "propose"
    APPROVE = "approve"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class Objective:
    """What a caller may expect: this share (0-1) of the answers successful, and this share of them within
    `latency_seconds` and at the first try."""

    latency_seconds: float = 0.25
    success: float = 0.999
    on_time: float = 0.99


_NOTE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
VERSIONS: Final = ("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
STARTTLS: Final = ("smtp", "imap", "pop3", "postgres", "ldap")  # protocols that go over to TLS by asking


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address at which a service listens. `server_name` is what callers ask for (SNI and the name checked);
    `certificate` is the file, if it lies on this machine, from which the server reads what it serves."""

    host: str
    port: int
    server_name: str
    alpn: tuple[str, ...] = ()
    protocol: str = ""  # "http": a HEAD request may be written after the handshake; one of STARTTLS; "": only TLS
    certificate: str = ""

    @property
    def address(self) -> str:
        """`host:port`, with brackets around an IPv6 address (RFC 3986 section 3.2.2)."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class View:
    """As which caller one looks: its trust, its client certificate, its versions. Paths are files in PEM.

    The same endpoint may be well for one caller and broken for another.
    """

    name: str
    trust: str = ""  # "": the system's trust store
    client_cert: str = ""
    client_key: str = ""
    min_version: str = ""  # as in "TLSv1.2"; "": the library's own limit
    max_version: str = ""
    # It refuses whatever breaks the profile of RFC 5280, as Python does from 3.13 on.
    strict: bool = field(default=False, kw_only=True)


class LogKind(StrEnum):
    """Where a service's lines are found."""

    FILE = "file"
    JOURNALD = "journald"
    DOCKER = "docker"


@dataclass(frozen=True, slots=True)
class LogPlace:
    """One place of a service's log: a glob pattern of files, or the name of a systemd unit."""

    kind: LogKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.name}"


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the catalogue. `tier` 1 is the most important."""

    name: str
    owner: str = ""
    tier: int = 3
    endpoints: tuple[Endpoint, ...] = ()
    depends_on: tuple[str, ...] = ()
    runbook: str = ""
    objective: Objective = field(default_factory=Objective)
    views: tuple[str, ...] = ()  # names of the views from which its endpoints are probed
    metrics_name: str = ""  # what the metrics server calls it, where that is another name; "": the same
    metrics: tuple[str, ...] = ()  # URLs in Prometheus' text format, scraped into the series store
    logs: tuple[LogPlace, ...] = ()  # where its log lines are found
    deployer: str = ""  # name of the `[deployer.NAME]` that can roll it back; "": none
    mitigation: MitigationMode = MitigationMode.PROPOSE
    load: bool = False  # whether it may be put under load (`firstcause load`)
    pipeline: tuple[str, ...] = ()  # files of the pipeline that deploys it
    automatic_for: tuple[str, ...] = ()  # fault codes ("tls/incomplete-chain") or families ("tls/*")

    @property
    def runbook_note(self) -> str:
        """The name of its note in the vault: the catalogue's, where that is a name and no link, else the usual one."""
        return self.runbook if _NOTE.fullmatch(self.runbook) else f"runbook-{self.name}"

    @property
    def runbook_path(self) -> str:
        """Where that note stands, relative to the vault."""
        return f"Runbooks/{self.runbook_note}.md"

    def names_fault(self, code: str) -> bool:
        """Whether `automatic_for` names the fault, by its code or by its family."""
        return code in self.automatic_for or f"{family(code)}/*" in self.automatic_for


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All services and views that the configuration names."""

    services: tuple[Service, ...] = ()
    views: tuple[View, ...] = ()

    def __iter__(self) -> Iterator[Service]:
        return iter(self.services)

    def service(self, name: str) -> Service:
        """The service of this name; an unknown name yields a bare one, since telemetry may name strangers."""
        return next((s for s in self.services if s.name == name), Service(name))

    def view(self, name: str) -> View:
        """The view of this name, or the system's own (empty) view."""
        return next((v for v in self.views if v.name == name), View(name))

    def declared_callers(self, name: str) -> tuple[str, ...]:
        """Services whose `depends_on` names this one."""
        return tuple(s.name for s in self.services if name in s.depends_on)

    def dependents(self, name: str) -> tuple[str, ...]:
        """Services that depend on this one, directly or through others, the nearest first."""
        found: list[str] = []
        frontier = [name]
        while frontier:
            nearer = [c for c in self.declared_callers(frontier.pop(0)) if c not in found and c != name]
            found += nearer
            frontier += nearer
        return tuple(found)

    def entries(self) -> tuple[Service, ...]:
        """Services on which no other depends: where customers come in."""
        called = {callee for s in self.services for callee in s.depends_on}
        return tuple(s for s in self.services if s.name not in called)
