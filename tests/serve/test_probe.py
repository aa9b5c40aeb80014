"""GET /probe over HTTP, at real TLS endpoints; and held against the exporter whose place it takes."""

from __future__ import annotations

import hashlib
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from firstcause.exporter.policy import ExporterPolicy, TargetPattern
from firstcause.model.service import Catalogue, Endpoint, Service, View
from firstcause.pki import authority
from firstcause.serve.probe import LookFigures, ProbeDoor
from firstcause.sources.handshake.lane import DeepLane
from firstcause.sources.handshake.shared import SharedLane
from firstcause.testing.ending import end
from firstcause.testing.ports import free_port
from firstcause.testing.tls_service import TlsService

if TYPE_CHECKING:
    from tests.serve.conftest import Client

BLACKBOX = "prometheus-blackbox-exporter"
HEADER = "X-Prometheus-Scrape-Timeout-Seconds"
TOKENS = {hashlib.sha256(b"secret-token").hexdigest(): None}
Samples = dict[str, list[tuple[dict[str, str], float]]]


class Web:
    """An HTTPS server of the same authority as `TlsService`: 200, or whatever status the path is."""

    def __init__(self, folder: Path) -> None:
        now = datetime.now(UTC)
        root = authority.root("Web Root CA", now)
        bundle = authority.leaf(authority.intermediate(root, "Web CA", now), "web", ("web.internal",), now)
        self.ca, chain, key = folder / "web-ca.pem", folder / "web.pem", folder / "web.key"
        self.ca.write_bytes(root.certificate_pem)
        chain.write_bytes(bundle.bundle_pem)
        key.write_bytes(bundle.key_pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        self.requests: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(web: Web) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - `self` is the inner class's
        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                web.requests.append(self.requestline)
                self.send_response(int(self.path[1:] or 200))
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_HEAD  # noqa: N815 - http.server's own name

            def log_message(self, *_line: object) -> None:
                pass

        return Handler


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TlsService]:
    with TlsService(tmp_path) as running:
        yield running


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    running = Web(tmp_path)
    yield running
    running.close()


class Exporter:
    """`/probe` over a lane of its own, with a catalogue of the two servers."""

    def __init__(self, client: httpx2.Client, lane: SharedLane) -> None:
        self.client, self.lane = client, lane

    def ask(self, target: str, module: str = "tcp_tls", timeout: str = "", **headers: str) -> httpx2.Response:
        sent = {**headers, **({HEADER: timeout} if timeout else {})}
        return self.client.get("/probe", params={"target": target, "module": module}, headers=sent)

    def probe(self, target: str, module: str = "tcp_tls", timeout: str = "") -> Samples:
        answer = self.ask(target, module, timeout)
        assert answer.status_code == 200, answer.text
        return samples(answer.text)


@pytest.fixture
def exporter(serving: Client, service: TlsService, web: Web) -> Iterator[Exporter]:
    with ExitStack() as stack:
        lane = _lane(stack)
        client = stack.enter_context(serving(probe=_door(service, web, lane)))
        yield Exporter(client, lane)


def _lane(stack: ExitStack, looks_per_minute: int = 100) -> SharedLane:
    lane = SharedLane(DeepLane(), looks_per_minute)
    stack.callback(lane.close)
    return lane


def _door(service: TlsService, web: Web, lane: SharedLane) -> ProbeDoor:
    port = int(service.address.rpartition(":")[2])
    catalogue = Catalogue(
        (
            Service("orders", views=("caller",), endpoints=(Endpoint("127.0.0.1", port, service.name),)),
            Service("web", views=("browser",), endpoints=(Endpoint("127.0.0.1", web.port, "web.internal"),)),
        ),
        (View("caller", str(service.ca)), View("browser", str(web.ca))),
    )
    return ProbeDoor(catalogue, ExporterPolicy(), lane)


def samples(text: str) -> Samples:
    found: Samples = {}
    for family in text_string_to_metric_families(text):
        for one in family.samples:
            found.setdefault(one.name, []).append((one.labels, one.value))
    return found


def value(found: Samples, name: str) -> float:
    ((labels, only),) = found[name]
    assert labels == {}
    return only


def reasons(found: Samples) -> list[str]:
    return [labels["reason"] for labels, _ in found.get("probe_failure_info", [])]


def test_a_healthy_endpoint_is_a_success(exporter: Exporter, service: TlsService) -> None:
    """In the text format that every Prometheus reads, with the service by its name."""
    answer = exporter.ask(service.address)
    found = samples(answer.text)
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert (value(found, "probe_success"), reasons(found)) == (1, [])
    ((target, _),) = found["probe_target_info"]
    assert (target["firstcause_service"], target["firstcause_view"]) == ("orders", "caller")


