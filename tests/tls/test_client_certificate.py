"""What a server's words about our certificate mean, by what we presented: whole looks, judged without any wire."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstcause.model.handshake import Look, Phase
from firstcause.model.service import Endpoint, View
from firstcause.pki import authority
from firstcause.testing.clock import START
from firstcause.tls.alerts import alert
from firstcause.tls.certificate import der
from firstcause.tls.judge import judge
from firstcause.tls.trace import Connect, End, HandshakeTrace, Negotiated
from firstcause.tls.trust import NOTHING

LOOK = Look("shop", Endpoint("127.0.0.1", 8443, "shop.internal"), View("caller"))
ROOT = authority.root("Root", START)
GOOD = der(authority.leaf(ROOT, "caller", ("caller.internal",), START).leaf)
EXPIRED = der(authority.leaf(ROOT, "caller", ("caller.internal",), START - 2 * authority.LEAF_LIFETIME).leaf)
MISSING, REJECTED, RAN_OUT = (f"tls/client-certificate-{word}" for word in ("missing", "rejected", "expired"))


def judged(trace: HandshakeTrace) -> str:
    failure = judge(trace, NOTHING, START + timedelta(hours=1)).failure
    return failure.code if failure else ""


@pytest.mark.parametrize(
    ("number", "presented", "code"),
    [
        (40, b"", MISSING),
        (50, b"", MISSING),  # GnuTLS, of an empty Certificate
        (116, b"", MISSING),
        (46, EXPIRED, RAN_OUT),
        (48, GOOD, REJECTED),
        (50, GOOD, "tls/malformed-record"),
    ],
)
def test_an_alert_after_a_request_for_our_certificate(number: int, presented: bytes, code: str) -> None:
    """TLS 1.2: the alert comes once we have answered the request."""
    trace = HandshakeTrace(
        LOOK,
        START,
        Connect.CONNECTED,
        end=End.ALERT,
        phase=Phase.CERTIFICATE_VERIFY,
        alerts=(alert(number, "received"),),
        negotiated=Negotiated("TLSv1.2"),
        certificate_requested=True,
        client_certificate=presented,
        received=900,
    )
    assert judged(trace) == code


@pytest.mark.parametrize("end", [End.TRUNCATED, End.RESET])
@pytest.mark.parametrize(
    ("version", "phase", "answered"),
    [
        ("TLSv1.2", Phase.SERVER_HELLO, False),
        ("TLSv1.2", Phase.CERTIFICATE_VERIFY, True),
        ("TLSv1.3", Phase.CERTIFICATE_VERIFY, False),
        ("TLSv1.3", Phase.FIRST_READ, True),
    ],
)
def test_an_end_without_a_word_once_we_have_answered(version: str, phase: Phase, end: End, *, answered: bool) -> None:
    """Before our Certificate was out, the same end says nothing of it."""
    for presented, code in ((b"", MISSING), (GOOD, REJECTED), (EXPIRED, RAN_OUT)):
        trace = HandshakeTrace(
            LOOK,
            START,
            Connect.CONNECTED,
            end=end,
            phase=phase,
            negotiated=Negotiated(version),
            certificate_requested=True,
            client_certificate=presented,
            received=900,
        )
        gone = "tls/connection-reset" if end is End.RESET else "tls/peer-closed"
        assert judged(trace) == (code if answered else gone)


@pytest.mark.parametrize(("presented", "code"), [(b"", MISSING), (GOOD, REJECTED), (EXPIRED, RAN_OUT)])
def test_a_refusal_in_the_words_of_http(presented: bytes, code: str) -> None:
    """nginx answers 400 whatever is wrong with it; our own copy of the certificate says what it is."""
    trace = HandshakeTrace(
        LOOK,
        START,
        Connect.CONNECTED,
        phase=Phase.ESTABLISHED,
        negotiated=Negotiated("TLSv1.2", "ECDHE-ECDSA-AES128-GCM-SHA256"),
        certificate_requested=True,
        client_certificate=presented,
        received=2000,
        received_after=300,
        answer=b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n",
    )
    assert judged(trace) == code
