"""Failures before the first byte of TLS: the name, the connection."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstcause.model.handshake import Phase
from firstcause.tls.trace import Connect
from firstcause.tls.verdict import Case, Verdict, named


def not_connected(case: Case) -> Verdict | None:
    """There is no TCP connection, and why."""
    trace = case.trace
    if trace.connect is Connect.CONNECTED:
        return None
    code, sentence = _CODES[trace.connect]
    phase = Phase.NAME_RESOLUTION if trace.connect is Connect.UNRESOLVED else Phase.CONNECT
    explanation = sentence.format(
        host=trace.look.endpoint.host, target=case.target, seconds=trace.look.timeout_seconds, error=trace.connect_error
    )
    return named(
        code,
        phase,
        explanation,
        expected=f"a TCP connection to {case.target}",
        presented=(trace.connect_error or trace.connect.value,),
        by="peer" if trace.connect in {Connect.REFUSED, Connect.RESET} else "local",
    )


_CODES: Final[Mapping[Connect, tuple[str, str]]] = MappingProxyType(
    {
        Connect.REFUSED: ("net/connection-refused", "Nothing listens at {target}: the connection was refused."),
        Connect.RESET: ("tls/connection-reset", "{target} reset the connection while it was being made."),
        Connect.TIMED_OUT: ("net/connect-timeout", "{target} did not accept a connection within {seconds:g} s."),
        Connect.UNREACHABLE: ("net/connect-timeout", "{target} cannot be reached: {error}."),
        Connect.UNRESOLVED: ("net/name-resolution", "The name '{host}' does not resolve: {error}."),
    }
)
