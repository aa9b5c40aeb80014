"""`light = true` reaches the service that runs, and what its two lanes say differently stands in the log."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.lab.certificates import NAME, Certificates
from tests.lab.servers import Servers

from firstcause.model.facts import LanesDisagreed
from firstcause.store.database import open_database
from firstcause.store.log import SqlEventLog

if TYPE_CHECKING:
    from tests.serve.process.conftest import Serving

CONFIG = """
[detect]
interval = "1s"
second_look = "200ms"
looks_per_minute = 120
{light}
[store]
url = "sqlite:///{folder}/firstcause.db"
[view.caller]
trust = "{trust}"
[service.shop]
endpoints = [{{ address = "127.0.0.1:{port}", server_name = "{name}" }}]
views = ["caller"]
"""
LIGHT = "light = true"


@pytest.mark.parametrize("light", [LIGHT, ""], ids=["light", "deep alone"])
def test_what_the_lanes_say_differently_stands_in_the_log(serving: Serving, tmp_path: Path, light: str) -> None:
    """A balancer with a stale server behind it: the light lane meets that one, and the deep lane another."""
    made = Certificates(tmp_path, datetime.now(UTC))
    with ExitStack() as closing:
        servers = Servers(made, closing)
        stale, good = servers.python(made.leaf(names=("other.internal",))), servers.python(made.leaf())
        asked: list[int] = []

        def balance(connection: socket.socket) -> None:
            asked.append(good if asked else stale)
            with socket.create_connection(("127.0.0.1", asked[-1]), timeout=5) as behind:
                for _ in range(2):
                    behind.sendall(connection.recv(65536))
                    connection.sendall(behind.recv(65536))
                connection.recv(65536)

        port = servers.serve(balance)
        serving.configure(CONFIG.format(light=light, folder=tmp_path, trust=made.trust, port=port, name=NAME))
        serving.start()
        serving.until(lambda: len(asked) > 3, "looked at four times")
        disagreed = LanesDisagreed(f"127.0.0.1:{port}", "caller", "tls/name-mismatch", "healthy")
        if light:
            serving.until(lambda: _told(tmp_path) == [disagreed], "said that they differ")
        assert _told(tmp_path) == ([disagreed] if light else [])


def _told(folder: Path) -> list[object]:
    database = open_database(f"sqlite:///{folder}/firstcause.db")
    try:
        return [event.fact for event in SqlEventLog(database).read("lanes/shop")]
    finally:
        database.close()
