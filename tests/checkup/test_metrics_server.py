"""A Prometheus is asked whether it is there, and whether it holds what its preset reads."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from firstcause.checkup.metrics_server import check
from firstcause.checkup.outcome import State
from firstcause.config.load import load
from firstcause.config.schema import Config
from firstcause.testing.prometheus import PrometheusServer, prometheus_is_there

Web = Any  # the fixture's class lives in conftest.py, which a test cannot import
DEADLINE = 30.0
needs_prometheus = pytest.mark.skipif(not prometheus_is_there(), reason="Debian's prometheus is not installed")
REQUESTS = 'http_server_request_duration_seconds_count{http_response_status_code="200"} 7\n'


def _config(folder: Path, url: str) -> Config:
    file = folder / "firstcause.toml"
    file.write_text(f'[sources.prometheus]\nurl = "{url}"\n')
    return load(file)


@needs_prometheus
def test_requests_must_be_counted(web: Web, tmp_path: Path) -> None:
    """Absent at first, and a finding; there once the service counts. Calls are well to have, and told."""
    web.page = "something_else 1\n"
    with PrometheusServer(tmp_path / "p", {"orders": [web.address]}, interval_seconds=0.2) as server:
        config = _config(tmp_path, server.url)
        server_line, requests, calls, _ = check(config)
        assert server_line.state is State.WORKS
        assert (requests.state, requests.name) == (State.BROKEN, "requests served (otel-http)")
        assert "counted from traces and probes alone" in calls.told
        web.page = REQUESTS
        deadline, pause = time.monotonic() + DEADLINE, threading.Event()
        while check(config)[1].state is State.BROKEN:
            assert time.monotonic() < deadline
            pause.wait(0.1)


def test_a_server_that_is_not_there(web: Web, tmp_path: Path) -> None:
    """One line with the reason; a page of metrics is no server."""
    (line,) = check(_config(tmp_path, f"http://{web.address}"))
    assert line.state is State.BROKEN
    assert line.remedy
