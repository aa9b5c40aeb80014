"""The one request that is ever written after a handshake: HEAD, by a named user agent, where HTTP is declared."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from firstcause.model.handshake import Look

USER_AGENT: Final = f"firstcause-probe/{version('firstcause')}"


def speaks_http(look: Look, alpn: str) -> bool:
    """Whether a request may be written, after this protocol was agreed on."""
    return look.endpoint.protocol == "http" and alpn in {"", "http/1.1"}


def head_request(look: Look) -> bytes:
    """What is asked of an HTTP server (RFC 9110 section 9.3.2)."""
    host = look.endpoint.server_name or look.endpoint.host
    lines = (f"HEAD {look.path} HTTP/1.1", f"Host: {host}", f"User-Agent: {USER_AGENT}", "Connection: close", "", "")
    return "\r\n".join(lines).encode("ascii", "replace")
