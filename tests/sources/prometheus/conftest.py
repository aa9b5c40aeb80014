"""A shop of real expositions under a real Prometheus: what each test of answers stands on.

Its life takes a dozen seconds and is lived once. A ledger keeps what really happened.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

import httpx2
import pytest

from firstcause.drill.fleet.metrics import Metrics
from firstcause.model.window import Window
from firstcause.sources.prometheus.api import PrometheusApi, Server
from firstcause.store.series import SqlSeriesStore
from firstcause.testing.prometheus import PrometheusServer, prometheus_is_there
from firstcause.testing.victoria import VictoriaServer, victoria_is_there

INTERVAL_SECONDS = 0.5


@contextlib.contextmanager
def asking(url: str, **options: object) -> Iterator[PrometheusApi]:
    api = PrometheusApi(Server(url, **options))  # type: ignore[arg-type]  # keyword arguments of any of its types
    try:
        yield api
    finally:
        api.close()


class Exposition:
    """A metrics page on a free port: `text` may be replaced at any time; None answers 503."""

    def __init__(self, text: object = "") -> None:
        self.text = text  # a string, or a Metrics whose exposition is asked each time
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.instance = f"127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def body(self) -> bytes | None:
        if isinstance(self.text, Metrics):
            return self.text.exposition()
        return str(self.text).encode() if self.text is not None else None

    def _handler(page: Exposition) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the inner class's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = page.body()
                with contextlib.suppress(OSError):  # on a busy machine a scrape may be given up before it is answered
                    self.send_response(200 if body is not None else 503)
                    self.end_headers()
                    self.wfile.write(body or b"")

            def log_message(self, *_line: object) -> None:
                pass

        return Handler


@dataclass
class Story:
    """What was lived: the servers that saw it, when it began and ended, every request as (time, outcome)."""

    server: PrometheusServer
    another: VictoriaServer | None = None
    began: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended: datetime = field(default_factory=lambda: datetime.now(UTC))
    ledger: list[tuple[float, str]] = field(default_factory=list)

    @property
    def window(self) -> Window:
        return Window(self.began, self.ended)

    def happened(self, window: Window, *outcomes: str) -> int:
        """How many requests of these outcomes (of any, when none is named) really ended in the window."""
        start, end = window.start.timestamp(), window.end.timestamp()
        return sum(start < at <= end and (not outcomes or o in outcomes) for at, o in self.ledger)


def pass_time(seconds: float) -> None:
    """Real time, which a real server needs to scrape; there is nothing to wait for but the time itself."""
    threading.Event().wait(seconds)


class Shop:
    """Two replicas of orders, called by an edge; what is served is written into the ledger."""

    def __init__(self, story: Story, replicas: Sequence[Exposition]) -> None:
        self._story = story
        self._replicas = replicas
        self._random = Random(7)  # noqa: S311 - arrivals, not secrets

    def serve(self, seconds: float, weights: Mapping[str, float]) -> None:
        """About forty requests a second, of outcomes in these shares."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._one(self._random.choices(list(weights), list(weights.values()))[0])
            pass_time(self._random.expovariate(40))

    def _one(self, outcome: str) -> None:
        up = [replica.text for replica in self._replicas if isinstance(replica.text, Metrics)]
        metrics = self._random.choice(up)
        took = {"ok": 0.02, "slow": 0.4, "retried": 0.15, "failed": 0.05}[outcome] * self._random.uniform(0.5, 1.5)
        metrics.served("/order", "edge", outcome, took)
        metrics.called("billing", "/charge", "failed" if outcome == "failed" else "ok", took / 2)
        if outcome == "failed":
            metrics.handshake_failed("client", "billing", "127.0.0.1:1", "unable to get local issuer certificate")
        self._story.ledger.append((time.time(), outcome))


def _up(server: PrometheusServer, targets: int) -> bool:
    asked = {"query": "sum(up)", "nocache": "1"}  # VictoriaMetrics would leave out the last half minute
    answer = httpx2.get(f"{server.url}/api/v1/query", params=asked, trust_env=False).json()
    return any(float(one["value"][1]) == targets for one in answer["data"]["result"])


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Calm, then failures of a kind that was never seen before, a replica that is away and comes back, and calm."""
    if not prometheus_is_there():
        pytest.skip("Debian's prometheus is not installed")
    replicas = [Exposition(Metrics("orders", f"orders-{n}", "r1")) for n in (1, 2)]
    jobs = {"shop": [replica.instance for replica in replicas]}
    server = PrometheusServer(tmp_path_factory.mktemp("prometheus"), jobs, interval_seconds=INTERVAL_SECONDS)
    another = VictoriaServer(tmp_path_factory.mktemp("victoria"), jobs, interval_seconds=INTERVAL_SECONDS)
    lived = Story(server, another if victoria_is_there() else None)
    shop = Shop(lived, replicas)
    shop.serve(0.2, {"ok": 1})
    with server, lived.another or contextlib.nullcontext():
        scraped = time.monotonic() + 30
        seeing = [one for one in (server, lived.another) if one]
        while not all(_up(one, len(replicas)) for one in seeing):  # a new server takes seconds to discover its targets
            assert time.monotonic() < scraped
            shop.serve(0.2, {"ok": 1})
        shop.serve(1, {"ok": 1})
        lived.began = datetime.now(UTC)
        shop.serve(3, {"ok": 0.95, "slow": 0.05})
        shop.serve(2, {"ok": 0.5, "slow": 0.1, "retried": 0.1, "failed": 0.3})
        replicas[1].text = None
        shop.serve(1.5, {"ok": 0.5, "failed": 0.5})
        replicas[1].text = Metrics("orders", "orders-2", "r2")
        shop.serve(2, {"ok": 0.5, "slow": 0.2, "failed": 0.3})
        shop.serve(2, {"ok": 1})
        lived.ended = datetime.now(UTC)
        pass_time(3 * INTERVAL_SECONDS)
        if lived.another:
            lived.another.flush()
        yield lived
    for replica in replicas:
        replica.close()


@pytest.fixture(scope="session", params=["prometheus", "victoria-metrics"])
def server(request: pytest.FixtureRequest, story: Story) -> PrometheusServer:
    """Each of the servers in turn."""
    found = story.server if request.param == "prometheus" else story.another
    if found is None:
        pytest.skip(f"Debian's {request.param} is not installed")
    return found


@pytest.fixture(scope="session")
def embedded(server: PrometheusServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlSeriesStore]:
    """The embedded store with the very scrapes that the server made."""
    store = SqlSeriesStore(f"sqlite:///{tmp_path_factory.mktemp('series')}/series.db")
    scrapes: dict[tuple[float, str], list[tuple[str, Mapping[str, str], float]]] = {}
    asked = {"query": '{__name__!=""}[5m]', "nocache": "1"}
    answer = httpx2.post(f"{server.url}/api/v1/query", data=asked, trust_env=False).json()
    for one in answer["data"]["result"]:
        labels = {name: value for name, value in one["metric"].items() if name not in ("__name__", "instance")}
        for at, value in one["values"]:
            scrapes.setdefault((at, one["metric"]["instance"]), []).append(
                (one["metric"]["__name__"], labels, float(value))
            )
    for (at, instance), samples in sorted(scrapes.items()):
        store.write_scrape(instance, datetime.fromtimestamp(at, UTC), samples)
    yield store
    store.close()
