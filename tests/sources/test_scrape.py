"""Scraping real targets over real sockets."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

import pytest

from firstcause.sources import metrics_client
from firstcause.sources.errors import ScrapeError
from firstcause.sources.scrape import Scraper, ScrapeTarget

if TYPE_CHECKING:
    from tests.sources.conftest import MetricsPage

Samples = list[tuple[str, Mapping[str, str], float]]
DEADLINE = 10


class Collected:
    """A sink that keeps every scrape and lets a test wait for one."""

    def __init__(self) -> None:
        self.scrapes: list[tuple[str, datetime, Samples]] = []
        self.broken = False
        self._changed = threading.Condition()

    def __call__(self, instance: str, at: datetime, samples: Iterable[tuple[str, Mapping[str, str], float]]) -> None:
        if self.broken:
            raise OSError("disk full")
        with self._changed:
            self.scrapes.append((instance, at, list(samples)))
            self._changed.notify_all()

    def until(self, seen: Callable[[], object]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: bool(seen()), DEADLINE), self.scrapes[-3:]

    def values(self, metric: str, instance: str = "") -> list[float]:
        scrapes = [samples for where, _, samples in list(self.scrapes) if instance in ("", where)]
        return [value for samples in scrapes for name, _, value in samples if name == metric]


@pytest.fixture
def sink() -> Collected:
    return Collected()


@contextlib.contextmanager
def scraping(sink: Collected, *urls: str, timeout_seconds: float = 2.0) -> Iterator[Scraper]:
    targets = [ScrapeTarget("orders", url) for url in urls]
    scraper = Scraper(targets, 0.02, sink, timeout_seconds=timeout_seconds)
    scraper.start()
    try:
        yield scraper
    finally:
        scraper.stop()


def test_samples_arrive_with_instance_time_and_up(page: MetricsPage, sink: Collected) -> None:
    """A scrape brings every sample, the instance, the time of the answer and `up` 1."""
    begun = datetime.now(UTC)
    with scraping(sink, page.url):
        sink.until(lambda: sink.scrapes)
    instance, at, samples = sink.scrapes[0]
    assert instance == page.instance
    assert begun <= at <= datetime.now(UTC)
    assert samples == [("requests_total", {"service": "orders"}, 1.0), ("up", {"service": "orders"}, 1.0)]


def test_the_connection_is_kept(page: MetricsPage, sink: Collected) -> None:
    """Repeated scrapes use one connection."""
    with scraping(sink, page.url) as scraper:
        sink.until(lambda: len(sink.scrapes) >= 5)
        assert scraper.health() == {page.url: ""}
    assert page.connections == 1


def test_a_kept_connection_that_was_closed_is_no_failure(page: MetricsPage, sink: Collected) -> None:
    """A target that closes its connection after every answer, without saying so, is still up."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        page.send_text(request)
        request.close_connection = True

    page.answer = answer
    with scraping(sink, page.url) as scraper:
        sink.until(lambda: len(sink.scrapes) >= 5)
        assert scraper.failures() == {page.url: 0}
    assert set(sink.values("up")) == {1.0}


def test_nobody_there_is_a_sample_and_a_reason(sink: Collected) -> None:
    """A refused connection gives `up` 0, a count and the reason."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/metrics"
    with scraping(sink, url) as scraper:
        sink.until(lambda: sink.values("up") == [0.0, 0.0])
        assert scraper.failures()[url] >= 2
        assert "Connection refused" in scraper.health()[url]


def test_a_target_recovers(page: MetricsPage, sink: Collected) -> None:
    """After a failure the next good answer clears the reason; the count stays."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        page.answer = page.send_text
        request.send_error(503)

    page.answer = answer
    with scraping(sink, page.url) as scraper:
        sink.until(lambda: sink.values("up")[:2] == [0.0, 1.0])
        sink.until(lambda: len(sink.scrapes) >= 3)
        assert scraper.health() == {page.url: ""}
        assert scraper.failures() == {page.url: 1}


def headers(request: BaseHTTPRequestHandler, *more: tuple[str, str]) -> None:
    request.send_response(200)
    for name, value in more:
        request.send_header(name, value)
    request.end_headers()
    request.close_connection = True


def truncated(request: BaseHTTPRequestHandler) -> None:
    headers(request, ("Content-Length", "1000"))
    request.wfile.write(b"requests_total 1\n")