def test_a_fault_has_its_name_and_expiry_is_still_told(exporter: Exporter, service: TlsService) -> None:
    """The reason is the fault code; the chain is not trusted, and its date stands there all the same."""
    before = value(exporter.probe(service.address), "probe_ssl_earliest_cert_expiry")
    service.forget_intermediate()
    found = exporter.probe(service.address)
    assert (value(found, "probe_success"), reasons(found)) == (0, ["tls/incomplete-chain"])
    assert value(found, "probe_ssl_earliest_cert_expiry") == before
    assert "probe_ssl_last_chain_expiry_timestamp_seconds" not in found


def test_a_client_certificate_that_is_wanted_is_no_success(exporter: Exporter, service: TlsService) -> None:
    """Over TLS 1.3 the refusal comes after our own side was done."""
    service.require_client_certificate()
    assert reasons(exporter.probe(service.address)) == ["tls/client-certificate-missing"]


@pytest.mark.parametrize(("path", "success", "why"), [("/204", 1, []), ("/301", 1, []), ("/503", 0, ["app/errors"])])
def test_over_http_the_status_counts(exporter: Exporter, web: Web, path: str, success: int, why: list[str]) -> None:
    """The path of the target is asked for, by HEAD."""
    found = exporter.probe(f"https://127.0.0.1:{web.port}{path}", "http_2xx")
    assert (value(found, "probe_success"), reasons(found)) == (success, why)
    assert value(found, "probe_http_status_code") == int(path[1:])
    assert web.requests == [f"HEAD {path} HTTP/1.1"]


def test_nothing_else_is_contacted(exporter: Exporter) -> None:
    """403, and not a single connection, whichever way the address is written."""
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        port = elsewhere.getsockname()[1]
        for target in (f"127.0.0.1:{port}", f"https://127.0.0.1:{port}/", f"localhost:{port}", "169.254.169.254:443"):
            answer = exporter.ask(target)
            assert (answer.status_code, set(answer.json())) == (403, {"error", "hint"}), target
            assert "[exporter]" in answer.json()["hint"]
        elsewhere.settimeout(0.0)
        with pytest.raises(BlockingIOError):
            elsewhere.accept()
    assert exporter.lane.counts() == []


@pytest.mark.parametrize("query", ["", "target=", "target=%0d%0a", "target=127.0.0.1:1&module=x", "target=http://a:1"])
def test_a_question_that_is_none_is_a_400(exporter: Exporter, query: str) -> None:
    """As with blackbox_exporter, and with what to write instead."""
    answer = exporter.client.get(f"/probe?{query}")
    assert answer.status_code == 400
    assert answer.json()["hint"]


def test_off_this_machine_a_token_is_needed(serving: Client, service: TlsService, web: Web) -> None:
    """A probe rings at somebody's door. What a proxy forwards comes from elsewhere."""
    with ExitStack() as stack:
        door = _door(service, web, _lane(stack))
        local = Exporter(stack.enter_context(serving(TOKENS, probe=door)), _lane(stack))
        assert local.ask(service.address).status_code == 200
        forwarded = {"x-forwarded-for": "192.0.2.1"}
        assert local.ask(service.address, **forwarded).status_code == 401
        assert local.ask(service.address, **forwarded, authorization="Bearer secret-token").status_code == 200
        assert local.client.get("/metrics", headers=forwarded).status_code == 200


def test_more_than_the_budget_is_answered_by_the_last_look(serving: Client, service: TlsService, web: Web) -> None:
    """Its age says so; a question that no look has answered has to come again, and is told when."""
    with ExitStack() as stack:
        lane = _lane(stack, looks_per_minute=1)
        one = Exporter(stack.enter_context(serving(probe=_door(service, web, lane))), lane)
        first = one.probe(service.address)
        service.forget_intermediate()
        again = one.probe(service.address)
        assert value(again, "probe_duration_seconds") == value(first, "probe_duration_seconds")
        assert value(again, "probe_look_age_seconds") > value(first, "probe_look_age_seconds")
        other = one.ask(service.address, "tcp_connect")
        assert (other.status_code, other.headers["retry-after"]) == (503, "1")
        assert "looks_per_minute" in other.json()["hint"]


