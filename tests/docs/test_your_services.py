"""docs/your-services.md, replayed: its commands lead from a running service to a fault that has a name."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from firstcause.testing.tls_service import TlsService

PAGE = Path(__file__).parents[2] / "docs" / "your-services.md"
SECTION = re.compile(r"^## From a clone to a named fault\n(.*?)^## ", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
DEADLINE = 180.0  # the machine may have much else to do
SET_UP = ("git", "make", "export")  # done already, for whoever runs a test


def _commands() -> list[str]:
    section = SECTION.search(PAGE.read_text())
    assert section
    return [line for block in SHELL.findall(section[1]) for line in block.splitlines()]


def test_it_takes_nine_commands() -> None:
    """From the clone to the name of the fault; more is more than a newcomer types."""
    assert len(_commands()) <= 9
    assert _commands()[0].startswith("git clone ")


class Terminal:
    """Runs what the page says in a folder, with this test's own address in the place of the page's."""

    def __init__(self, folder: Path, service: TlsService) -> None:
        self._folder, self._service = folder, service
        self.environment = {**os.environ, "COLUMNS": "200"}
        self.environment.pop("FIRSTCAUSE_CONFIG", None)

    def arguments(self, command: str) -> list[str]:
        words = shlex.split(command.replace("orders.internal:443", self._service.address))
        assert words[0] == "firstcause"
        return [sys.executable, "-m", *words]

    def run(self, command: str) -> str:
        done = subprocess.run(
            self.arguments(command),
            cwd=self._folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    @contextmanager
    def running(self, command: str) -> Iterator[None]:
        """In the background, as in a terminal of its own; ended as with Ctrl-C."""
        with (self._folder / "serve.log").open("w") as log:
            process = subprocess.Popen(
                self.arguments(command), cwd=self._folder, env=self.environment, stdout=log, stderr=log
            )
            try:
                yield
            finally:
                process.send_signal(signal.SIGINT)
                assert process.wait(DEADLINE) == 130, (self._folder / "serve.log").read_text()

    def until(self, command: str, word: str) -> str:
        """Repeat the command until it says this."""
        deadline, pause = time.monotonic() + DEADLINE, threading.Event()
        while word not in (said := self.run(command)):
            assert time.monotonic() < deadline, (said, (self._folder / "serve.log").read_text())
            pause.wait(0.5)
        return said


def _away_from_others(file: Path) -> None:
    """Other tests run at once: not the default port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    text = file.read_text()
    assert '"127.0.0.1:8420"' in text
    file.write_text(text.replace('"127.0.0.1:8420"', f'"127.0.0.1:{port}"'))


@pytest.mark.timeout(600)
def test_the_page_leads_to_a_named_fault(tmp_path: Path) -> None:
    """A healthy service is found and checked; its certificate loses the intermediate; the incident says so."""
    init, check, serve, listing, timeline = (c for c in _commands() if not c.startswith(SET_UP))
    with TlsService(tmp_path) as service:
        terminal = Terminal(tmp_path, service)
        assert "order-service" in terminal.run(init)
        _away_from_others(tmp_path / "firstcause.toml")
        assert "\nready to watch\n" in terminal.run(check)
        with terminal.running(serve):
            service.forget_intermediate()
            said = terminal.until(listing, "tls/incomplete-chain on order-service")
            (incident,) = set(re.findall(r"\d{4}-\d\d-\d\d-\d+", said))
            assert "tls/incomplete-chain" in terminal.run(timeline.replace("2025-11-07-1", incident))
