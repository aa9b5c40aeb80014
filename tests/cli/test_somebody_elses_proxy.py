"""Somebody else's program, onboarded as docs/your-services.md says: its upstream's fault is named from its log and a
look."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from firstcause.config.load import load
from firstcause.testing.nginx import NginxShop, nginx_is_there

Firstcause = Callable[..., subprocess.CompletedProcess[str]]

DEADLINE = 120.0  # the machine may have much else to do
PAGE = Path(__file__).parents[2] / "docs" / "your-services.md"
TOLD = re.compile(r'\[service\.shop\]\n(depends_on = \[.*?\])\nlogs = \["file:/var/log/nginx/error\.log"\]')
needs_nginx = pytest.mark.skipif(not nginx_is_there(), reason="nginx is not installed (make test as root installs it)")


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[NginxShop]:
    with NginxShop(tmp_path / "nginx") as running:
        yield running


@contextmanager
def customers(nginx: NginxShop) -> Iterator[None]:
    """Somebody asks the shop ten times a second."""
    done, context = threading.Event(), ssl.create_default_context(cafile=str(nginx.ca))
    host, _, port = nginx.shop.rpartition(":")

    def buy() -> None:
        while not done.wait(0.1):
            with (
                suppress(OSError),
                socket.create_connection((host, int(port)), 2) as plain,
                context.wrap_socket(plain, server_hostname="shop.internal") as secured,
            ):
                secured.sendall(b"GET / HTTP/1.0\r\nHost: shop.internal\r\n\r\n")
                secured.recv(4096)

    buying = threading.Thread(target=buy)
    buying.start()
    try:
        yield
    finally:
        done.set()
        buying.join()


@contextmanager
def serving(config: Path) -> Iterator[None]:
    with (config.parent / "serve.log").open("w") as log:
        command = [sys.executable, "-m", "firstcause", "serve", "--config", str(config)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(DEADLINE)


def described(file: Path, nginx: NginxShop) -> None:
    """What the page adds to the written file; a look a second, since a test has no time; a port of its own."""
    told = TOLD.search(PAGE.read_text())
    assert told, "the page tells of the log and of whom the shop calls"
    text = file.read_text()
    before, after = text.split("[service.shop]", 1)
    after = re.sub(r"^depends_on = \[\]", told[1], after, count=1, flags=re.MULTILINE)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    text = f'{before}[service.shop]\nlogs = ["file:{nginx.error_log}"]{after}\n[detect]\ninterval = "1s"\n'
    file.write_text(text.replace("127.0.0.1:8420", f"127.0.0.1:{port}"))


@needs_nginx
@pytest.mark.timeout(300)
def test_the_upstream_of_somebody_elses_proxy(firstcause: Firstcause, nginx: NginxShop, tmp_path: Path) -> None:
    """Healthy at first; then its certificate loses the intermediate, and the log speaks for it beside the look."""
    config = tmp_path / "firstcause.toml"
    assert firstcause("init", nginx.shop, nginx.payments, "--trust", nginx.ca, "--out", config).returncode == 0
    described(config, nginx)
    assert load(config).catalogue.service("shop").depends_on == ("payments",)
    checked = firstcause("check", "--config", config)
    assert "\nready to watch\n" in checked.stdout, checked.stdout + checked.stderr

    def listed() -> str:
        return firstcause("incident", "list", "--config", config).stdout

    with serving(config), customers(nginx):
        # It looks about first: what it then finds has come since.
        assert until(lambda: firstcause("incident", "list", "--config", config).returncode == 0)
        nginx.forget_intermediate()
        assert until(lambda: "tls/incomplete-chain on payments" in listed() and "none yet" not in listed())
        (incident,) = set(re.findall(r"\d{4}-\d\d-\d\d-\d+", listed()))
        said = firstcause("diagnose", "--incident", incident, "--config", config).stdout
    told = " ".join(said.split())
    assert "shop logs" in told
    assert f"failed handshakes with {nginx.payments}" in told


def until(condition: Callable[[], bool]) -> bool:
    """Try again and again; False when the time is up."""
    deadline, pause = time.monotonic() + DEADLINE, threading.Event()
    while not (met := condition()) and time.monotonic() < deadline:
        pause.wait(0.5)
    return met
