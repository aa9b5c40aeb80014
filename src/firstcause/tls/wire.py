"""What the raw bytes and the way in which a connection ended tell, without any certificate.

The first bytes come first: an HTTP answer explains every library error that follows from it. Then our own side's
complaints about records and signatures. How a peer leaves is told in `leaving`.
"""

from __future__ import annotations

from typing import Final

from firstcause.model.handshake import Phase
from firstcause.tls.leaving import MESSAGES
from firstcause.tls.told import told
from firstcause.tls.trace import End
from firstcause.tls.verdict import Case, Verdict, named

_RECORD_TYPES: Final = frozenset(range(20, 25))  # RFC 8446 section 5.1, and 24 for RFC 6520
_BANNERS: Final = (
    (b"HTTP/", "HTTP"),
    (b"SSH-", "SSH"),
    (b"220", "SMTP or FTP"),
    (b"* OK", "IMAP"),
    (b"+OK", "POP3"),
    (b"-ERR", "Redis"),
    (b"-DENIED", "Redis"),
    (b"RFB ", "VNC"),
    (b"AMQP", "AMQP"),
    (b"<?xml", "XML"),
    (b"<html", "HTTP"),
)
_FRAMING: Final = frozenset(
    {
        "unexpected_message",
        "record_overflow",
        "decode_error",
        "illegal_parameter",
        "unsupported_extension",
        "missing_extension",
        "decompression_failure",
    }
)


def is_tls_record(data: bytes) -> bool:
    """Whether bytes begin like a TLS record: a known type, and major version 3."""
    return len(data) < 2 or (data[0] in _RECORD_TYPES and data[1] == 3)


def plaintext_server(case: Case) -> Verdict | None:
    """The peer answers our ClientHello in clear text, or speaks first, as SMTP and SSH do."""
    first = case.trace.first_bytes
    if is_tls_record(first):
        return None
    protocol = _protocol(first)
    if not protocol:
        return None
    line = told(first.split(b"\n")[0].strip().decode("ascii", "backslashreplace"))
    return named(
        "tls/plaintext-server",
        Phase.CLIENT_HELLO,
        f"{case.target} does not speak TLS: it answered our ClientHello with {protocol} ('{line}').",
        expected="a TLS record (ServerHello)",
        presented=(line,),
    )


def endless(case: Case) -> Verdict | None:
    """The peer sends and sends, and our side has stopped to listen."""
    trace = case.trace
    if trace.end is not End.ENDLESS:
        return None
    return named(
        "tls/malformed-record",
        trace.phase,
        f"{case.target} sent {trace.received} bytes {MESSAGES.get(trace.phase, '')}, and the handshake was not "
        "finished: our side stopped to listen.",
        expected="a flight of some thousand bytes",
        presented=(f"{trace.received} bytes, and no end",),
    )


def malformed_record(case: Case) -> Verdict | None:
    """Bytes that are neither TLS nor any text, or records that our side could not make sense of."""
    trace = case.trace
    if not is_tls_record(trace.first_bytes):
        shown = trace.first_bytes[:16].hex(" ")
        return _malformed(case, f"{case.target} answered with bytes that are not TLS: {shown}.", shown)
    alert = trace.fatal_alert
    if alert and alert.direction == "sent" and alert.name in _FRAMING:
        why = f" ({'; '.join(trace.reasons)})" if trace.reasons else ""
        return _malformed(case, f"Our side refused what {case.target} sent as {alert.name}{why}.", alert.name)
    if trace.end is End.ERROR and not trace.completed:
        reason = "; ".join(trace.reasons) or "no reason given"
        return _malformed(case, f"Our side could not read what {case.target} sent: {reason}.", reason)
    return None


def failed_proof(case: Case) -> Verdict | None:
    """A signature or a MAC that our side computed does not fit what the peer sent."""
    alert = case.trace.fatal_alert
    if not alert or alert.direction != "sent" or alert.name not in {"decrypt_error", "bad_record_mac"}:
        return None
    # CertificateVerify (TLS 1.3) and ServerKeyExchange (TLS 1.2) follow the Certificate and are signed with its key.
    if alert.name == "decrypt_error" and case.trace.phase is Phase.CERTIFICATE:
        return named(
            "tls/key-mismatch",
            Phase.CERTIFICATE_VERIFY,
            f"{case.target} proves possession of a private key that does not belong to the certificate it sends.",
            expected="a signature by the leaf's private key",
            presented=("a signature by another key",),
            alert=alert,
            certificate="leaf",
        )
    return named(
        "tls/decrypt-error",
        case.trace.phase,
        f"What {case.target} sent does not decrypt or verify: our side ended the handshake with {alert.name}.",
        expected="records and a Finished that verify",
        presented=(alert.name,),
        alert=alert,
    )


def unexplained(case: Case) -> Verdict | None:
    """Whatever else ended a handshake: it was not finished, so it was not healthy."""
    trace = case.trace
    if trace.end not in {End.ALERT, End.ERROR} and trace.completed:
        return None
    alert = trace.fatal_alert
    said = "; ".join(trace.reasons) or (alert.name if alert else f"it ended in phase {trace.phase.value}")
    by_us = alert is None or alert.direction == "sent"
    return named(
        "tls/malformed-record" if by_us else "tls/peer-internal-error",
        trace.phase,
        f"The handshake with {case.target} was not finished: {said}.",
        expected="a finished handshake",
        presented=(said,),
        by="local" if by_us else "peer",
        alert=alert,
    )


def _malformed(case: Case, explanation: str, presented: str) -> Verdict:
    return named(
        "tls/malformed-record",
        case.trace.phase,
        explanation,
        expected="well-formed TLS records",
        presented=(presented,),
        alert=case.trace.fatal_alert,
    )


def _protocol(first: bytes) -> str:
    known = next((name for banner, name in _BANNERS if first.lower().startswith(banner.lower())), "") or _binary(first)
    return known or ("clear text" if _is_text(first) else "")


def _binary(first: bytes) -> str:
    """Protocols whose servers speak first, and not in words."""
    if first[3:5] == b"\x00\x0a":  # the first packet, and version 10 of the protocol
        return "MySQL"
    if first[3:9] == b"\x04\x00\x00\x00\x00\x00":  # SETTINGS of the whole connection (RFC 9113 section 6.5)
        return "HTTP/2"
    return ""


def _is_text(data: bytes) -> bool:
    return bool(data) and all(32 <= byte < 127 or byte in b"\t\r\n" for byte in data)
