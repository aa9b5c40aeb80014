"""What Prometheus may ask for, and which look answers it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firstcause.exporter.errors import ProbeQuestionError, TargetRefusedError
from firstcause.exporter.policy import BUILT_IN, ExporterPolicy, Module, Prober, TargetPattern
from firstcause.exporter.question import Asked, Question, question
from firstcause.model.service import Catalogue, Endpoint, View

PATTERNS = (TargetPattern("*.shop.example", 443), TargetPattern("192.0.2.1", 0), TargetPattern("2001:db8::1", 8443))
OWN = {
    "as-edge": Module("as-edge", view="edge", server_name="edge.internal", timeout=timedelta(seconds=2)),
    "slow": Module("slow", timeout=timedelta(hours=1)),
}
POLICY = ExporterPolicy({**BUILT_IN, **OWN}, PATTERNS)
ADDRESS = "10.0.0.7:8443"


def _ask(catalogue: Catalogue, target: str, module: str = "tcp_tls", **more: str) -> Question:
    return question(Asked(target, module, **more), catalogue, POLICY)


def test_the_catalogue_says_how_its_endpoints_are_asked(catalogue: Catalogue) -> None:
    """Name, protocols and caller are those of the engine's own looks, so that one look can answer both."""
    look = _ask(catalogue, ADDRESS).look
    assert (look.service, look.endpoint) == (
        "orders",
        Endpoint("10.0.0.7", 8443, "orders.internal", ("h2", "http/1.1")),
    )
    assert look.view == View("billing", "ca.pem")
    assert (look.path, look.awaits_answer, look.tls) == ("/", False, True)


@pytest.mark.parametrize(
    ("target", "host", "port", "path"),
    [
        (ADDRESS, "10.0.0.7", 8443, "/"),
        ("https://10.0.0.7:8443", "10.0.0.7", 8443, "/"),
        ("HTTPS://10.0.0.7:8443/healthz?a=b%20c#top", "10.0.0.7", 8443, "/healthz?a=b%20c"),
        ("https://10.0.0.7:8443?a=b", "10.0.0.7", 8443, "/?a=b"),
        ("[::1]:8443", "::1", 8443, "/"),
        ("https://[0:0::1]:8443/x", "::1", 8443, "/x"),
        ("LEDGER.internal", "Ledger.internal", 443, "/"),
        ("https://ledger.internal/", "Ledger.internal", 443, "/"),
    ],
)
def test_targets_are_written_as_for_blackbox(
    catalogue: Catalogue, target: str, host: str, port: int, path: str
) -> None:
    """Addresses and URLs; names in whichever case, addresses in whichever form."""
    look = _ask(catalogue, target, "http_2xx").look
    assert (look.endpoint.host, look.endpoint.port, look.path) == (host, port, path)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "10.0.0.7",
        "10.0.0.7:0",
        "10.0.0.7:65536",
        "10.0.0.7:8443:8443",
        "http://10.0.0.7:8443",
        "file:///etc/passwd",
        "https://me:secret@10.0.0.7:8443",
        "https://10.0.0.7:8443/a\r\nX-Evil: yes",
        "https://10.0.0.7:8443/a b",
        "https://10.0.0.7:8443/\N{SNOWMAN}",
        "[fe80::1%eth0]:8443",
        "[10:0]:8443",
        "https://10.0.0.7:8443/" + "a" * 2048,
        "10.0.0.7:٨٤٤٣",
    ],
)
def test_a_target_that_is_none_is_no_question(catalogue: Catalogue, target: str) -> None:
    """What could become another request, another host or another line is not even looked up."""
    with pytest.raises(ProbeQuestionError) as caught:
        _ask(catalogue, target)
    assert caught.value.hint


@pytest.mark.parametrize(
    "target", ["www.shop.example:443", "a.b.shop.example:443", "192.0.2.1:1", "[2001:db8:0::1]:8443"]
)
def test_listed_targets_are_asked_by_their_own_name(catalogue: Catalogue, target: str) -> None:
    """No service has them: no catalogue to say otherwise, and the system's trust."""
    look = _ask(catalogue, target).look
    assert (look.service, look.view.name) == ("", "system")
    assert look.endpoint.server_name == look.endpoint.host


