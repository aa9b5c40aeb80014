"""`firstcause init`: what is written, what is said, and what is never overwritten."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from firstcause.config.load import load
from firstcause.testing.tls_service import TlsService

Firstcause = Callable[..., CompletedProcess[str]]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TlsService]:
    with TlsService(tmp_path) as running:
        yield running


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "firstcause.toml"


def test_a_bare_address_becomes_a_service(firstcause: Firstcause, service: TlsService, out: Path) -> None:
    """Its name comes from the certificate; what is wrong, what is unknown and what comes next are said."""
    said = firstcause("init", service.address, "--out", out)
    assert said.returncode == 0
    assert said.stdout.startswith(f"{out}: 1 service, 1 endpoint, 0 views\n")
    assert "tls/unknown-ca: its issuer, CN=Our Issuing CA, is not trusted here" in said.stdout
    assert re.search(rf"next: `.+ check --config {out}`", said.stdout)
    assert "could not be known: who owns each service" in said.stderr
    (order,) = load(out).catalogue.services
    assert (order.name, order.endpoints[0].server_name) == ("order-service", "order-service.internal")


def test_as_a_caller_with_its_trust(firstcause: Firstcause, service: TlsService, out: Path) -> None:
    """As whom `init` looked is what `serve` will look as."""
    firstcause("init", service.address, "--trust", service.ca, "--out", out)
    (order,) = load(out).catalogue.services
    assert load(out).catalogue.view(order.views[0]).trust == str(service.ca)
    assert "tls/" not in out.read_text()


def test_a_server_that_asks_who_is_there(firstcause: Firstcause, service: TlsService, out: Path) -> None:
    """That it wants a client certificate is written where one will be named."""
    service.require_client_certificate()
    firstcause("init", service.address, "--trust", service.ca, "--out", out)
    assert "asks for a client certificate from any issuer" in out.read_text()


def test_nobody_is_there(firstcause: Firstcause, closed_port: int, out: Path) -> None:
    """The user says that there is an endpoint: it is written down, with what was seen."""
    said = firstcause("init", f"127.0.0.1:{closed_port}", "--out", out)
    assert said.returncode == 0
    assert "net/connection-refused" in out.read_text()
    assert load(out).catalogue.services[0].endpoints[0].port == closed_port


def test_a_file_that_is_there_stays_as_it_is(firstcause: Firstcause, out: Path, closed_port: int) -> None:
    """Unless --force says otherwise; nothing is probed for nothing."""
    out.write_text('author = "me"\n')
    said = firstcause("init", f"127.0.0.1:{closed_port}", "--out", out)
    assert (said.returncode, out.read_text()) == (2, 'author = "me"\n')
    assert said.stderr.splitlines()[1] == "hint: name another with --out, or write over it with --force"
    assert firstcause("init", f"127.0.0.1:{closed_port}", "--out", out, "--force").returncode == 0
    assert load(out).author == "SRE"


@pytest.mark.parametrize(
    ("option", "text", "name"),
    [
        ("--from-backstage", "kind: Component\nmetadata: {name: orders}\nspec: {}\n", "orders"),
        ("--from-kubernetes", '{"kind": "Service", "metadata": {"name": "web"}}', "web"),
        (
            "--from-blackbox",
            "scrape_configs: [{metrics_path: /probe, static_configs: [{targets: ['https://shop.example']}]}]",
            "shop",
        ),
    ],
)
def test_from_a_file(firstcause: Firstcause, tmp_path: Path, out: Path, option: str, text: str, name: str) -> None:
    """Each kind of file leads to a configuration that loads."""
    given = tmp_path / "given"
    given.write_text(text)
    assert firstcause("init", option, given, "--out", out).returncode == 0
    assert [s.name for s in load(out).catalogue] == [name]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("127.0.0.1",),
        ("127.0.0.1:1", "--from-backstage", "f"),
        ("--from-backstage", "absent.yaml"),
        ("127.0.0.1:1", "--client-cert", "a.pem"),
    ],
)
def test_wrong_usage(firstcause: Firstcause, out: Path, arguments: tuple[str, ...]) -> None:
    """Said at once, and nothing is written."""
    said = firstcause("init", *arguments, "--out", out)
    assert (said.returncode, said.stdout, out.exists()) == (2, "", False)


def test_the_next_command_can_be_copied_however_we_were_called(service: TlsService, out: Path) -> None:
    """`python -m firstcause` on a PATH without us: what is printed as next is a command of that shell."""
    called = [sys.executable, "-m", "firstcause", "init", service.address, "--out", str(out)]
    said = subprocess.run(
        called, capture_output=True, text=True, check=True, env={**os.environ, "PATH": "/usr/bin:/bin"}
    )
    (copied,) = re.findall(r"next: `(.+) check --config", said.stdout)
    version = subprocess.run(["sh", "-c", f"{copied} --version"], capture_output=True, text=True, check=True)
    assert version.stdout.startswith("firstcause ")