def test_the_answer_comes_before_the_scrape_ends(serving: Client) -> None:
    """A listed target that accepts and says nothing is named, in less than the second that Prometheus waits."""
    with ExitStack() as stack:
        silent = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port, lane = silent.getsockname()[1], _lane(stack)
        door = ProbeDoor(Catalogue(), ExporterPolicy(targets=(TargetPattern("127.0.0.1", port),)), lane)
        one = Exporter(stack.enter_context(serving(probe=door)), lane)
        found = one.probe(f"127.0.0.1:{port}", timeout="1")
    assert reasons(found) == ["tls/handshake-timeout"]
    assert value(found, "probe_duration_seconds") < 1


def test_looks_are_counted(exporter: Exporter, service: TlsService) -> None:
    """By who asked and what was found, for /metrics."""
    exporter.probe(service.address)
    service.forget_intermediate()
    exporter.probe(service.address)
    (family,) = LookFigures(exporter.lane).collect()
    rows = {tuple(one.labels.values()): one.value for one in family.samples}
    assert rows == {("exporter", "healthy", ""): 1, ("exporter", "faulty", "tls/incomplete-chain"): 1}


class Blackbox:
    """Debian's blackbox_exporter with modules of the same names and the same trust."""

    def __init__(self, folder: Path, service: TlsService, web: Web) -> None:
        trust = {"tcp_tls": (service.ca, service.name), "http_2xx": (web.ca, "web.internal")}
        tls = {name: f"{{ca_file: {ca}, server_name: {asked}}}" for name, (ca, asked) in trust.items()}
        config = folder / "blackbox.yml"
        config.write_text(
            "modules:\n"
            f"  tcp_tls: {{prober: tcp, tcp: {{tls: true, tls_config: {tls['tcp_tls']}}}}}\n"
            "  tcp_connect: {prober: tcp}\n"
            f"  http_2xx: {{prober: http, http: {{tls_config: {tls['http_2xx']}}}}}\n"
        )
        self.url = f"http://127.0.0.1:{free_port()}"
        with (folder / "blackbox.log").open("wb") as log:
            command = [BLACKBOX, f"--config.file={config}", f"--web.listen-address={self.url[7:]}"]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def probe(self, target: str, module: str) -> Samples:
        deadline = time.monotonic() + 30
        while True:
            try:
                given = {"target": target, "module": module}
                return samples(httpx2.get(f"{self.url}/probe", params=given, trust_env=False).raise_for_status().text)
            except httpx2.ConnectError:
                assert self.process.poll() is None
                assert time.monotonic() < deadline
                threading.Event().wait(0.05)


@pytest.fixture
def blackbox(tmp_path: Path, service: TlsService, web: Web) -> Iterator[Blackbox]:
    if shutil.which(BLACKBOX) is None:
        pytest.skip(f"Debian's {BLACKBOX} is not installed")
    running = Blackbox(tmp_path, service, web)
    yield running
    end(running.process, 10.0)


BODIES = {"probe_http_content_length", "probe_http_uncompressed_body_length"}
TIMES = {"probe_duration_seconds", "probe_dns_lookup_time_seconds", "probe_http_duration_seconds"}


@pytest.mark.parametrize("module", ["tcp_tls", "tcp_connect", "http_2xx"])
def test_blackbox_tells_nothing_else(
    exporter: Exporter, blackbox: Blackbox, service: TlsService, web: Web, module: str
) -> None:
    """Every series of its answer for a healthy endpoint is in ours: same name, same labels, same value but for times.

    `serialnumber` is a label of later versions than Debian's.
    """
    target = f"https://127.0.0.1:{web.port}/200" if module == "http_2xx" else service.address
    theirs, ours = blackbox.probe(target, module), exporter.probe(target, module)
    assert value(theirs, "probe_success") == 1
    assert set(theirs) - set(ours) <= BODIES
    for name in set(theirs) - BODIES:
        assert _comparable(name, theirs[name]) == _comparable(name, ours[name]), name


def test_where_blackbox_says_0_we_say_why(exporter: Exporter, blackbox: Blackbox, service: TlsService) -> None:
    """Of a chain without its intermediate it tells no expiry and no cause."""
    service.forget_intermediate()
    theirs, ours = blackbox.probe(service.address, "tcp_tls"), exporter.probe(service.address)
    assert set(theirs) <= set(ours)
    assert value(theirs, "probe_success") == value(ours, "probe_success") == 0
    assert "probe_ssl_earliest_cert_expiry" not in theirs
    assert reasons(ours) == ["tls/incomplete-chain"]


def _comparable(name: str, rows: list[tuple[dict[str, str], float]]) -> list[tuple[Mapping[str, str], float]]:
    kept = [({k: v for k, v in labels.items() if k != "serialnumber"}, number) for labels, number in rows]
    return sorted(((labels, 0.0 if name in TIMES else number) for labels, number in kept), key=str)
