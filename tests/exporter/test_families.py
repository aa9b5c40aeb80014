"""What is told of a look: blackbox_exporter's names, and labels that cannot grow without bound."""

from __future__ import annotations

from dataclasses import replace

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from tests.exporter.cases import AT, LEAF, SEEN, failed

from firstcause.exporter.families import LONGEST_LABEL, Probed
from firstcause.exporter.policy import BUILT_IN, Module
from firstcause.exporter.suites import standard_name
from firstcause.exporter.verdict import verdict
from firstcause.model.fault import FAULTS
from firstcause.model.handshake import (
    CertificateSummary,
    HandshakeObserved,
    HandshakeWarning,
    HttpAnswer,
    Look,
    Observed,
    Outcome,
)
from firstcause.model.looks import Taken
from firstcause.model.service import Endpoint, View
from firstcause.tls.registry.suites import SUITES

HTTP, TCP = BUILT_IN["http_2xx"], BUILT_IN["tcp_tls"]
Sample = tuple[str, tuple[tuple[str, str], ...]]


def told(seen: HandshakeObserved, module: Module = TCP) -> dict[Sample, float]:
    """(name, labels) -> value, read back from the text that Prometheus gets."""
    look = Look(seen.service, Endpoint("10.0.0.7", 8443, "orders.internal"), View("billing"))
    registry = CollectorRegistry()
    registry.register(Probed(look, module, Taken(AT, 0.007, seen), 1.5))
    text = generate_latest(registry).decode()
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def plain(found: dict[Sample, float]) -> dict[str, float]:
    return {name: value for (name, labels), value in found.items() if not labels}


def labels(found: dict[Sample, float], name: str) -> list[dict[str, str]]:
    return [dict(of) for (other, of) in found if other == name]


def http(status: int) -> HandshakeObserved:
    return replace(SEEN, observed=replace(SEEN.observed, http=HttpAnswer(status, "1.1")))


def test_a_healthy_look_is_told_as_blackbox_tells_it() -> None:
    """Values of a look over HTTP, phases included; time to connect does not hold the time to resolve."""
    found = told(http(200), HTTP)
    assert plain(found) == {
        "probe_success": 1,
        "probe_duration_seconds": 0.007,
        "probe_dns_lookup_time_seconds": 0.001,
        "probe_ip_protocol": 4,
        "probe_ip_addr_hash": 1783654150,
        "probe_failed_due_to_regex": 0,
        "probe_http_status_code": 200,
        "probe_http_version": 1.1,
        "probe_http_ssl": 1,
        "probe_http_redirects": 0,
        "probe_ssl_earliest_cert_expiry": LEAF.not_after.timestamp(),
        "probe_ssl_last_chain_expiry_timestamp_seconds": LEAF.not_after.timestamp(),
        "probe_look_age_seconds": 1.5,
    }
    phases = {of["phase"]: found["probe_http_duration_seconds", tuple(of.items())] for of in _phases(found)}
    assert phases == {"resolve": 0.001, "connect": 0.003, "tls": 0.003, "processing": 0.002, "transfer": 0}
    assert labels(found, "probe_tls_version_info") == [{"version": "TLS 1.2"}]
    assert labels(found, "probe_tls_cipher_info") == [{"cipher": "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"}]
    assert labels(found, "probe_ssl_last_chain_info") == [
        {
            "fingerprint_sha256": "ab" * 32,
            "issuer": "CN=Issuing CA",
            "serialnumber": "01f0",
            "subject": "CN=orders",
            "subjectalternative": "orders.internal",
        }
    ]
    assert labels(found, "probe_failure_info") == []


def _phases(found: dict[Sample, float]) -> list[dict[str, str]]:
    return labels(found, "probe_http_duration_seconds")


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_a_failed_look_names_its_fault(code: str) -> None:
    """One row, whose reason is the code; nothing of the explanation becomes a label."""
    found = told(replace(SEEN, outcome=Outcome.FAULTY, failure=failed(code)))
    assert plain(found)["probe_success"] == 0
    whose = {"firstcause_service": "orders", "firstcause_view": "billing"}
    assert labels(found, "probe_failure_info") == [{**whose, "reason": code}]


