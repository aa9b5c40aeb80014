"""`firstcause probe` as another caller, as of another day, in other versions: the whole command, at a real service."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from firstcause.cli.main import app
from firstcause.cli.probe import StartTls, Version
from firstcause.model.service import STARTTLS, VERSIONS
from firstcause.testing.tls_service import TlsService


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TlsService]:
    with TlsService(tmp_path) as service:
        yield service


def configured(service: TlsService, folder: Path) -> str:
    """A catalogue with this service, one caller that trusts its authority, and one that does not."""
    client, key = service.require_client_certificate()
    (folder / "other.pem").write_bytes(client.read_bytes())  # a certificate, but no authority of this service
    file = folder / "firstcause.toml"
    file.write_text(
        f"""
[service.order-service]
endpoints = [{{ address = "{service.address}", server_name = "{service.name}" }}]
views = ["billing-api"]

[view.billing-api]
trust = "ca.pem"
client_cert = "{client.name}"
client_key = "{key.name}"

[view.stranger]
trust = "ca.pem"
"""
    )
    return str(file)


def probed(*words: str) -> tuple[int, dict[str, object]]:
    result = CliRunner().invoke(app, ["probe", *words, "--format", "json"])
    assert result.stdout, result.stderr
    return result.exit_code, json.loads(result.stdout)


def code_of(answer: dict[str, object]) -> object:
    failure = answer["failure"]
    return failure["code"] if isinstance(failure, dict) else None


def test_the_same_endpoint_as_two_callers(service: TlsService, tmp_path: Path) -> None:
    """As the one with a client certificate it is well, as the other refused; the name comes from the catalogue."""
    config = configured(service, tmp_path)
    well, seen = probed(service.address, "--as", "billing-api", "--config", config)
    assert (well, seen["server_name"]) == (0, service.name)
    refused, seen = probed(service.address, "--as", "stranger", "--config", config)
    assert (refused, code_of(seen)) == (1, "tls/client-certificate-missing")


def test_a_view_that_is_not_there_names_those_that_are(service: TlsService, tmp_path: Path) -> None:
    """A slip of the keyboard, as wrong usage."""
    config = configured(service, tmp_path)
    result = CliRunner().invoke(app, ["probe", service.address, "--as", "biling", "--config", config])
    assert result.exit_code == 2
    told = re.sub(r"[^a-z-]+", " ", result.stderr)
    assert "billing-api" in told
    assert "stranger" in told


def test_dates_are_judged_as_of_the_day_that_is_named(service: TlsService) -> None:
    """Well today; expired in ten years."""
    words = (service.address, "--server-name", service.name, "--trust", str(service.ca))
    assert probed(*words)[0] == 0
    code, seen = probed(*words, "--at", "2036-01-31")
    assert (code, code_of(seen)) == (1, "tls/certificate-expired")


def test_a_time_that_is_none_is_wrong_usage(service: TlsService) -> None:
    """With an example of one."""
    result = CliRunner().invoke(app, ["probe", service.address, "--at", "tomorrow"])
    assert result.exit_code == 2
    assert "2027-01-31" in result.stderr


def test_versions_are_limited_as_the_caller_s_are(service: TlsService) -> None:
    """TLS 1.2 at most is what is spoken then."""
    words = (service.address, "--server-name", service.name, "--trust", str(service.ca))
    _, seen = probed(*words, "--max-version", "TLSv1.2")
    observed = seen["observed"]
    assert isinstance(observed, dict)
    assert observed["version"] == "TLSv1.2"


def test_the_command_line_offers_every_version_and_protocol() -> None:
    """Whatever the configuration takes, the command line takes."""
    assert tuple(v.value for v in Version) == VERSIONS
    assert tuple(p.value for p in StartTls) == STARTTLS
