"""A target as monitoring tools write it, a URL or `host:port`, and the endpoint behind it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from firstcause.model.service import Endpoint
from firstcause.sources.discovery.shapes import port

PORTS = {"https": 443, "http": 80, "": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """What is probed, with which module, and for which service where a label says so."""

    address: str
    module: str = ""
    service: str = ""
    remarks: tuple[str, ...] = ()


def endpoint_of(address: str) -> Endpoint | None:
    """The endpoint; None for what names no host. The path of a URL is left out: handshakes know none."""
    scheme, _, rest = address.rpartition("://")
    try:
        parts = urlsplit(f"//{rest}")
        host, written = parts.hostname or "", str(parts.port or "")
    except ValueError:
        return None
    number = port(written) or PORTS.get(scheme.lower(), 0)
    if not number or not host or any(c in host for c in "[]/ ") or "%" in host:
        return None
    return Endpoint(host, number, host)
