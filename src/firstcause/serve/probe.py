"""GET /probe?target=&module=: one look, told in blackbox_exporter's metrics.

What is asked is read in `exporter.question`, what was seen is told by `exporter.families`; here both meet HTTP. The
lane answers in its own thread: no thread waits for a look.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from firstcause.exporter.errors import ProbeQuestionError, TargetRefusedError
from firstcause.exporter.families import Probed
from firstcause.exporter.policy import ExporterPolicy
from firstcause.exporter.question import Asked, Question, question
from firstcause.model.handshake import Look
from firstcause.model.looks import LookCount, Taken
from firstcause.model.service import Catalogue
from firstcause.serve.answers import RequestError
from firstcause.serve.tokens import PROBE_PATH

AT_ONCE: Final = 256  # as many as the lane has under way; a scrape that finds no room comes again
SCRAPE_TIMEOUT: Final = "X-Prometheus-Scrape-Timeout-Seconds"


class Looks(Protocol):
    """Where looks come from. `ask` returns at once; what it returns is answered within the look's time."""

    def ask(self, look: Look, /) -> Future[Taken]:
        """A look, or a recent one like it. Raises FirstcauseError, to be tried again, when there is neither."""
        ...

    def counts(self) -> Sequence[LookCount]:
        """How many there have been."""
        ...


class ProbeDoor:
    """The route, over what may be asked and where looks come from."""

    def __init__(self, catalogue: Catalogue, policy: ExporterPolicy, looks: Looks) -> None:
        self._catalogue = catalogue
        self._policy = policy
        self._looks = looks
        self._under_way = 0

    def routes(self) -> list[Route]:
        """GET /probe."""
        return [Route(PROBE_PATH, self._probe)]

    async def _probe(self, request: Request) -> Response:
        asked = self._question(request)
        if self._under_way >= AT_ONCE:
            raise RequestError(HTTPStatus.SERVICE_UNAVAILABLE, f"{AT_ONCE} probes are under way", hint="try again")
        self._under_way += 1
        try:
            taken = await asyncio.wrap_future(self._looks.ask(asked.look))
        finally:
            self._under_way -= 1
        age = max(0.0, (datetime.now(UTC) - taken.at).total_seconds())
        shown = CollectorRegistry(auto_describe=False)
        shown.register(Probed(asked.look, asked.module, taken, age))
        return Response(generate_latest(shown), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    def _question(self, request: Request) -> Question:
        given = request.query_params
        asked = Asked(
            given.get("target", ""),
            given.get("module", ""),
            given.get("view", ""),
            given.get("hostname", ""),
            request.headers.get(SCRAPE_TIMEOUT, ""),
        )
        try:
            return question(asked, self._catalogue, self._policy)
        except TargetRefusedError as error:
            raise RequestError(HTTPStatus.FORBIDDEN, str(error), hint=error.hint) from None
        except ProbeQuestionError as error:
            raise RequestError(HTTPStatus.BAD_REQUEST, str(error), hint=error.hint) from None


class LookFigures:
    """How many looks there have been, as our own metrics: the counts begin again whenever the service does."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks

    def collect(self) -> Iterable[Metric]:
        """Asked at every scrape."""
        family = CounterMetricFamily(
            "firstcause_looks", "Looks at endpoints, by who asked.", labels=["asker", "outcome", "reason"]
        )
        for one in self._looks.counts():
            family.add_metric([one.asker, one.outcome, one.reason], one.count)
        yield family