def rubbish(request: BaseHTTPRequestHandler) -> None:
    headers(request, ("Connection", "close"))
    request.wfile.write(b"<html>\xff\x00</html>")


def endless(request: BaseHTTPRequestHandler) -> None:
    headers(request, ("Connection", "close"))
    with contextlib.suppress(OSError):
        while True:
            request.wfile.write(b"# nothing but comments\n" * 1000)


def redirect(request: BaseHTTPRequestHandler) -> None:
    request.send_response(302)
    request.send_header("Location", "http://127.0.0.1:1/")
    request.send_header("Content-Length", "0")
    request.end_headers()


def no_http(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"220 mail.example ESMTP\r\n")
    request.close_connection = True


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (truncated, "IncompleteRead"),
        (rubbish, "not a series"),
        (endless, "longer than"),
        (redirect, "answered 302"),
        (no_http, "BadStatusLine"),
    ],
)
def test_hostile_answers(
    page: MetricsPage, sink: Collected, monkeypatch: pytest.MonkeyPatch, answer: Callable[..., None], reason: str
) -> None:
    """An answer that is cut, wrong or endless gives `up` 0 and the reason, and no sample of its own."""
    monkeypatch.setattr(metrics_client, "MAX_BODY_BYTES", 200_000)
    page.answer = answer
    with scraping(sink, page.url) as scraper:
        sink.until(lambda: sink.values("up"))
        assert reason in scraper.health()[page.url]
    assert sink.values("requests_total") == []


def silent(released: threading.Event) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        released.wait(DEADLINE)
        request.close_connection = True

    return answer


def dribbling(released: threading.Event) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Endless: ")
        with contextlib.suppress(OSError):
            while not released.wait(0.05):
                request.wfile.write(b"a")
        request.close_connection = True

    return answer


@pytest.mark.parametrize("make", [silent, dribbling])
def test_a_slow_target_is_cut_and_delays_nobody(
    page: MetricsPage, sink: Collected, make: Callable[[threading.Event], Callable[..., None]]
) -> None:
    """A target that stays silent or dribbles its headers fails in bounded time, while the others go on."""
    from_other = type(page)()
    page.answer = make(page.released)
    try:
        with scraping(sink, page.url, from_other.url, timeout_seconds=0.3) as scraper:
            sink.until(lambda: sink.values("up", page.instance))
            assert scraper.failures()[page.url] >= 1
        assert sink.values("up", page.instance)[0] == 0.0
        assert sink.values("up", from_other.instance).count(1.0) >= 5
    finally:
        from_other.close()


def test_a_sink_that_fails_is_told_in_health(page: MetricsPage, sink: Collected) -> None:
    """A full store does not end the scraping: it stands in the target's health until it works again."""
    sink.broken = True
    asked = threading.Semaphore(0)

    def answer(request: BaseHTTPRequestHandler) -> None:
        page.send_text(request)
        asked.release()

    page.answer = answer
    with scraping(sink, page.url) as scraper:
        assert all(asked.acquire(timeout=DEADLINE) for _ in range(3))
        assert "could not keep the samples: OSError: disk full" in scraper.health()[page.url]
        sink.broken = False
        sink.until(lambda: len(sink.scrapes) >= 2)
        assert scraper.health() == {page.url: ""}


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "127.0.0.1:80/metrics", "http:///metrics", "file:///etc/passwd"])
def test_only_http_urls(url: str) -> None:
    """A target is configured with an HTTP URL, or refused at the start."""
    with pytest.raises(ScrapeError):
        Scraper([ScrapeTarget("orders", url)], 1, Collected())


def test_stop_returns_while_a_target_hangs(page: MetricsPage, sink: Collected) -> None:
    """Stopping does not wait for a hanging target's timeout."""
    entered = threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        entered.set()
        page.released.wait(DEADLINE)
        request.close_connection = True

    page.answer = answer
    with scraping(sink, page.url, timeout_seconds=60):
        assert entered.wait(DEADLINE)
    assert sink.scrapes == []


def test_nothing_to_scrape(sink: Collected) -> None:
    """Without targets a scraper starts and stops, and knows of nothing."""
    nobody: Sequence[str] = ()
    with scraping(sink, *nobody) as scraper:
        assert scraper.health() == {}
