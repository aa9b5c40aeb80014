"""A reload exchanges everything that is asked and followed: metrics server, logs, database."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from firstcause.testing.postgres import PostgresServer
from firstcause.testing.prometheus import PrometheusServer, prometheus_is_there

if TYPE_CHECKING:
    from tests.serve.process.conftest import Serving

RELOADS = 4
SHOP = """
[store]
url = "{store}"
[sources.prometheus]
url = "{prometheus}"
[sources.logs]
interval = "200ms"
[page]
escalate_after = "{escalate}s"
[service.orders]
endpoints = [{{ address = "127.0.0.1:{port}" }}]
logs = ["file:{log}"]
"""


def reloaded(serving: Serving, result: str = "accepted") -> int:
    """How many reloads have ended like this."""
    name = f'firstcause_config_reloads_total{{result="{result}"}} '
    lines = serving.http.get("/metrics").text.splitlines()
    return int(sum(float(line.removeprefix(name)) for line in lines if line.startswith(name)))


def take(serving: Serving, text: str) -> None:
    """Write this configuration, and wait until it is in force."""
    before = reloaded(serving)
    serving.configure(text)
    serving.until(lambda: reloaded(serving) > before, "reloaded")


def open_files(serving: Serving) -> Counter[str]:
    """What the process holds open, by name; sockets and the like by their kind."""
    assert serving.process is not None
    found: Counter[str] = Counter()
    for link in Path(f"/proc/{serving.process.pid}/fd").iterdir():
        try:
            found[str(link.readlink()).partition(":[")[0]] += 1
        except FileNotFoundError:
            continue  # closed meanwhile
    return found


def threads(serving: Serving) -> int:
    assert serving.process is not None
    return len(list(Path(f"/proc/{serving.process.pid}/task").iterdir()))


def connections(postgres: PostgresServer, url: str) -> int:
    """How many the server has on this database."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(postgres.url_of("postgres")) as connection:
        row = connection.execute(asked, [url.rpartition("/")[2]]).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.skipif(not prometheus_is_there(), reason="needs Debian's package prometheus")
def test_many_reloads_leave_nothing_behind(
    serving: Serving, postgres: PostgresServer, closed_port: int, tmp_path: Path
) -> None:
    """With a metrics server, a log that is followed and a shared database: threads, files and connections stay few."""
    log, store = tmp_path / "orders.log", postgres.url()
    log.write_text("started\n")
    with PrometheusServer(tmp_path / "prometheus", {}) as prometheus:

        def shop(number: int) -> str:
            given = {"store": store, "prometheus": prometheus.url, "port": closed_port, "log": log}
            return SHOP.format(**given, escalate=60 + number)

        serving.configure(shop(0))
        serving.start()
        take(serving, shop(1))
        serving.until(lambda: open_files(serving)[str(log)] == 1, "following the log")
        before, at_once, linked = open_files(serving), threads(serving), connections(postgres, store)
        for number in range(RELOADS):
            take(serving, shop(2 + number))
        serving.until(lambda: open_files(serving)[str(log)] == 1, "following the log once")
        serving.until(lambda: threads(serving) <= at_once, "back at as many threads")
        serving.until(lambda: connections(postgres, store) <= linked, "back at as many connections")
        serving.until(lambda: not open_files(serving) - before, "back at as many files")


def test_a_log_is_followed_from_the_reload_that_names_it_to_the_one_that_does_not(
    serving: Serving, closed_port: int, tmp_path: Path
) -> None:
    """What the new file no longer names is given back."""
    log = tmp_path / "orders.log"
    log.write_text("started\n")
    orders = f'[service.orders]\nendpoints = [{{ address = "127.0.0.1:{closed_port}" }}]\n'
    serving.configure(orders)
    serving.start()
    take(serving, f'{orders}logs = ["file:{log}"]\n')
    serving.until(lambda: open_files(serving)[str(log)] == 1, "following the log")
    take(serving, orders)
    serving.until(lambda: open_files(serving)[str(log)] == 0, "leaving the log alone")


def test_a_metrics_server_that_is_down_at_the_reload_stops_nobody_from_being_paged(
    serving: Serving, closed_port: int
) -> None:
    """The file is taken; what the server would tell is not observed, and the probe's incident opens all the same."""
    serving.configure("")
    serving.start()
    down = f'[sources.prometheus]\nurl = "http://127.0.0.1:{closed_port}"\n'
    quick = '[detect]\ninterval = "1s"\nsecond_look = "200ms"\nlooks_per_minute = 120\n'
    take(serving, f'{down}{quick}[service.orders]\nendpoints = [{{ address = "127.0.0.1:{closed_port}" }}]\n')
    serving.until(lambda: serving.incidents() != [], "an incident")
    assert serving.get("/readyz") == 200
