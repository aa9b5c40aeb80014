"""Sending spans as OTLP over HTTP in protobuf, once a second, from a thread of its own.

A receiver that is away costs nothing but memory: spans wait in their bounded buffer and are sent when it is back.
"""

from __future__ import annotations

import http.client
import threading
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from firstcause.drill.fleet.logs import Log
from firstcause.drill.fleet.metrics import Metrics
from firstcause.drill.fleet.traces import FinishedSpan, SpanBuffer

INTERVAL_SECONDS: Final = 1.0
BATCH: Final = 500
_TIMEOUT_SECONDS: Final = 2.0
_KINDS: Final = {
    "server": Span.SpanKind.SPAN_KIND_SERVER,
    "client": Span.SpanKind.SPAN_KIND_CLIENT,
}


class Exporter:
    """Empties a span buffer towards `url`."""

    def __init__(self, url: str, resource: Mapping[str, str], buffer: SpanBuffer, metrics: Metrics, log: Log) -> None:
        self._url = urlsplit(url)
        self._resource = Resource(attributes=_attributes(resource))
        self._buffer = buffer
        self._metrics = metrics
        self._log = log
        self._reachable = True
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="otlp", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def stop(self) -> None:
        """Send what is there once more, and end."""
        self._stopping.set()
        self._thread.join(_TIMEOUT_SECONDS + INTERVAL_SECONDS)

    def _run(self) -> None:
        while not self._stopping.wait(INTERVAL_SECONDS):
            self._flush()
        self._flush()

    def _flush(self) -> None:
        while spans := self._buffer.take(BATCH):
            if not self._send(spans):
                self._buffer.give_back(spans)
                break
        if dropped := self._buffer.dropped():
            self._metrics.spans_dropped(dropped)

    def _send(self, spans: Sequence[FinishedSpan]) -> bool:
        try:
            status = self._post(encode(self._resource, spans))
        except OSError as error:
            self._unreachable(str(error))
            return False
        if status >= 500:
            self._unreachable(f"status {status}")
            return False
        self._reachable = True
        if status >= 400:
            # The receiver will not like them better the next time.
            self._log.write("ERROR", "spans refused", status=status)
            self._metrics.spans_dropped(len(spans))
        return True

    def _post(self, body: bytes) -> int:
        connection = http.client.HTTPConnection(self._url.netloc, timeout=_TIMEOUT_SECONDS)
        try:
            connection.request("POST", self._url.path, body, {"Content-Type": "application/x-protobuf"})
            return connection.getresponse().status
        except http.client.HTTPException as error:
            raise ConnectionError(f"no HTTP answer: {error!r}") from error
        finally:
            connection.close()

    def _unreachable(self, reason: str) -> None:
        if self._reachable:
            self._log.write("WARNING", "spans wait for their receiver", error=reason)
        self._reachable = False


def encode(resource: Resource, spans: Sequence[FinishedSpan]) -> bytes:
    """An ExportTraceServiceRequest that holds these spans."""
    scope = ScopeSpans(scope=InstrumentationScope(name="firstcause.drill"), spans=[_span(s) for s in spans])
    request = ExportTraceServiceRequest(resource_spans=[ResourceSpans(resource=resource, scope_spans=[scope])])
    return request.SerializeToString()


def _span(span: FinishedSpan) -> Span:
    code = Status.StatusCode.STATUS_CODE_ERROR if span.error else Status.StatusCode.STATUS_CODE_UNSET
    return Span(
        trace_id=bytes.fromhex(span.context.trace),
        span_id=bytes.fromhex(span.context.span),
        parent_span_id=bytes.fromhex(span.context.parent),
        name=span.name,
        kind=_KINDS[span.kind],
        start_time_unix_nano=int(span.start * 1e9),
        end_time_unix_nano=int(span.end * 1e9),
        attributes=_attributes(span.attributes),
        status=Status(code=code, message=span.error),
    )


def _attributes(values: Mapping[str, str]) -> list[KeyValue]:
    return [KeyValue(key=k, value=AnyValue(string_value=v)) for k, v in values.items() if v]
