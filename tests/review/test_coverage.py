"""Who watches what: by service, as each caller, by the kind of fault."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from firstcause.app.coverage import means
from firstcause.config.load import load
from firstcause.model.service import Catalogue, Endpoint, LogKind, LogPlace, MitigationMode, Service, View
from firstcause.review.coverage import Concern, Means, Watched, coverage, gaps

ENDPOINT = Endpoint("orders.internal", 443, "orders.internal")
ORDERS = Service("orders", tier=1, endpoints=(ENDPOINT,))


def _by(cells: tuple[Watched, ...], concern: Concern, caller: str = "") -> str:
    (cell,) = [c for c in cells if (c.concern, c.caller) == (concern, caller)]
    return cell.by


def test_a_name_alone_is_watched_by_nobody() -> None:
    """Every kind of fault is a gap, each with its way out."""
    cells = coverage(Catalogue((Service("orders"),)), Means())
    assert {c.concern for c in gaps(cells)} == set(Concern)
    assert all(c.lines for c in cells)


def test_a_probe_sees_the_servers_side_only() -> None:
    """What a caller's certificate and trust are, a probe with the system's trust cannot know."""
    cells = coverage(Catalogue((ORDERS,)), Means())
    seen = {c.concern for c in cells if c.by == "probe as system"}
    assert seen == {Concern.SERVER_CERTIFICATE, Concern.AVAILABILITY}


def test_each_caller_is_asked_after() -> None:
    """One caller is looked at as it is, with its trust and its certificate; the other is not."""
    callers = (Service("shop", depends_on=("orders",)), Service("billing", depends_on=("orders",)))
    orders = Service("orders", endpoints=(ENDPOINT,), views=("shop",))
    view = View("shop", "ca.pem", "shop.pem", "shop.key", min_version="TLSv1.2")
    cells = tuple(c for c in coverage(Catalogue((*callers, orders), (view,)), Means()) if c.service == "orders")
    assert _by(cells, Concern.TRUST, "shop") == _by(cells, Concern.CLIENT_CERTIFICATE, "shop") == "probe as shop"
    assert _by(cells, Concern.TRUST, "billing") == _by(cells, Concern.CLIENT_CERTIFICATE, "billing") == ""
    assert _by(cells, Concern.VERSIONS) == "probe as shop"


def test_a_view_without_an_endpoint_sees_nothing() -> None:
    """Where there is no address, nobody looks."""
    cells = coverage(Catalogue((Service("orders", views=("shop",)),), (View("shop", "ca.pem"),)), Means())
    assert _by(cells, Concern.TRUST) == ""


@pytest.mark.parametrize(
    ("given", "concern"),
    [
        (Means(prometheus=True), Concern.LATENCY),
        (Means(changes=True), Concern.CHANGES),
    ],
)
def test_what_the_configuration_has_counts(given: Means, concern: Concern) -> None:
    """A Prometheus, change events: each closes its own gap."""
    assert not _by(coverage(Catalogue((ORDERS,)), Means()), concern)
    assert _by(coverage(Catalogue((ORDERS,)), given), concern)


def test_a_coming_end_that_nobody_is_told_of_is_a_gap() -> None:
    """A horizon of no time: tickets never tell; the line that would change it is said."""
    silent = coverage(Catalogue((ORDERS,)), Means(announces=False))
    assert _by(coverage(Catalogue((ORDERS,)), Means()), Concern.EXPIRY) == "tickets"
    (gap,) = (cell for cell in gaps(silent) if cell.concern is Concern.EXPIRY)
    assert [(line.table, line.text) for line in gap.lines] == [("detect", 'expiry_horizon = "21d"')]


def test_logs_are_those_of_the_service() -> None:
    """Read from where it says; without any, the line that would name one."""
    place = LogPlace(LogKind.FILE, "/var/log/orders.log")
    followed = replace(ORDERS, logs=(place,))
    assert _by(coverage(Catalogue((followed,)), Means()), Concern.LOGS) == "file:/var/log/orders.log"
    (gap,) = (c for c in coverage(Catalogue((ORDERS,)), Means()) if c.concern is Concern.LOGS)
    assert (gap.by, [(line.table, line.text.partition(" ")[0]) for line in gap.lines]) == (
        "",
        [("service.orders", "logs")],
    )


def test_a_deployer_that_may_do_nothing_is_no_rollback() -> None:
    """`mitigation = "off"` proposes nothing."""
    services = [
        Service("orders", deployer="ours", mitigation=mode) for mode in (MitigationMode.OFF, MitigationMode.PROPOSE)
    ]
    off, propose = (coverage(Catalogue((s,)), Means(deployers=("ours",))) for s in services)
    assert _by(off, Concern.ROLLBACK) == ""
    assert _by(propose, Concern.ROLLBACK) == "deployer ours, mitigation propose"


def test_the_most_important_services_come_first() -> None:
    """A reader who stops early has read what matters."""
    cells = coverage(Catalogue((Service("a", tier=3), Service("z", tier=1))), Means())
    assert [c.service for c in cells if c.concern is Concern.LATENCY] == ["z", "a"]


def _with(text: str, cell: Watched) -> str:
    """The configuration with the cell's lines where they say that they belong."""
    for line in cell.lines:
        header = f"[{line.table}]\n"
        key = line.text.partition(" =")[0]
        before, found, after = text.partition(header)
        table, bracket, rest = after.partition("\n[")
        kept = re.sub(rf"^{key} = .*\n?", "", table, flags=re.MULTILINE)
        text = f"{before}{header}{line.text}\n{kept}{bracket}{rest}" if found else f"{text}\n{header}{line.text}\n"
    return text


@pytest.mark.parametrize("place", range(14))
def test_the_lines_close_the_gap(tmp_path: Path, place: int) -> None:
    """Whoever follows the advice has a configuration that loads, and one gap fewer at least."""
    for name in ("ca.pem", "client.pem", "client.key"):
        (tmp_path / name).touch()
    file = tmp_path / "firstcause.toml"
    text = '[service.shop]\ndepends_on = ["orders v2"]\n[service."orders v2"]\nmitigation = "off"\n'
    file.write_text(text)
    config = load(file)
    open_ends = [c for c in gaps(coverage(config.catalogue, means(config))) if c.lines]
    assert len(open_ends) > 14
    cell = open_ends[place]
    file.write_text(_with(text, cell))
    config = load(file)
    after = gaps(coverage(config.catalogue, means(config)))
    assert (cell.service, cell.concern, cell.caller) not in {(c.service, c.concern, c.caller) for c in after}