def test_expiry_is_told_of_a_chain_that_nobody_trusts() -> None:
    """An expired or untrusted chain is the one whose date one wants to see; it has no path into trust."""
    untrusted = replace(SEEN.observed, accepted_until=None)
    found = plain(told(replace(SEEN, outcome=Outcome.FAULTY, failure=failed("tls/unknown-ca"), observed=untrusted)))
    assert found["probe_ssl_earliest_cert_expiry"] == LEAF.not_after.timestamp()
    assert "probe_ssl_last_chain_expiry_timestamp_seconds" not in found


def test_each_certificate_has_its_date() -> None:
    """An intermediate that ends first is told from a leaf that does."""
    sooner = replace(LEAF, not_after=AT)
    found = told(replace(SEEN, observed=replace(SEEN.observed, chain=(LEAF, sooner))))
    name = "probe_certificate_expiry_timestamp_seconds"
    dates = {dict(of)["certificate"]: value for (other, of), value in found.items() if other == name}
    assert dates == {"leaf": LEAF.not_after.timestamp(), "sent 2": AT.timestamp()}


@pytest.mark.parametrize(
    ("module", "status", "reason"),
    [
        (HTTP, 204, ""),
        (HTTP, 302, ""),
        (HTTP, 404, "app/errors"),
        (HTTP, 503, "app/errors"),
        (HTTP, 0, "app/unavailable"),
        (replace(HTTP, valid_status_codes=(404, 204)), 404, ""),
        (replace(HTTP, valid_status_codes=(404, 204)), 302, "app/errors"),
        (TCP, 0, ""),
        (TCP, 503, ""),
    ],
)
def test_a_status_counts_where_the_module_asks_for_one(module: Module, status: int, reason: str) -> None:
    """2xx is well, 3xx too as redirects are not followed, unless the module lists what it wants."""
    assert verdict(module, http(status) if status else SEEN).reason == reason


def test_where_h2_is_spoken_the_handshake_counts() -> None:
    """We cannot ask in h2, and a fault that we made ourselves would wake somebody."""
    assert verdict(HTTP, replace(SEEN, observed=replace(SEEN.observed, alpn="h2"))).success


def test_a_look_that_could_not_be_taken_is_no_success() -> None:
    """Our own side could not try, and says which code that is."""
    unobserved = replace(SEEN, outcome=Outcome.UNOBSERVED, failure=failed("tls/local-configuration"))
    assert verdict(TCP, unobserved).reason == "tls/local-configuration"


def test_warnings_are_told_once_each() -> None:
    """Two certificates that end soon are one row."""
    soon = HandshakeWarning("tls/expires-soon", "...")
    found = told(replace(SEEN, warnings=(soon, soon, HandshakeWarning("tls/slow-handshake", "..."))))
    assert [one["reason"] for one in labels(found, "probe_warning_info")] == ["tls/expires-soon", "tls/slow-handshake"]


def test_what_a_certificate_says_of_itself_is_quoted_and_cut() -> None:
    """Quotes and line ends stay inside their label, and a name of a megabyte does not fill Prometheus."""
    evil = replace(LEAF, subject='CN=a"} 1\nprobe_success 1\n\\', names=("x" * 250,) * 10)
    found = told(replace(SEEN, outcome=Outcome.FAULTY, failure=failed("tls/unknown-ca"), observed=_showing(evil)))
    assert plain(found)["probe_success"] == 0
    (leaf,) = labels(found, "probe_ssl_last_chain_info")
    assert leaf["subject"] == evil.subject
    assert len(leaf["subjectalternative"]) == LONGEST_LABEL


def _showing(leaf: CertificateSummary) -> Observed:
    return replace(SEEN.observed, chain=(leaf,))


@pytest.mark.parametrize(
    ("name", "standard"),
    [
        ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
        ("ECDHE-RSA-AES256-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
        ("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
        ("DHE-RSA-AES128-SHA", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"),
        ("AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"),
        ("AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256"),
        ("ECDHE-ECDSA-AES256-CCM", "TLS_ECDHE_ECDSA_WITH_AES_256_CCM"),
        ("DES-CBC3-SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
        ("GOST2012-GOST8912-GOST8912", "GOST2012-GOST8912-GOST8912"),
        ("", ""),
    ],
)
def test_suites_have_their_standard_names(name: str, standard: str) -> None:
    """As Go and so blackbox_exporter call them; what is not understood keeps OpenSSL's name."""
    assert standard_name(name) == standard
    assert standard == name or standard in SUITES.values()
