"""OTLP export requests, from friends and from strangers."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from firstcause.model import span as model
from firstcause.sources import otlp
from firstcause.sources.errors import DecodeError
from firstcause.sources.otlp import decode_traces

KEY = b"a key of this installation"
SECOND = 10**9
START = 1_762_491_510 * SECOND


def attribute(name: str, value: str | int) -> KeyValue:
    held = AnyValue(int_value=value) if isinstance(value, int) else AnyValue(string_value=value)
    return KeyValue(key=name, value=held)


def span(*attributes: KeyValue, **fields: object) -> Span:
    made = Span(
        trace_id=b"t" * 16,
        span_id=b"s" * 8,
        parent_span_id=b"p" * 8,
        name="POST /orders",
        kind=Span.SPAN_KIND_CLIENT,
        start_time_unix_nano=START,
        end_time_unix_nano=START + SECOND // 2,
        attributes=attributes,
    )
    made.MergeFrom(Span(**fields))  # type: ignore[arg-type] # each test names the one field that it changes
    return made


def request(*spans: Span, service: str = "edge") -> bytes:
    resource = ResourceSpans(scope_spans=[ScopeSpans(spans=spans)])
    resource.resource.attributes.append(attribute("service.name", service))
    return ExportTraceServiceRequest(resource_spans=[resource]).SerializeToString()


def decoded(*attributes: KeyValue, **fields: object) -> model.Span:
    (only,) = decode_traces(request(span(*attributes, **fields)), KEY)
    return only


def test_a_whole_span() -> None:
    """Ids in hexadecimal, times in seconds, the peer as callee, the service's own outcome."""
    found = decoded(attribute("peer.service", "orders"), attribute("app.outcome", "retried"))
    assert found == model.Span(
        trace="74" * 16,
        span="73" * 8,
        parent="70" * 8,
        service="edge",
        name="POST /orders",
        kind="client",
        callee="orders",
        outcome="retried",
        user="",
        start=1_762_491_510.0,
        end=1_762_491_510.5,
    )


@pytest.mark.parametrize("name", ["enduser.id", "enduser.pseudo.id"])
def test_users_are_hashed_with_the_key(name: str) -> None:
    """The user is an HMAC-SHA256 of the identity: stable under one key, another under another, never the name."""
    expected = hmac.new(KEY, b"alice", hashlib.sha256).hexdigest()[:16]
    body = request(span(attribute(name, "alice")))
    assert decode_traces(body, KEY)[0].user == expected
    assert decode_traces(body, b"another key")[0].user not in ("", "alice", expected)


def test_a_user_may_be_a_number() -> None:
    """Some services identify users by numbers."""
    assert decoded(attribute("enduser.id", 7)).user == decoded(attribute("enduser.id", "7")).user


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(Status.STATUS_CODE_UNSET, "ok"), (Status.STATUS_CODE_OK, "ok"), (Status.STATUS_CODE_ERROR, "failed")],
)
def test_outcome_from_the_status(code: Status.StatusCode.ValueType, outcome: str) -> None:
    """Without a word of the service's own the span's status decides."""
    assert decoded(status=Status(code=code)).outcome == outcome


def test_a_span_without_service() -> None:
    """A resource without a name is called as OpenTelemetry's conventions call it."""
    bare = ExportTraceServiceRequest(resource_spans=[ResourceSpans(scope_spans=[ScopeSpans(spans=[span()])])])
    assert decode_traces(bare.SerializeToString(), KEY)[0].service == "unknown_service"


def test_nothing_is_no_spans() -> None:
    """An empty request is a good one."""
    assert decode_traces(b"", KEY) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"trace_id": b"short"},
        {"span_id": b"far too long for a span"},
        {"parent_span_id": b"p"},
        {"start_time_unix_nano": START + SECOND},
        {"end_time_unix_nano": 2**63},
    ],
)
def test_impossible_spans(changed: dict[str, object]) -> None:
    """Ids of the wrong length, and times that cannot be, refuse the request."""
    with pytest.raises(DecodeError) as error:
        decoded(**changed)
    assert error.value.hint


def test_too_many_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of spans in one request is bounded."""
    monkeypatch.setattr(otlp, "MAX_SPANS", 2)
    with pytest.raises(DecodeError, match="3 spans"):
        decode_traces(request(span(), span(), span()), KEY)


def test_long_texts_are_cut() -> None:
    """Names and values have a bounded length."""
    found = decoded(attribute("peer.service", "x" * 10_000), name="y" * 10_000)
    assert (len(found.callee), len(found.name)) == (256, 256)


def field(number: int, content: bytes) -> bytes:
    """A length-delimited protobuf field, written by hand: the library refuses to encode what it will not decode."""
    length = len(content)
    varint = bytes([length & 0x7F | 0x80, length >> 7 & 0x7F | 0x80, length >> 14])
    return bytes([number << 3 | 2]) + varint + content


def test_deep_nesting_is_refused() -> None:
    """Attributes nested beyond reason do not exhaust the stack."""
    value = field(1, b"x")
    for _ in range(200):
        value = field(5, field(1, value))  # AnyValue.array_value, ArrayValue.values
    attributes = field(1, field(1, b"enduser.id") + field(2, value))
    with pytest.raises(DecodeError):
        decode_traces(field(1, field(1, attributes)), KEY)


@given(st.binary(max_size=300))
def test_any_bytes(body: bytes) -> None:
    """Any bytes either decode or raise DecodeError."""
    try:
        spans = decode_traces(body, KEY)
    except DecodeError:
        return
    assert all(isinstance(found, model.Span) for found in spans)


@given(st.data())
def test_a_damaged_request(data: st.DataObject) -> None:
    """A real request with a few bytes changed either decodes or raises DecodeError."""
    body = bytearray(request(span(attribute("enduser.id", "alice")), span()))
    for index in data.draw(st.lists(st.integers(0, len(body) - 1), max_size=4)):
        body[index] = data.draw(st.integers(0, 255))
    try:
        decode_traces(bytes(body), KEY)
    except DecodeError:
        return
