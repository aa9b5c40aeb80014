"""What both sides agreed on, held against what this caller needs: version, application protocol, permission.

A probe allows more than a strict client would, so that an old server is seen and can be named; here the policy is
applied. An HTTP server may also refuse a client certificate in HTTP's own words, after a handshake that worked.
"""

from __future__ import annotations

import re
from typing import Final

from firstcause.model.handshake import HttpAnswer, Phase
from firstcause.tls.client_certificate import client_certificate_refused
from firstcause.tls.ordinary import FINITE_FIELD, is_ordinary_suite
from firstcause.tls.trace import HandshakeTrace
from firstcause.tls.verdict import Case, Verdict, named

VERSIONS: Final = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
MINIMUM_VERSION: Final = "TLSv1.2"  # RFC 8996
MINIMUM_FIELD_BITS: Final = 2048
_STATUS_LINE: Final = re.compile(rb"HTTP/([0-9](?:\.[0-9])?) ([1-9][0-9]{2})\b")  # RFC 9112 section 4
_BAD_REQUEST: Final = re.compile(rb"HTTP/1\.[01] 400\b")  # the reason stands in a body, which HEAD does not get


def version_rejected_here(case: Case) -> Verdict | None:
    """Our side would have none of the version that the server chose, or strict clients would not."""
    alert = case.trace.fatal_alert
    refused = alert is not None and alert.direction == "sent" and alert.name == "protocol_version"
    minimum = case.trace.look.view.min_version or MINIMUM_VERSION
    negotiated = case.trace.negotiated.version
    if not refused and not (case.trace.completed and _rank(negotiated) < _rank(minimum)):
        return None
    return named(
        "tls/no-shared-version",
        Phase.SERVER_HELLO,
        f"{case.target} chose {negotiated or 'another version'}; this caller accepts {minimum} or newer.",
        expected=f"{minimum} or newer",
        presented=(negotiated or "another version",),
        alert=alert,
    )


def suite_of_few(case: Case) -> Verdict | None:
    """The handshake worked because the probe offers every suite that there is; ordinary callers do not."""
    suite = case.trace.negotiated.cipher
    if not case.trace.completed or not suite or is_ordinary_suite(suite):
        return None
    return named(
        "tls/no-shared-cipher",
        Phase.SERVER_HELLO,
        f"{case.target} chose {suite}, which ordinary callers do not offer: it has none of theirs for its certificate.",
        expected="a suite that ordinary callers have",
        presented=(suite,),
    )


def small_field(case: Case) -> Verdict | None:
    """The key exchange took place in a field so small that libraries refuse it by default (RFC 7919 section 1)."""
    kind, _, bits = case.trace.negotiated.group.partition(" ")
    if not case.trace.completed or kind != FINITE_FIELD or int(bits) >= MINIMUM_FIELD_BITS:
        return None
    return named(
        "tls/weak-key-or-signature",
        Phase.CERTIFICATE_VERIFY,
        f"{case.target} exchanges keys in a finite field of {bits} bits, which many callers refuse as too small.",
        expected=f"a finite field of {MINIMUM_FIELD_BITS} bits, or a curve",
        presented=(f"{bits} bits",),
    )


def downgraded(case: Case) -> Verdict | None:
    """The server's random says that it knows newer versions than it chose: our hello was changed on its way
    (RFC 8446 section 4.1.3)."""
    alert = case.trace.fatal_alert
    if not any("inappropriate fallback" in reason for reason in case.trace.reasons):
        return None
    chosen = case.trace.negotiated.version or "an older version"
    return named(
        "tls/downgrade-detected",
        Phase.SERVER_HELLO,
        f"{case.target} chose {chosen}, though it says in the same ServerHello that it knows a newer version which we "
        "offered: something on the way has changed our ClientHello.",
        expected="the newest version that both sides know",
        presented=(f"{chosen}, with the mark of a downgrade",),
        alert=alert,
    )


def no_application_protocol(case: Case) -> Verdict | None:
    """The server ignored every protocol that we offered, and there is no HTTP/1.1 to fall back to (RFC 7301)."""
    offered, trace = case.trace.look.endpoint.alpn, case.trace
    if not trace.completed or trace.negotiated.alpn or not offered or "http/1.1" in offered:
        return None
    return named(
        "tls/no-shared-alpn",
        Phase.SERVER_HELLO,
        f"{case.target} selected none of the application protocols that we offered: {', '.join(offered)}.",
        expected=f"one of {', '.join(offered)}",
        presented=("no protocol",),
    )


def renegotiation_unsafe(case: Case) -> Verdict | None:
    """The server cannot do secure renegotiation, and our side insists (RFC 5746 section 4.1)."""
    if not any("legacy renegotiation" in reason for reason in case.trace.reasons):
        return None
    return named(
        "tls/renegotiation-refused",
        Phase.SERVER_HELLO,
        f"{case.target} does not support secure renegotiation, and our side refuses to do without.",
        expected="the renegotiation_info extension",
        presented=("a ServerHello without it",),
        alert=case.trace.fatal_alert,
    )


def refused_in_http(case: Case) -> Verdict | None:
    """nginx completes the handshake and then answers 400 to a client without a good certificate."""
    trace = case.trace
    if not trace.certificate_requested or not _BAD_REQUEST.match(trace.answer):
        return None
    said = f"it finished the handshake, and then answered '{_status(trace)}'"
    return client_certificate_refused(case, said, alternatives=("app/errors",))


def http_answer(answer: bytes) -> HttpAnswer | None:
    """The status line of an HTTP answer; None for anything else, and for none."""
    line = _STATUS_LINE.match(answer)
    return HttpAnswer(int(line[2]), line[1].decode("ascii")) if line else None


def _status(trace: HandshakeTrace) -> str:
    return trace.answer.split(b"\r\n")[0].decode("ascii", "replace")


def _rank(version: str) -> int:
    return VERSIONS.index(version) if version in VERSIONS else len(VERSIONS)
