"""How a peer leaves before its time: by a reset, an end of stream or silence, and inside which phase.

What it had asked for before it left, and whether it broke off within its very first record, tells more than the end.
"""

from __future__ import annotations

from typing import Final

from firstcause.model.handshake import Phase
from firstcause.tls.client_certificate import client_certificate_refused
from firstcause.tls.trace import End
from firstcause.tls.verdict import Case, Verdict, named

_HEADER: Final = 5  # bytes before a record's content: type, version, length
MESSAGES: Final = {
    Phase.CONNECT: "before our ClientHello was out",
    Phase.STARTTLS: "in clear text, before TLS could begin",
    Phase.CLIENT_HELLO: "after our ClientHello",
    Phase.SERVER_HELLO: "inside its flight, after ServerHello",
    Phase.CERTIFICATE: "inside its flight, after Certificate",
    Phase.CERTIFICATE_VERIFY: "inside its flight, before Finished",
    Phase.FINISHED: "before the handshake was finished",
    Phase.FIRST_READ: "after our Finished, before its first byte",
}


def left_early(case: Case) -> Verdict | None:
    """The peer reset or closed the connection, or fell silent, before the handshake was proven."""
    trace = case.trace
    if _proven(case):
        return None
    if trace.end is End.RESET:
        return _after_our_certificate(case, "tls/connection-reset", "a reset") or _left(
            case, "tls/connection-reset", "reset the connection", "a reset"
        )
    if trace.end in {End.TRUNCATED, End.CLOSED}:
        return (
            _after_our_certificate(case, "tls/peer-closed", "an end of stream")
            or _record_cut_short(case)
            or _left(case, "tls/peer-closed", "closed the connection", "end of stream, without an alert")
        )
    if trace.end is End.TIMED_OUT:
        return _late(case)
    return None


def _proven(case: Case) -> bool:
    """TLS 1.2 proves the handshake with the server's Finished; TLS 1.3 with anything said after ours, or a good end."""
    trace = case.trace
    said_something = trace.received_after > 0 or trace.end in {End.CLOSED, End.COMPLETED}
    return trace.phase is Phase.ESTABLISHED or (trace.completed and said_something)


def _left(case: Case, code: str, what: str, presented: str) -> Verdict:
    trace = case.trace
    when = MESSAGES.get(trace.phase, "during the handshake")
    if trace.phase is Phase.CLIENT_HELLO:
        when += f", having sent {trace.received} bytes" if trace.received else ", without a single byte"
    asked = trace.certificate_requested and not trace.client_certificate
    return named(
        code,
        trace.phase,
        f"{case.target} {what} {when}." + (" It had asked for a client certificate; we have none." if asked else ""),
        expected="the rest of the server's flight",
        presented=(presented,),
        by="peer",
    )


def _after_our_certificate(case: Case, code: str, how: str) -> Verdict | None:
    """It had asked for a client certificate, and leaves without a word once we have answered: Node.js does so."""
    trace = case.trace
    # Our Certificate follows the server's Finished in TLS 1.3, and its ServerHelloDone before that (RFC 5246 7.3).
    answered = Phase.FIRST_READ if trace.negotiated.version == "TLSv1.3" else Phase.CERTIFICATE_VERIFY
    if not trace.certificate_requested or trace.phase is not answered:
        return None
    return client_certificate_refused(case, f"no alert, but {how}", alternatives=(code,))


def _record_cut_short(case: Case) -> Verdict | None:
    """Of the first record that the server began, the end never came (RFC 8446 section 5.1)."""
    trace = case.trace
    announced = _HEADER + int.from_bytes(trace.first_bytes[3:_HEADER], "big")
    if trace.phase is not Phase.CLIENT_HELLO or not 0 < trace.received < announced:
        return None
    return named(
        "tls/malformed-record",
        trace.phase,
        f"{case.target} began a record of {announced} bytes after our ClientHello, sent {trace.received} of them, and "
        "closed the connection.",
        expected=f"a record of {announced} bytes",
        presented=(f"{trace.received} bytes",),
        by="peer",
        alternatives=("tls/peer-closed",),
    )


def _late(case: Case) -> Verdict:
    """Silence from the beginning, or a server that had something to say, and did not come to an end."""
    seconds = f"{case.trace.look.timeout_seconds:g} s"
    if not case.trace.received:
        return _left(case, "tls/handshake-timeout", f"fell silent for {seconds}", "silence")
    return _left(case, "tls/handshake-timeout", f"did not come to an end within {seconds},", f"no end within {seconds}")
