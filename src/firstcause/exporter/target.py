"""A target as Prometheus hands it over: `host:port`, or a URL. Hostile until read.

It comes from whoever may ask, and its path goes into a request: nothing but printable ASCII without blanks passes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from firstcause.exporter.errors import ProbeQuestionError
from firstcause.exporter.policy import Prober

LONGEST: Final = 2048  # of a target: what a request line may well hold
HTTPS_PORT: Final = 443
_TARGET: Final = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?"
    r"(?:\[(?P<v6>[0-9A-Fa-f:.]{2,45})\]|(?P<host>[A-Za-z0-9_.-]{1,253}))"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>[/?][!-~]*)?"
)
_HINT: Final = "as in 127.0.0.1:8443, [::1]:8443 or https://orders.internal/healthz"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to, and for HTTP which path. Addresses are in their shortest form, names in lower case."""

    host: str
    port: int
    path: str = "/"


def parse(text: str, prober: Prober) -> Target:
    """The target that is meant. Raises ProbeQuestionError."""
    if not text:
        raise ProbeQuestionError("the parameter target is missing", hint=_HINT)
    found = _TARGET.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise ProbeQuestionError(f"not a target: {text[:100]!r}", hint=_HINT)
    scheme = (found["scheme"] or "").lower()
    if scheme not in ("", "https"):
        problem = f"{scheme}:// has no TLS handshake to look at"
        raise ProbeQuestionError(problem, hint="give https:// or host:port; for TCP alone, the module tcp_connect")
    return Target(_host(found), _port(found, scheme, prober), _path(found["path"] or ""))


def _host(found: re.Match[str]) -> str:
    written = found["v6"] or found["host"]
    return normal_host(written)


def normal_host(written: str) -> str:
    """In the form in which hosts are compared. Raises ProbeQuestionError for brackets around what is no address."""
    try:
        return str(ip_address(written))
    except ValueError:
        if ":" in written:
            raise ProbeQuestionError(f"[{written}] is no IPv6 address", hint=_HINT) from None
        return written.lower()


def _port(found: re.Match[str], scheme: str, prober: Prober) -> int:
    if found["port"] is None:
        if not scheme and prober is Prober.TCP:
            raise ProbeQuestionError("the target has no port", hint=_HINT)
        return HTTPS_PORT
    port = int(found["port"])
    if not 0 < port < 65536:
        raise ProbeQuestionError(f"{port} is no port", hint=_HINT)
    return port


def _path(written: str) -> str:
    """As the request line has it (RFC 9112 section 3.2.1): without a fragment, and never empty."""
    path = written.partition("#")[0]
    return path if path.startswith("/") else f"/{path}"
