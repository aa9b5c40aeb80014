"""From a service catalogue to owners, tiers and who calls whom."""

from __future__ import annotations

import pytest

from firstcause.sources.discovery.backstage import decode
from firstcause.sources.errors import DecodeError

CATALOGUE = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: order-service
  description: Takes orders.
  annotations: {example.com/tier: "1"}
  links: [{url: https://wiki/x, title: Dashboard}, {url: https://wiki/r, title: Runbook for orders}]
spec:
  type: service
  lifecycle: production
  owner: group:default/orders
  consumesApis: [billing-api-v2]
  dependsOn: ["component:default/notification-service", "resource:orders-db", "component:legacy"]
---
kind: Component
metadata: {name: billing, labels: {criticality: High}}
spec: {type: service, lifecycle: experimental, owner: billing, providesApis: [default/billing-api-v2]}
---
kind: Component
metadata: {name: notification-service}
spec: {type: service, dependsOn: ["component:order-service"]}
---
kind: Component
metadata: {name: helpers}
spec: {type: library}
---
kind: System
metadata: {name: shop}
"""


def test_owners_tiers_and_runbooks() -> None:
    """A tier is a number, or a word for how critical it is."""
    orders, billing, notification = decode(CATALOGUE, "catalog-info.yaml").catalogue.services
    assert (orders.owner, orders.tier, orders.runbook) == ("orders", 1, "Runbook for orders")
    assert (billing.owner, billing.tier) == ("billing", 2)
    assert (notification.owner, notification.tier) == ("", 3)


def test_calls_go_through_apis_and_one_way() -> None:
    """An API leads to its provider; a call back is left out, and told; a stranger is told."""
    orders, _, notification = decode(CATALOGUE, "f").services
    assert orders.service.depends_on == ("notification-service", "billing")
    assert "it also depends on legacy, not described here" in orders.remarks
    assert notification.service.depends_on == ()
    assert "order-service depends on it as well: that call back is left out" in notification.remarks


def test_what_does_not_run_is_left_out_and_told() -> None:
    """A library has no endpoint; a resource is no service."""
    proposal = decode(CATALOGUE, "f")
    assert "nothing of helpers: they do not run" in proposal.unknown
    assert any("uses orders-db" in remark for remark in proposal.services[0].remarks)
    assert any("lifecycle is experimental" in remark for remark in proposal.services[1].remarks)


@pytest.mark.parametrize("tier", ["1", "tier-1", "Tier 1", "tier1", "critical"])
def test_spellings_of_a_tier(tier: str) -> None:
    """However a team writes it."""
    text = f"kind: Component\nmetadata: {{name: a, annotations: {{acme/service-tier: '{tier}'}}}}\nspec: {{}}\n"
    assert decode(text, "f").catalogue.services[0].tier == 1


@pytest.mark.parametrize(
    "text", ["", "a: b", "kind: Component", "kind: Component\nmetadata: {name: []}", "- kind: Component"]
)
def test_a_catalogue_without_services(text: str) -> None:
    """The hint says what it should hold."""
    with pytest.raises(DecodeError) as caught:
        decode(text, "f")
    assert "Component" in caught.value.hint
