"""Two ends' words together decide what one end's cannot."""

from __future__ import annotations

import pytest

from firstcause.tls.explain.combine import combine
from firstcause.tls.explain.explain import explain
from firstcause.tls.explain.words import Explanation

ALERT = "error:0A000{code:03X}:SSL routines::x:SSL alert number {number}"

NO_CERTIFICATE = "error:0A0000C7:SSL routines::peer did not return a certificate"


def alert(number: int) -> str:
    return ALERT.format(code=1000 + number, number=number)


@pytest.mark.parametrize(
    ("client", "server", "code", "side"),
    [
        (alert(40), NO_CERTIFICATE, "client-certificate-missing", "client"),
        (alert(116), NO_CERTIFICATE, "client-certificate-missing", "client"),
        (alert(40), "error:0A0000C1:SSL routines::no shared cipher", "no-shared-cipher", "either"),
        (alert(40), "error:0A000065:SSL routines::no suitable key share", "no-shared-group", "either"),
        (
            "certificate verify failed: unable to get local issuer certificate",
            "error:0A000119:SSL routines::decryption failed or bad record mac",
            *("unknown-ca", "either"),
        ),
        ("certificate verify failed: certificate has expired", alert(45), "certificate-expired", "server"),
        ("certificate verify failed: certificate is not yet valid", alert(42), "certificate-not-yet-valid", "server"),
        (alert(42), "certificate verify failed: certificate has expired", "client-certificate-expired", "client"),
        ("certificate verify failed: Hostname mismatch", "EOF in SSL handshake", "name-mismatch", "either"),
    ],
)
def test_together(client: str, server: str, code: str, side: str) -> None:
    """The fault that both ends' words allow."""
    both = combine(explain(client, role="client"), explain(server, role="server"))
    assert both.causes[0].code == f"tls/{code}", both
    assert both.causes[0].confidence > 0.6
    assert both.side_at_fault == side
    assert both.role is None


def test_one_side_alone() -> None:
    """A side that is absent, or tells of no failure, leaves the word to the other."""
    known = explain("error:0A0000C1:SSL routines::no shared cipher", role="server")
    quiet = explain("request served", role="client")
    assert combine(None, known) == combine(quiet, known) == known
    assert combine(known, None) == known
    assert combine(None, None) == Explanation()
    assert combine(quiet, None) == quiet
