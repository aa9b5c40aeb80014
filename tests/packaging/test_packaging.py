"""The unit and the container file, as far as they can be tried here."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from firstcause.serve.health import health_routes

PACKAGING = Path(__file__).parents[2] / "packaging"
CONTAINER = (PACKAGING / "Containerfile").read_text()
UNIT = (PACKAGING / "firstcause.service").read_text()
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="needs systemd-analyze, to verify a unit")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program and a user that there are."""
    command = f'"{Path(sys.executable).with_name("firstcause")}"'  # it may be in a folder with a blank
    text = UNIT.replace("/opt/firstcause/bin/firstcause", command).replace("=firstcause\nGroup=", "=root\nGroup=")
    file = tmp_path / "firstcause.service"
    file.write_text(text)
    return file


@needs_systemd
def test_systemd_understands_the_unit(unit: Path) -> None:
    """No key that it does not know, no value that it does not take."""
    done = subprocess.run(
        [str(ANALYZE), "verify", "--man=no", unit], capture_output=True, text=True, timeout=60, check=False
    )
    about_us = [line for line in done.stderr.splitlines() if "firstcause" in line]
    assert about_us == []


@needs_systemd
def test_the_unit_is_well_walled_in(unit: Path) -> None:
    """By systemd's own measure, 0 (all) to 10 (nothing): below 2."""
    done = subprocess.run(
        [str(ANALYZE), "security", "--offline=true", "--threshold=20", "--no-pager", unit],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr


def test_the_unit_speaks_of_what_we_do() -> None:
    """Notifications, a watchdog, a reload by SIGHUP; and a rollback under way is not killed with us."""
    for line in ("Type=notify", "ExecReload=/bin/kill -HUP $MAINPID", "KillMode=process", "Restart=always"):
        assert f"\n{line}\n" in UNIT
    assert re.search(r"^WatchdogSec=\d+s$", UNIT, re.MULTILINE)


def test_the_container_is_not_root() -> None:
    """The last word on who runs is a number that is not 0."""
    user = re.findall(r"^USER (\d+):(\d+)$", CONTAINER, re.MULTILINE)[-1]
    assert "0" not in user


def test_the_containers_health_check_asks_what_is_served() -> None:
    """Its command succeeds beside a server that is alive, and fails where there is none."""
    command = json.loads(re.findall(r"CMD (\[.*healthz.*\])", CONTAINER)[0])
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_line: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        script = command[2].replace("8420", str(server.server_address[1]))
        alive = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False)
        server.shutdown()
        thread.join()
    dead = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False)
    assert (alive.returncode, dead.returncode) == (0, 1)
    assert paths == ["/healthz"]
    assert health_routes.__doc__ is not None
    assert paths[0] in health_routes.__doc__