@pytest.mark.parametrize(
    "target",
    [
        "10.0.0.7:8444",
        "10.0.0.8:8443",
        "orders.internal:8443",
        "shop.example:443",
        "www.shop.example:8443",
        "evilshop.example:443",
        "shop.example.evil:443",
        ".shop.example:443",
        "192.0.2.10:1",
        "127.0.0.1:22",
        "localhost:8443",
    ],
)
def test_nothing_else_is_probed(catalogue: Catalogue, target: str) -> None:
    """Whoever may ask may not choose: the configuration does."""
    with pytest.raises(TargetRefusedError) as caught:
        _ask(catalogue, target)
    assert "[exporter]" in caught.value.hint


def test_without_a_module_it_is_the_one_that_blackbox_takes(catalogue: Catalogue) -> None:
    """http_2xx; and the request is HTTP/1.1, so h2 is not offered where the server may choose."""
    asked = _ask(catalogue, ADDRESS, "")
    assert (asked.module.name, asked.module.prober) == ("http_2xx", Prober.HTTP)
    assert (asked.look.endpoint.protocol, asked.look.endpoint.alpn) == ("http", ("http/1.1",))
    assert asked.look.awaits_answer


def test_an_endpoint_of_h2_alone_is_offered_h2(catalogue: Catalogue) -> None:
    """What it does not speak would be a fault that we made ourselves."""
    assert _ask(catalogue, "[::1]:8443", "http_2xx").look.endpoint.alpn == ("h2",)


def test_a_module_says_as_whom_and_by_which_name(catalogue: Catalogue) -> None:
    """Over the catalogue; and the URL's view over the module's, and the module's name over the URL's."""
    look = _ask(catalogue, ADDRESS, "as-edge", hostname="other.internal").look
    assert (look.view.name, look.endpoint.server_name, look.timeout_seconds) == ("edge", "edge.internal", 2.0)
    assert _ask(catalogue, ADDRESS, "as-edge", view="billing").look.view.name == "billing"
    assert _ask(catalogue, ADDRESS, hostname="other.internal").look.endpoint.server_name == "other.internal"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked(ADDRESS, "tcp_tsl"), "did you mean 'tcp_tls'?"),
        (Asked(ADDRESS, "tcp_tls", view="biling"), "did you mean 'billing'?"),
        (Asked(ADDRESS, "tcp_tls", view="x"), "known: billing, edge, system"),
        (Asked(ADDRESS, "tcp_tls", hostname="a\r\nb"), "as in orders.internal"),
        (Asked(ADDRESS, "tcp_tls", scrape_timeout="soon"), "as in 10"),
        (Asked(ADDRESS, "tcp_tls", scrape_timeout="nan"), "as in 10"),
        (Asked(ADDRESS, "tcp_tls", scrape_timeout="-1"), "as in 10"),
    ],
)
def test_what_there_is_not_is_told_with_what_there_is(catalogue: Catalogue, asked: Asked, said: str) -> None:
    """The hint is what one would type next."""
    with pytest.raises(ProbeQuestionError) as caught:
        question(asked, catalogue, POLICY)
    assert caught.value.hint == said


@pytest.mark.parametrize(
    ("module", "header", "seconds"),
    [
        ("tcp_tls", "", 5.0),
        ("tcp_tls", "10", 5.0),
        ("tcp_tls", "3", 2.5),
        ("tcp_tls", "0.4", 0.2),
        ("tcp_tls", "1e300", 5.0),
        ("slow", "", 60.0),
        ("slow", "30", 29.5),
    ],
)
def test_the_answer_comes_before_prometheus_stops_waiting(
    catalogue: Catalogue, module: str, header: str, seconds: float
) -> None:
    """Half a second is left for the way back, or half of the time where that is more than there is."""
    assert _ask(catalogue, ADDRESS, module, scrape_timeout=header).look.timeout_seconds == seconds


def test_the_time_for_the_way_back_is_the_teams_to_set(catalogue: Catalogue) -> None:
    """`timeout_offset` in [exporter]."""
    policy = replace(POLICY, timeout_offset=timedelta(seconds=2))
    asked = question(Asked(ADDRESS, "tcp_tls", scrape_timeout="3"), catalogue, policy)
    assert asked.look.timeout_seconds == 1.0
