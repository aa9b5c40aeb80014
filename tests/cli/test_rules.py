"""`firstcause rules`: what it prints is what Debian's Prometheus takes, and fires when and as it should.

`promtool test rules` plays series to the very rules that are printed, minute by minute, without waiting.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from firstcause.cli.main import app

CONFIG = """\
[view.billing]
trust = "ca.pem"
[view.edge]
trust = "ca.pem"
[service.orders]
tier = 1
owner = "the orders team"
runbook = "https://wiki.internal/orders"
views = ["billing", "edge"]
endpoints = [{ address = "10.0.0.7:8443", server_name = "orders.internal" }, { address = "[::1]:8443" }]
[service.ledger]
tier = 3
runbook = "runbook-ledger"
endpoints = [{ address = "ledger.internal:443" }]
[service.bare]
"""
WHERE = {"instance": "10.0.0.7:8443", "job": "blackbox"}
WHOSE = {"firstcause_service": "orders", "firstcause_view": "billing"}
ORDERS = {"service": "orders", "tier": "1", "owner": "the orders team"}
Series = tuple[str, Mapping[str, str], str]
Fires = Callable[[str, str, list[Series], list[dict[str, str]]], None]

needs_promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="Debian's prometheus is not installed")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "ca.pem").touch()
    file = tmp_path / "firstcause.toml"
    file.write_text(CONFIG)
    return file


def printed(config: Path, *options: str) -> str:
    done = CliRunner().invoke(app, ["rules", "--config", str(config), *options])
    assert done.exit_code == 0, done.output
    return done.stdout


def promtool(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *words], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def fires(config: Path) -> Fires:
    """Plays series, one value each 30 s, and asserts the labels of the alerts of this name at a moment."""

    def play(alert: str, at: str, series: list[Series], expected: list[dict[str, str]]) -> None:
        (config.parent / "rules.yml").write_text(printed(config))
        alerts = [{"exp_labels": labels, "exp_annotations": _annotations(config, alert, labels)} for labels in expected]
        test = {
            "interval": "30s",
            "input_series": [{"series": name + _selector(labels), "values": values} for name, labels, values in series],
            "alert_rule_test": [{"eval_time": at, "alertname": alert, "exp_alerts": alerts}],
        }
        whole = {"rule_files": ["rules.yml"], "evaluation_interval": "30s", "tests": [test]}
        (config.parent / "tests.yml").write_text(yaml.safe_dump(whole))
        done = promtool("test", "rules", "tests.yml", folder=config.parent)
        assert done.returncode == 0, done.stdout + done.stderr

    return play


def _selector(labels: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name}={json.dumps(value)}" for name, value in labels.items()) + "}"


def _annotations(config: Path, alert: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Of the rule that is for this service, with what its template would be filled with."""
    groups = yaml.safe_load(printed(config))["groups"]
    rules = [
        r for g in groups for r in g["rules"] if r["alert"] == alert and r["labels"]["service"] == labels["service"]
    ]
    filled = {}
    for name, text in rules[0]["annotations"].items():
        for label, value in labels.items():
            text = text.replace(f"{{{{ $labels.{label} }}}}", value)
        filled[name] = text.replace("{{ $value | humanizeDuration }}", "11d 13h 46m 40s")
    return filled


def _failing(reason: str, values: str, **more: str) -> Series:
    return "probe_failure_info", {**WHERE, **WHOSE, "reason": reason, **more}, values


@needs_promtool
def test_prometheus_finds_the_rules_well(config: Path) -> None:
    """As YAML and as JSON, which is YAML too; a service without endpoints has none."""
    for name, text in {"a.yml": printed(config), "b.yml": printed(config, "--format", "json")}.items():
        (config.parent / name).write_text(text)
        done = promtool("check", "rules", name, folder=config.parent)
        assert "SUCCESS: 9 rules found" in done.stdout, done.stderr
    assert yaml.safe_load(printed(config)) == json.loads(printed(config, "--format", "json"))


@needs_promtool
def test_a_failing_handshake_fires_with_its_reason(fires: Fires) -> None:
    """Once the looks of two minutes have failed: critical for tier 1, with the fault code and the service."""
    series: list[Series] = [
        ("probe_success", WHERE, "1 1 0x10"),
        _failing("tls/incomplete-chain", "_ _ 1x10"),
    ]
    alert = {**WHERE, **WHOSE, **ORDERS, "severity": "critical", "reason": "tls/incomplete-chain"}
    fires("TlsHandshakeFailing", "2m30s", series, [])
    fires("TlsHandshakeFailing", "3m30s", series, [alert])


