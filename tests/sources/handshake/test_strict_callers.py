"""What strict callers refuse, and certificates that our own library cannot read, served by real servers."""

from __future__ import annotations

import ssl
from dataclasses import replace
from typing import TYPE_CHECKING

from cryptography import x509
from tests.chains.minting import DAY, YEAR, Draft, anchor, authority, server
from tests.chains.verdicts import pem
from tests.sources.handshake.conftest import NAME, tls_handler

from firstcause.model.handshake import HandshakeObserved, Outcome
from firstcause.model.service import View
from firstcause.pki.authority import private_key_pem

if TYPE_CHECKING:
    from tests.sources.handshake.conftest import Lab


def look_at(lab: Lab, draft: Draft, *, strict: bool) -> HandshakeObserved:
    """A look at a real server with this leaf, below a root that the caller trusts."""
    dates = (lab.now - DAY, lab.now + YEAR)
    root = anchor(draft=authority("Root CA").at(*dates))
    leaf = draft.at(*dates).signed_by(root)
    key = lab.write("leaf.key", private_key_pem(draft.key))  # type: ignore[arg-type]  # always P-256 here
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(lab.write("leaf.pem", pem(leaf.der)), key)
    view = View("reports", lab.write("root.pem", pem(root.der)), strict=strict)
    return lab.look(lab.serve(tls_handler(context)), view=view)


def test_a_missing_identifier_is_a_warning_for_most(lab: Lab) -> None:
    """The service works for curl, Go and the browsers; the warning names certificate and rule."""
    observed = look_at(lab, server(NAME).minus(x509.AuthorityKeyIdentifier), strict=False)
    assert observed.outcome is Outcome.HEALTHY
    assert [w.code for w in observed.warnings] == ["tls/weak-but-accepted"]
    assert "leaf certificate 'Shop' has none; the profile wants an authorityKeyIdentifier" in (
        observed.warnings[0].explanation
    )


def test_a_missing_identifier_is_a_failure_for_strict_callers(lab: Lab) -> None:
    """A view that stands for Python 3.13 sees what it would run into."""
    observed = look_at(lab, server(NAME).minus(x509.AuthorityKeyIdentifier), strict=True)
    assert observed.failure is not None
    assert (observed.failure.code, observed.failure.detail.certificate) == ("tls/certificate-malformed", "leaf")
    assert observed.warnings == ()


def test_a_version_that_does_not_exist_is_named(lab: Lab) -> None:
    """OpenSSL serves it, our library refuses to read it: the look says so, and does not break off."""
    observed = look_at(lab, replace(server(NAME), version=4), strict=False)
    assert observed.failure is not None
    assert observed.failure.code == "tls/certificate-malformed"
    assert "3 is not a valid X509 version" in observed.failure.explanation
