"""What may be probed, and how: modules, as blackbox_exporter calls them, and targets beyond the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

DEFAULT_MODULE: Final = "http_2xx"  # what blackbox_exporter takes where a job names none


class Prober(StrEnum):
    """Up to where a look goes: the handshake, or the answer to an HTTP request after it."""

    TCP = "tcp"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class Module:
    """How to probe. `tls` false: only whether there is a TCP connection. Empty texts: as the catalogue has it."""

    name: str
    prober: Prober = Prober.TCP
    timeout: timedelta = timedelta(seconds=5)
    tls: bool = True
    server_name: str = ""
    view: str = ""
    valid_status_codes: tuple[int, ...] = ()  # empty: 2xx, and 3xx, since redirects are not followed


BUILT_IN: Final[Mapping[str, Module]] = MappingProxyType(
    {
        one.name: one
        for one in (
            Module(DEFAULT_MODULE, Prober.HTTP),
            Module("tcp_tls"),
            Module("tcp_connect", tls=False),
        )
    }
)


@dataclass(frozen=True, slots=True)
class TargetPattern:
    """Targets that may be probed although no service has them. `*.` stands for any names below a domain; a port of 0
    for any port."""

    host: str
    port: int

    def covers(self, host: str, port: int) -> bool:
        """Whether this target is meant."""
        if self.port not in (0, port):
            return False
        if self.host.startswith("*."):
            return host.endswith(self.host[1:]) and len(host) >= len(self.host)
        return host == self.host


@dataclass(frozen=True, slots=True)
class ExporterPolicy:
    """`[exporter]`. `timeout_offset` is left to the answer's way back of the time that a scrape may take."""

    modules: Mapping[str, Module] = field(default_factory=lambda: BUILT_IN)
    targets: tuple[TargetPattern, ...] = ()
    timeout_offset: timedelta = timedelta(seconds=0.5)