@needs_promtool
def test_a_fault_that_changes_its_name_still_fires(fires: Fires) -> None:
    """An endpoint that resets now and times out then is not well in between."""
    series: list[Series] = [
        ("probe_success", WHERE, "0x10"),
        _failing("tls/connection-reset", "1 stale 1 stale 1 stale 1 stale"),
        _failing("tls/handshake-timeout", "_ 1 stale 1 stale 1 stale 1"),
    ]
    alert = {**WHERE, **WHOSE, **ORDERS, "severity": "critical", "reason": "tls/handshake-timeout"}
    fires("TlsHandshakeFailing", "3m30s", series, [alert])


@needs_promtool
@pytest.mark.parametrize("values", ["1 1 0 1 0 1 1 0", "_ _ _ _ _ _ _ 0"], ids=["now and then", "at first"])
def test_a_single_failed_look_wakes_nobody(fires: Fires, values: str) -> None:
    """Nor does the very first, which nothing confirms yet."""
    series: list[Series] = [("probe_success", WHERE, values), _failing("tls/peer-closed", "_ _ _ _ _ _ _ 1")]
    fires("TlsHandshakeFailing", "3m30s", series, [])


@needs_promtool
def test_what_is_well_again_stops_firing_with_the_next_scrape(fires: Fires) -> None:
    """The reason is gone from the page, and so is the alert."""
    series: list[Series] = [("probe_success", WHERE, "0x6 1"), _failing("tls/peer-closed", "1x6 stale")]
    fires("TlsHandshakeFailing", "3m30s", series, [])


@needs_promtool
def test_labels_of_the_teams_own_do_no_harm(fires: Fires) -> None:
    """A job that has a label `service` with another meaning, and one for each data centre, is matched all the same."""
    own = {"service": "k8s-7", "dc": "east"}
    elsewhere = {"service": "k8s-7", "dc": "west"}
    series: list[Series] = [
        ("probe_success", {**WHERE, **own}, "0x10"),
        ("probe_success", {**WHERE, **elsewhere}, "1x10"),
        _failing("tls/unknown-ca", "1x10", **own),
    ]
    alert = {**WHERE, **WHOSE, **ORDERS, "dc": "east", "severity": "critical", "reason": "tls/unknown-ca"}
    fires("TlsHandshakeFailing", "3m30s", series, [alert])


@needs_promtool
def test_a_service_of_tier_3_is_no_call_at_night(fires: Fires) -> None:
    """The severity is that of the tier."""
    where = {"instance": "ledger.internal:443", "job": "x"}
    whose = {"firstcause_service": "ledger", "firstcause_view": "system"}
    series: list[Series] = [
        ("probe_success", where, "0x10"),
        ("probe_failure_info", {**where, **whose, "reason": "net/connection-refused"}, "1x10"),
    ]
    labels = {"service": "ledger", "tier": "3", "severity": "warning", "reason": "net/connection-refused"}
    fires("TlsHandshakeFailing", "3m30s", series, [{**where, **whose, **labels}])


@needs_promtool
def test_expiry_fires_for_a_chain_that_is_not_trusted_too(fires: Fires) -> None:
    """It looks at the chain as sent: a million seconds are left, of three weeks."""
    series: list[Series] = [
        ("probe_ssl_earliest_cert_expiry", WHERE, "1001200x50"),
        (
            "probe_target_info",
            {**WHERE, **WHOSE, "target": WHERE["instance"], "server_name": "orders.internal"},
            "1x50",
        ),
        _failing("tls/unknown-ca", "1x50"),
    ]
    alert = {**WHERE, **ORDERS, "severity": "warning", "reason": "tls/expires-soon"}
    fires("TlsCertificateExpiresSoon", "20m", series, [alert])
    fires("TlsCertificateExpiresSoon", "20m", [("probe_ssl_earliest_cert_expiry", WHERE, "3e6x50"), *series[1:]], [])


@needs_promtool
def test_a_warning_that_stays_fires(fires: Fires) -> None:
    """After half an hour, with the warning's own code; expiry has its own alert."""
    series: list[Series] = [
        ("probe_warning_info", {**WHERE, **WHOSE, "reason": "tls/slow-handshake"}, "1x80"),
        ("probe_warning_info", {**WHERE, **WHOSE, "reason": "tls/expires-soon"}, "1x80"),
    ]
    alert = {**WHERE, **WHOSE, **ORDERS, "severity": "warning", "reason": "tls/slow-handshake"}
    fires("TlsHandshakeWarning", "35m", series, [alert])


