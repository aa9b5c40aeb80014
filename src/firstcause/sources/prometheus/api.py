"""Prometheus' HTTP API over a kept-alive connection: bounded in time and size, and without redirects.

It knows how to ask and what can go wrong; it refuses to know which metrics matter. Nothing of the environment is used
(no proxy, no `.netrc`): what is sent where stands in the configuration alone, and secrets appear in no message.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from threading import Timer
from typing import Any, Final, TypeVar

import httpx2

from firstcause.sources.prometheus import wire
from firstcause.sources.prometheus.errors import ForeignAnswerError, PrometheusError
from firstcause.sources.prometheus.wire import RawSeries, Target

T = TypeVar("T")

MAX_BODY_BYTES: Final = 32 * 1024 * 1024
"""An answer that is longer is given up: half a million samples are shorter."""
MAX_NAMES: Final = 100_000
_REFUSED: Final = {401: "it wants other credentials", 403: "it forbids us to ask"}


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server is (`url` up to `/api/v1`), and how to reach it. `token` or `user` and `password`; `ca`,
    `client_cert` and `client_key` are files in PEM, "" where they are not needed."""

    url: str
    token: str = field(default="", repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""
    client_cert: str = ""
    client_key: str = ""
    timeout_seconds: float = 10.0


class PrometheusApi:
    """One server. Threads may share it. Every method raises PrometheusError when there is no usable answer."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._base = server.url.rstrip("/")
        self._client = self._connect()

    @property
    def url(self) -> str:
        """Where the server is; it holds no secret."""
        return self._base

    def close(self) -> None:
        """Let go of the kept connections."""
        self._client.close()

    def instant(self, query: str, at: float) -> list[RawSeries]:
        """The query's value at a time (Unix seconds). A range selector yields raw samples, as they were scraped."""
        # `nocache`: VictoriaMetrics would otherwise leave out the last half minute. Prometheus ignores it.
        return self._post("query", {"query": query, "time": f"{at:.3f}", "nocache": "1"}, wire.series)

    def steps(self, query: str, start: float, end: float, step_seconds: float) -> list[RawSeries]:
        """The query's values at `start`, every step after it, and at the latest at `end`."""
        asked = {"query": query, "start": f"{start:.3f}", "end": f"{end:.3f}", "step": f"{step_seconds:.3f}"}
        return self._post("query_range", {**asked, "nocache": "1"}, wire.series)

    def label_values(self, label: str, selector: str, start: float, end: float) -> list[str]:
        """Which values the label has among the series that were there between two times; sorted."""
        asked = {"match[]": selector, "start": f"{start:.3f}", "end": f"{end:.3f}"}
        return sorted(self._get(f"label/{label}/values", asked, wire.words))[:MAX_NAMES]

    def metric_names(self) -> frozenset[str]:
        """The names of all metrics that the server holds."""
        return frozenset(self._get("label/__name__/values", {}, wire.words)[:MAX_NAMES])

    def series_exist(self, metric: str) -> bool:
        """Whether the server has this metric now (in its last five minutes)."""
        return bool(self.instant(f"count({metric})", time.time()))

    def targets(self) -> tuple[Target, ...]:
        """What the server scrapes, and how each fared last."""
        return tuple(self._get("targets", {"state": "active"}, wire.targets))

    def version(self) -> str:
        """As in `2.42.0`; "unknown" where the server does not say."""
        return self._get("status/buildinfo", {}, wire.version)

    def _get(self, path: str, asked: Mapping[str, str], decode: Callable[[Any], T]) -> T:
        return self._ask(path, lambda client, url: client.build_request("GET", url, params=asked), decode)

    def _post(self, path: str, asked: Mapping[str, str], decode: Callable[[Any], T]) -> T:
        """In the body, since a selector may be longer than a URL."""
        return self._ask(path, lambda client, url: client.build_request("POST", url, data=asked), decode)

    def _ask(self, path: str, request: Callable[[httpx2.Client, str], httpx2.Request], decode: Callable[[Any], T]) -> T:
        client = self._client
        try:
            asked = request(client, f"{self._base}/api/v1/{path}")
            with self._bounded(), closing(client.send(asked, stream=True)) as response:
                return decode(_data(response, self._body(response)))
        except PrometheusError as error:
            raise self._named(str(error), hint=error.hint, retryable=error.retryable) from None
        except httpx2.TimeoutException:
            raise self._named(f"no answer within {self._server.timeout_seconds:g} s", retryable=True) from None
        except (httpx2.HTTPError, httpx2.StreamError, OSError, RuntimeError) as error:
            # RuntimeError: the client was closed under us, because the time was up.
            raise self._named(str(error) or type(error).__name__, retryable=True) from None

    def _body(self, response: httpx2.Response) -> bytes:
        """What was sent, unpacked; bounded, since a small answer may unpack to a huge one, or never end."""
        deadline = time.monotonic() + self._server.timeout_seconds
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                raise PrometheusError(f"the answer is longer than {MAX_BODY_BYTES} bytes", hint="ask for less time")
            if time.monotonic() > deadline:
                raise PrometheusError(f"no whole answer within {self._server.timeout_seconds:g} s", retryable=True)
        return bytes(body)

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        """A timeout counts from byte to byte; whoever dribbles their headers loses the connection."""
        timer = Timer(2 * self._server.timeout_seconds, self._start_again)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _start_again(self) -> None:
        stuck, self._client = self._client, self._connect()
        stuck.close()

    def _connect(self) -> httpx2.Client:
        server = self._server
        auth = httpx2.BasicAuth(server.user, server.password) if server.user else None
        headers = {"User-Agent": "firstcause", **({"Authorization": f"Bearer {server.token}"} if server.token else {})}
        return httpx2.Client(
            auth=auth, headers=headers, verify=_trust(server), timeout=server.timeout_seconds, trust_env=False
        )

    def _named(self, message: str, *, hint: str = "", retryable: bool) -> PrometheusError:
        """The message with the server's name in front, and without whatever secret the server may have repeated."""
        for secret in (self._server.token, self._server.password):
            message = message.replace(secret, "***") if secret else message
        return PrometheusError(f"{self._base}: {message}", hint=hint, retryable=retryable)


def _trust(server: Server) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=server.ca or None)
    if server.client_cert:
        context.load_cert_chain(server.client_cert, server.client_key or None)
    return context


def _data(response: httpx2.Response, body: bytes) -> Any:
    status = response.status_code
    if status in _REFUSED:
        raise PrometheusError(
            f"answered {status}: {_REFUSED[status]}",
            hint="see [sources.prometheus] token, user; for `init`, --prometheus-login",
        )
    if 300 <= status < 400:
        raise PrometheusError(f"answered {status}: it is elsewhere", hint="name the final URL")
    try:
        return wire.data(body)
    except ForeignAnswerError:
        if status == httpx2.codes.OK:
            raise
        raise PrometheusError(f"answered {status} {response.reason_phrase}", retryable=status >= 500) from None
