"""`firstcause load`: real handshakes with a real service, as a scenario says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from firstcause.cli.main import app
from firstcause.testing.tls_service import TlsService


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TlsService]:
    with TlsService(tmp_path) as service:
        yield service


@pytest.fixture
def config(service: TlsService, tmp_path: Path) -> Path:
    client, key = service.require_client_certificate()
    file = tmp_path / "firstcause.toml"
    file.write_text(
        f"""
[service.order-service]
endpoints = [{{ address = "{service.address}", server_name = "{service.name}" }}]
views = ["billing-api"]
load = true
objective = {{ latency_seconds = 5.0, success = 0.99, on_time = 0.5 }}
[service.other]
endpoints = [{{ address = "{service.address}" }}]
[view.billing-api]
trust = "ca.pem"
client_cert = "{client.name}"
client_key = "{key.name}"
[view.stranger]
trust = "ca.pem"
"""
    )
    return file


def run(config: Path, scenario: str, *words: str) -> Result:
    file = config.with_name("load.toml")
    file.write_text(scenario)
    return CliRunner().invoke(app, ["load", str(file), "--config", str(config), *words])


MIXED = """
service = "order-service"
rate = 40
duration = "3s"
ramp = "1s"
resumption = 0.5
[[callers]]
view = "billing-api"
share = 0.8
[[callers]]
view = "stranger"
share = 0.2
expect = "tls/client-certificate-missing"
[versions]
"TLSv1.3" = 0.5
"TLSv1.2" = 0.5
"""


def test_a_load_says_what_became_of_its_handshakes(config: Path, tmp_path: Path) -> None:
    """Two callers, of whom one is to be refused, in two versions, some of them resumed; and pictures of it."""
    out = tmp_path / "results"
    result = run(config, MIXED, "--format", "json", "--out", str(out))
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["held"]
    assert found["failures"] == {}
    assert found["expected_failures"]["tls/client-certificate-missing"] > 0
    assert set(found["versions"]) == {"TLSv1.2", "TLSv1.3"}
    assert found["handshakes"] > 40
    assert found["resumed"] > 5
    assert 0 < found["latency_seconds"]["p50"] <= found["latency_seconds"]["p99"]
    assert json.loads((out / "load.json").read_text()) == found
    for name in ("handshakes.svg", "latency.svg"):
        assert "order-service" in (out / name).read_text()


def test_a_load_ends_when_the_objective_breaks(config: Path) -> None:
    """A minute was asked for; a service that refuses everybody ends it after a second or two."""
    scenario = 'service = "order-service"\nrate = 20\nduration = "60s"\n[[callers]]\nview = "stranger"\n'
    result = run(config, scenario)
    assert result.exit_code == 1
    assert "the objective broke: " in result.stdout
    assert "tls/client-certificate-missing" in result.stdout
    assert float(result.stdout.split(" in ")[1].split(" s")[0]) < 30


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        ('service = "other"', "other is not to be put under load"),
        ('service = "order-servce"', "there is no service 'order-servce'"),
        ('service = "order-service"\nrate = 0', "rate: no handshake at all"),
        ('service = "order-service"\nspeed = 3', "there is no such key"),
        ('service = "order-service"\n[[callers]]\nview = "x"', "there is no view 'x'"),
        ('service = "order-service"\n[[callers]]\nview = "stranger"\nexpect = "tls/x"', "there is no fault 'tls/x'"),
        ('service = "order-service"\n[versions]\n"TLSv1.3" = 0', "no version has a share"),
        ('service = "order-service"\n[versions]\nTLSv13 = 1', "there is no such key"),
        ("service = ", "not valid TOML"),
    ],
)
def test_what_is_no_scenario_is_told_by_file_and_line(config: Path, scenario: str, told: str) -> None:
    """And nothing is put under load: least of all a service whose owner did not allow it."""
    result = run(config, scenario)
    assert result.exit_code != 0
    assert told in str(result.exception)
    assert "load.toml:" in str(result.exception)
