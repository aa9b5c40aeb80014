"""OTLP trace export requests (protobuf) to spans. It keeps what diagnosis and impact need and drops the rest.

Users are counted, not named: their identity is replaced by a keyed hash before anything else sees it. Attribute names
are OpenTelemetry's semantic conventions, except `app.outcome`, the service's own word for how the request ended.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator

from google.protobuf.message import DecodeError as ProtobufDecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1 import trace_pb2

from firstcause.model.span import Span
from firstcause.sources.errors import DecodeError

MAX_SPANS = 50_000
MAX_TEXT = 256  # longer names and values are cut
TRACE_ID_BYTES = 16
SPAN_ID_BYTES = 8
LATEST_NANOSECONDS = 4_102_444_800 * 10**9  # 2100: a later time is not a time
USER_ATTRIBUTES = ("enduser.id", "enduser.pseudo.id")
KINDS = {
    trace_pb2.Span.SPAN_KIND_SERVER: "server",
    trace_pb2.Span.SPAN_KIND_CLIENT: "client",
    trace_pb2.Span.SPAN_KIND_PRODUCER: "producer",
    trace_pb2.Span.SPAN_KIND_CONSUMER: "consumer",
}
HINT = "send ExportTraceServiceRequest as protobuf (OTLP/HTTP)"


def decode_traces(body: bytes, user_key: bytes) -> list[Span]:
    """The spans of one ExportTraceServiceRequest; `user_key` keys the hashes of users.

    Raises DecodeError when the bytes are none, when ids or times are impossible, or above 50,000 spans.
    """
    request = ExportTraceServiceRequest()
    try:
        request.ParseFromString(body)
    except ProtobufDecodeError as error:
        raise DecodeError("not an OTLP trace export request", hint=HINT) from error
    _check_count(request)
    return [_span(service, span, user_key) for service, span in _with_service(request)]


def pseudonym(user: str, key: bytes) -> str:
    """The user's keyed hash: HMAC-SHA256 (RFC 2104), its first 16 hexadecimal digits; "" for no user."""
    return hmac.new(key, user.encode(), hashlib.sha256).hexdigest()[:16] if user else ""


def _check_count(request: ExportTraceServiceRequest) -> None:
    count = sum(len(scope.spans) for resource in request.resource_spans for scope in resource.scope_spans)
    if count > MAX_SPANS:
        raise DecodeError(f"{count} spans in one request, we take {MAX_SPANS}", hint="send smaller batches")


def _with_service(request: ExportTraceServiceRequest) -> Iterator[tuple[str, trace_pb2.Span]]:
    for resource in request.resource_spans:
        service = _attributes(resource.resource.attributes, ("service.name",)).get("service.name", "unknown_service")
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield service, span


def _span(service: str, span: trace_pb2.Span, user_key: bytes) -> Span:
    _check_ids(span)
    _check_times(span)
    attributes = _attributes(span.attributes, ("app.outcome", "peer.service", *USER_ATTRIBUTES))
    user = next((attributes[name] for name in USER_ATTRIBUTES if name in attributes), "")
    failed = span.status.code == trace_pb2.Status.STATUS_CODE_ERROR
    return Span(
        trace=span.trace_id.hex(),
        span=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        service=service,
        name=span.name[:MAX_TEXT],
        kind=KINDS.get(span.kind, "internal"),
        callee=attributes.get("peer.service", ""),
        outcome=attributes.get("app.outcome") or ("failed" if failed else "ok"),
        user=pseudonym(user, user_key),
        start=span.start_time_unix_nano / 1e9,
        end=span.end_time_unix_nano / 1e9,
    )


def _check_ids(span: trace_pb2.Span) -> None:
    """Lengths as in OTLP: 16 and 8 bytes; a root span has no parent."""
    lengths = (len(span.trace_id), len(span.span_id), len(span.parent_span_id) or SPAN_ID_BYTES)
    if lengths != (TRACE_ID_BYTES, SPAN_ID_BYTES, SPAN_ID_BYTES):
        raise DecodeError(f"span {span.span_id.hex()[:32]!r}: ids are 16 (trace) and 8 (span) bytes long", hint=HINT)


def _check_times(span: trace_pb2.Span) -> None:
    if not 0 < span.start_time_unix_nano <= span.end_time_unix_nano < LATEST_NANOSECONDS:
        raise DecodeError(f"span {span.span_id.hex()}: it ends before it starts, or outside 1970-2100", hint=HINT)


def _attributes(attributes: Iterable[KeyValue], wanted: tuple[str, ...]) -> dict[str, str]:
    """The wanted attributes as text; numbers are written out, since some users are numbers."""
    return {pair.key: _text(pair) for pair in attributes if pair.key in wanted}


def _text(pair: KeyValue) -> str:
    kind = pair.value.WhichOneof("value")
    if kind == "string_value":
        return pair.value.string_value[:MAX_TEXT]
    return str(pair.value.int_value) if kind == "int_value" else ""
