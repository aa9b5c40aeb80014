"""Every code has a page that helps, and a heading."""

from __future__ import annotations

import pytest

from firstcause.model.fault import NET_FAULTS, TLS_FAULTS
from firstcause.tls.pages.catalogue import page, title


@pytest.mark.parametrize("code", TLS_FAULTS + NET_FAULTS)
def test_every_code_has_a_page(code: str) -> None:
    """Definition, both sides, usual changes, three checks, what is safe to do, and how to bring it about."""
    found = page(code)
    assert found is not None
    assert found.code == code
    assert len(found.checks) == 3
    assert len(found.changes) >= 1
    assert all((found.title, found.definition, found.client_sees, found.server_sees))
    assert found.mitigation.endswith(".")
    assert found.injection.endswith(".")


def test_headings() -> None:
    """A heading names the family and the fault; codes without a page have one too."""
    assert title("tls/incomplete-chain") == "TLS handshake failure: incomplete certificate chain"
    assert title("net/connection-refused") == "Connection failure: connection refused"
    assert title("app/latency") == "Service failure: latency"