@needs_promtool
def test_an_endpoint_at_which_nobody_looks_fires(fires: Fires) -> None:
    """One of two: the exporter answers for the other, so it is not we who are down."""
    seen = {**WHERE, **WHOSE, "target": "10.0.0.7:8443", "server_name": "orders.internal"}
    ledger = {"firstcause_service": "ledger", "target": "ledger.internal:443"}
    series: list[Series] = [("probe_target_info", seen, "1x40"), ("probe_target_info", ledger, "1x40")]
    alert = {"firstcause_service": "orders", "target": "[::1]:8443", "instance": "[::1]:8443", **ORDERS}
    fires("TlsEndpointUnseen", "15m", series, [{**alert, "severity": "warning"}])


@needs_promtool
def test_odd_names_are_meant_to_the_letter(config: Path) -> None:
    """Quotes, backslashes and what Prometheus would take for a template."""
    odd = 'we"ird \\\\ {{ $labels.instance }} {{ nonsense'
    name = json.dumps(odd)
    config.write_text(f'[service.{name}]\nowner = {name}\nendpoints = [{{ address = "a:1" }}]\n')
    (config.parent / "a.yml").write_text(printed(config))
    done = promtool("check", "rules", "a.yml", folder=config.parent)
    assert "SUCCESS: 4 rules found" in done.stdout, done.stderr
    labels = {"service": odd, "tier": "3", "owner": odd, "severity": "warning"}
    said = f"{odd}: nobody looks at a:1: firstcause is down, refuses the target, or is not scraped"
    alert = {
        "exp_labels": {"firstcause_service": odd, "target": "a:1", "instance": "a:1", **labels},
        "exp_annotations": {"summary": said},
    }
    test = {"alert_rule_test": [{"eval_time": "15m", "alertname": "TlsEndpointUnseen", "exp_alerts": [alert]}]}
    whole = {"rule_files": ["a.yml"], "evaluation_interval": "30s", "tests": [{"interval": "30s", **test}]}
    (config.parent / "t.yml").write_text(yaml.safe_dump(whole))
    done = promtool("test", "rules", "t.yml", folder=config.parent)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_the_printed_job_is_one_that_prometheus_takes(config: Path) -> None:
    """Each endpoint as each of its callers, and its last line is the address of `serve`."""
    (config.parent / "prometheus.yml").write_text(printed(config, "--scrape"))
    done = promtool("check", "config", "prometheus.yml", folder=config.parent)
    assert done.returncode == 0, done.stdout + done.stderr
    (job,) = json.loads(printed(config, "--scrape", "--format", "json"))["scrape_configs"]
    assert [(g["targets"], g["labels"]["__param_view"]) for g in job["static_configs"]] == [
        (["10.0.0.7:8443", "[::1]:8443"], "billing"),
        (["10.0.0.7:8443", "[::1]:8443"], "edge"),
        (["ledger.internal:443"], "system"),
    ]
    assert job["relabel_configs"][-1] == {"target_label": "__address__", "replacement": "127.0.0.1:8420"}


def test_off_loopback_the_job_tells_of_the_token(config: Path) -> None:
    """Without one, every scrape would be a 401."""
    config.write_text(CONFIG + '[serve]\nlisten = "[::]:8420"\ntokens = "secret-token"\n')
    text = printed(config, "--scrape")
    assert "authorization" in text
    assert "secret-token" not in text
    assert "[::]:8420" in text


def test_without_a_horizon_nothing_is_said_of_expiry(config: Path) -> None:
    """`expiry_horizon = "0s"`: the team has other means."""
    config.write_text(CONFIG + '[detect]\nexpiry_horizon = "0s"\n')
    assert "TlsCertificateExpiresSoon" not in printed(config)


@pytest.mark.parametrize("window", ["0s", "soon", "2", "-1m", "2m30s"])
def test_a_window_that_is_none_is_told(config: Path, window: str) -> None:
    """What was expected, and how it is written."""
    done = CliRunner().invoke(app, ["rules", "--config", str(config), f"--window={window}"])
    assert done.exit_code == 1
    assert str(done.exception).startswith("expected a length of time")


@pytest.mark.parametrize("window", ["90s", "5m", "1500ms", "2h"])
def test_the_window_is_the_teams(config: Path, window: str) -> None:
    """It stands in the rule as it was given."""
    assert f"max_over_time(probe_success[{window}])" in printed(config, "--window", window)
