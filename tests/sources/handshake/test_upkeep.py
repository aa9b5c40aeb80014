"""What a healthy endpoint is warned of: its end, its caller's end, and a certificate on file that it never loaded."""

from __future__ import annotations

import os
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.sources.handshake.conftest import NAME, Lab, tls_handler

from firstcause.model.handshake import HandshakeObserved, HandshakeWarning, Look, Outcome
from firstcause.model.service import Endpoint, View
from firstcause.pki import authority
from firstcause.pki.authority import Bundle
from firstcause.sources.handshake.lane import DeepLane


def look(lab: Lab, bundle: Bundle, certificate: str = "") -> HandshakeObserved:
    server = lab.serve(tls_handler(lab.context(bundle)))
    endpoint = Endpoint("127.0.0.1", server.port, NAME, certificate=certificate)
    return lab.lane.look_once(Look("shop", endpoint, View("caller", lab.trust)))


def filed(lab: Lab, bundle: Bundle, age: timedelta) -> str:
    path = lab.write("on-file.pem", bundle.bundle_pem)
    written = (datetime.now(UTC) - age).timestamp()
    os.utime(path, (written, written))
    return path


def renewed(lab: Lab) -> Bundle:
    return authority.leaf(lab.issuing, "order-service", (NAME,), lab.now + timedelta(minutes=1))


def codes(warnings: tuple[HandshakeWarning, ...]) -> list[str]:
    return [warning.code for warning in warnings]


def test_a_certificate_that_was_renewed_and_never_loaded_is_told(lab: Lab) -> None:
    """The new one lies on disk since two hours, the old one is still served: it will run out all the same."""
    path = filed(lab, renewed(lab), timedelta(hours=2))
    seen = look(lab, lab.recipe.bundle(), path)
    assert seen.outcome is Outcome.HEALTHY
    assert codes(seen.warnings) == ["tls/served-differs"]
    assert f"does not serve what lies at {path}" in seen.warnings[0].explanation


def test_a_server_has_time_to_load_what_was_renewed(lab: Lab) -> None:
    """A file that has just been written is no finding."""
    seen = look(lab, lab.recipe.bundle(), filed(lab, renewed(lab), timedelta(minutes=10)))
    assert seen.warnings == ()


def test_what_is_served_as_it_lies_on_file_is_no_finding(lab: Lab) -> None:
    """However old the file is."""
    bundle = lab.recipe.bundle()
    assert look(lab, bundle, filed(lab, bundle, timedelta(days=60))).warnings == ()


def test_a_file_that_cannot_be_read_is_told(lab: Lab, tmp_path: Path) -> None:
    """Silence would look as if all were well."""
    seen = look(lab, lab.recipe.bundle(), str(tmp_path / "gone.pem"))
    assert codes(seen.warnings) == ["tls/served-differs"]
    assert "gone.pem: No such file or directory" in seen.warnings[0].explanation


def test_the_end_of_a_caller_s_own_certificate_is_told_where_it_is_asked_for(lab: Lab) -> None:
    """Five days before: it is the caller's to renew."""
    soon = lab.now - authority.LEAF_LIFETIME + timedelta(days=5)
    view = lab.client(lab.issuing, soon)
    server = lab.serve(tls_handler(lab.mutual(ssl.TLSVersion.TLSv1_3)))
    endpoint = Endpoint("127.0.0.1", server.port, NAME)
    with DeepLane(expiry_horizon=timedelta(days=21)) as lane:
        seen = lane.look_once(Look("shop", endpoint, view))
    assert seen.outcome is Outcome.HEALTHY, seen.failure
    assert [(w.code, w.whose) for w in seen.warnings] == [("tls/expires-soon", "client")]
    assert "The client certificate 'billing-api' of billing-api expires at" in seen.warnings[0].explanation
