"""What a healthy fleet does with a purchase, and what it tells about it."""

from __future__ import annotations

import socket
import sqlite3
import ssl
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest

from firstcause.drill.fleet.contexts import BUNDLE, CLIENT_BUNDLE, CLIENT_KEY, KEY, customer_context

from .conftest import Town

Wait = Callable[..., bool]
SERVED = "http_server_request_duration_seconds_count"
HANDSHAKES = "tls_handshake_failures_total"


def test_a_purchase_passes_through_every_service(town: Town, wait: Wait) -> None:
    """A purchase succeeds at the first attempt, and both dependents call order-service back afterwards."""
    back = [("billing-api", "/orders/{order}"), ("notification-service", "/orders/{order}/receipt")]
    before = [town.total("order-service", SERVED, caller=c, http_route=r, outcome="ok") for c, r in back]
    purchase = town.buy()
    assert (purchase.outcome in ("ok", "slow"), purchase.attempts) == (True, 1)
    for (caller, route), earlier in zip(back, before, strict=True):
        assert wait(
            lambda c=caller, r=route, e=earlier: town.total("order-service", SERVED, caller=c, http_route=r) > e
        )


def test_callers_are_named_by_their_certificates(town: Town) -> None:
    """The histogram's caller is the client certificate's CN; the edge's is the customer."""
    town.buy()
    assert town.total("storefront", SERVED, caller="customer", http_route="/buy") >= 1
    assert town.total("order-service", SERVED, caller="storefront", http_route="/orders") >= 1
    assert town.total("billing-api", SERVED, caller="order-service", http_route="/charges") >= 1
    assert town.total("storefront", "release_info", release="r41") == 1


def test_an_order_is_charged_once_however_often_it_is_placed(town: Town) -> None:
    """The order's id is the idempotency key of every state behind it."""
    assert [town.buy(order="twice").outcome != "failed" for _ in range(2)] == [True, True]
    with closing(sqlite3.connect(town.fleet.layout.state("billing-api"))) as database:
        found = database.execute("SELECT count(*) FROM document WHERE kind = 'charge' AND key = 'twice'").fetchone()
    assert found == (1,)


def test_log_and_spans_tell_one_story(town: Town, wait: Wait) -> None:
    """The edge's log line names the user and a trace, under which every service reports spans."""
    purchase = town.buy()
    line = next(line for line in town.log("storefront") if line.get("user") == purchase.user)
    assert (line["route"], line["outcome"], line["release"]) == ("/buy", purchase.outcome, "r41")
    trace = str(line["trace_id"])
    services = {"storefront", "order-service", "billing-api", "notification-service"}
    assert wait(lambda: {s for s, _, _ in town.receiver.spans(trace)} == services)
    told = {"enduser.id": purchase.user, "app.outcome": purchase.outcome}

    def bought() -> bool:
        told_by_edge = (a for s, name, a in town.receiver.spans(trace) if (s, name) == ("storefront", "POST /buy"))
        return any(told.items() <= attributes.items() for attributes in told_by_edge)

    def charged() -> bool:
        return any(
            s == "order-service" and a.get("peer.service") == "billing-api" for s, _, a in town.receiver.spans(trace)
        )

    # Every process exports in its own time, and order-service's replicas are four.
    assert wait(bought)
    assert wait(charged)


def test_a_client_without_certificate_is_refused_with_an_alert(town: Town, wait: Wait) -> None:
    """Mutual TLS: the alert reaches the client, and the server counts it in the library's words."""
    replica = town.replicas("order-service")[0]
    before = town.total("order-service", HANDSHAKES, side="server", peer="unknown")
    context = customer_context(town.fleet.layout.trust)
    with (
        socket.create_connection((replica.host, replica.port), 5) as plain,
        context.wrap_socket(plain, server_hostname="order-service.internal") as secured,
        pytest.raises(ssl.SSLError, match="certificate required"),
    ):
        secured.recv(1)
    reason = "peer did not return a certificate"
    # The alert is out before the server has counted it.
    assert wait(
        lambda: town.total("order-service", HANDSHAKES, side="server", peer="unknown", reason=reason) == before + 1
    )


def test_a_look_at_the_port_is_no_handshake(town: Town) -> None:
    """A plain TCP check, as readiness probes make it, counts as nothing."""
    replica = town.replicas("billing-api")[0]
    before = town.total("billing-api", HANDSHAKES)
    socket.create_connection((replica.host, replica.port), 5).close()
    assert town.total("billing-api", HANDSHAKES) == before


def test_keys_are_readable_by_their_owner_alone(town: Town) -> None:
    """Every private key of the run has mode 0600."""
    directory = town.fleet.layout.directory
    keys = [*directory.rglob("*.key"), *directory.rglob(KEY)]
    assert len(keys) >= 6
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_a_renewed_certificate_is_served_without_a_restart(town: Town, wait: Wait) -> None:
    """New files are loaded as they appear; rubbish keeps the old ones in use and is told in the library's words."""
    layout = town.fleet.layout
    folder = layout.release("notification-service", "r41")
    healthy = (folder / BUNDLE).read_bytes(), (folder / KEY).read_bytes()
    renewed = town.fleet.authority.leaf(layout.service("notification-service"), datetime.now(UTC))
    (folder / BUNDLE).write_bytes(b"rubbish")
    assert wait(lambda: any("not renewed" in str(line["message"]) for line in town.log("notification-service")))
    assert town.buy().outcome in ("ok", "slow")
    (folder / BUNDLE).write_bytes(renewed.bundle_pem)
    (folder / KEY).write_bytes(renewed.key_pem)
    assert wait(lambda: all(_serial(town, n) == renewed.leaf.serial_number for n in (0, 1)))
    (folder / BUNDLE).write_bytes(healthy[0])
    (folder / KEY).write_bytes(healthy[1])
    assert wait(lambda: all(_serial(town, n) != renewed.leaf.serial_number for n in (0, 1)))


def _serial(town: Town, number: int) -> int:
    """The serial number of what a replica of notification-service presents."""
    layout, replica = town.fleet.layout, town.replicas("notification-service")[number]
    folder = layout.release("billing-api", "r41")
    context = customer_context(layout.trust)
    context.load_cert_chain(folder / CLIENT_BUNDLE, folder / CLIENT_KEY)
    with (
        socket.create_connection((replica.host, replica.port), 5) as plain,
        context.wrap_socket(plain, server_hostname="notification-service.internal") as secured,
    ):
        certificate = secured.getpeercert()
    assert certificate is not None
    return int(str(certificate["serialNumber"]), 16)
