"""Every broken bundle, served by a real server over TLS 1.2 and 1.3, is named with its code."""

from __future__ import annotations

import ssl
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from firstcause.model.handshake import Outcome
from firstcause.model.service import View
from firstcause.pki import authority
from firstcause.pki.authority import Bundle
from firstcause.pki.faults import FAULTS

if TYPE_CHECKING:
    from tests.sources.handshake.conftest import Lab

VERSIONS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
@pytest.mark.parametrize("code", sorted(FAULTS))
def test_a_broken_bundle_is_named(lab: Lab, code: str, version: ssl.TLSVersion) -> None:
    """One property is broken, and its code comes out."""
    server = lab.tls(FAULTS[code](lab.recipe), version=version, disguised=code == "tls/key-mismatch")
    observed = lab.look(server)
    assert observed.outcome is Outcome.FAULTY
    assert observed.failure is not None
    assert observed.failure.code == code
    assert observed.failure.detail.expected
    assert observed.failure.detail.presented
    assert observed.failure.explanation.endswith(".")


@pytest.mark.parametrize("version", VERSIONS, ids=lambda v: v.name)
def test_a_healthy_server_is_healthy(lab: Lab, version: ssl.TLSVersion) -> None:
    """Nothing is found where nothing is broken, and the server sees a connection closed in good order."""
    server = lab.tls(lab.recipe.bundle(), version=version)
    observed = lab.look(server)
    assert observed.outcome is Outcome.HEALTHY
    assert (observed.failure, observed.alternatives, observed.warnings) == (None, (), ())
    assert observed.observed.version == ("TLSv1.2" if version is ssl.TLSVersion.TLSv1_2 else "TLSv1.3")
    assert [c.subject for c in observed.observed.chain] == ["CN=order-service", "CN=Internal Issuing CA"]
    server.stop()
    assert server.errors == []


def test_a_leaf_alone_might_be_of_an_unknown_authority(lab: Lab) -> None:
    """Without knowledge of the issuer, the other explanation is kept as an alternative."""
    observed = lab.look(lab.tls(FAULTS["tls/incomplete-chain"](lab.recipe)))
    assert observed.failure is not None
    assert observed.alternatives == ("tls/unknown-ca",)
    assert "its issuer 'Internal Issuing CA' is neither sent nor trusted" in observed.failure.explanation


def test_an_intermediate_seen_next_door_decides(lab: Lab) -> None:
    """After a healthy look at a neighbour, a forgotten intermediate is surely that."""
    lab.look(lab.tls(lab.recipe.bundle()))
    observed = lab.look(lab.tls(FAULTS["tls/incomplete-chain"](lab.recipe)))
    assert observed.failure is not None
    assert observed.failure.code == "tls/incomplete-chain"
    assert observed.alternatives == ()


def test_the_same_server_is_well_for_one_caller_and_broken_for_another(lab: Lab) -> None:
    """Trust belongs to the view, not to the endpoint."""
    server = lab.tls(lab.recipe.bundle())
    stranger = lab.write("other-ca.pem", authority.root("Another Root CA", lab.now).certificate_pem)
    assert lab.look(server).outcome is Outcome.HEALTHY
    observed = lab.look(server, view=View("stranger", stranger))
    assert observed.failure is not None
    assert observed.failure.code == "tls/unknown-ca"


def test_a_certificate_that_ends_soon_is_a_warning(lab: Lab) -> None:
    """It works today, so it is healthy; but it deserves attention."""
    bundle = authority.leaf(lab.issuing, "order-service", lab.recipe.dns_names, lab.now, lifetime=timedelta(days=5))
    observed = lab.look(lab.tls(bundle))
    assert observed.outcome is Outcome.HEALTHY
    assert [w.code for w in observed.warnings] == ["tls/expires-soon"]


def test_a_chain_out_of_order_is_a_warning(lab: Lab) -> None:
    """Modern callers sort the chain themselves."""
    bundle = lab.recipe.bundle()
    shuffled = Bundle((bundle.leaf, lab.root.certificate, lab.issuing.certificate), bundle.key)
    observed = lab.look(lab.tls(shuffled))
    assert observed.outcome is Outcome.HEALTHY
    assert [w.code for w in observed.warnings] == ["tls/wrong-chain-order"]


def test_trust_that_changes_on_disk_is_read_again(lab: Lab) -> None:
    """A view's files are cached by their stamp, not for ever."""
    server = lab.tls(lab.recipe.bundle())
    lab.write("ca.pem", authority.root("Another, Much Longer Named Root CA", lab.now).certificate_pem)
    assert lab.look(server).outcome is Outcome.FAULTY
    lab.write("ca.pem", lab.root.certificate_pem)
    assert lab.look(server).outcome is Outcome.HEALTHY
