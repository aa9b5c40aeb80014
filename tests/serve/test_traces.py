"""OTLP over HTTP: what is taken, and how a sender learns that it was not."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import httpx2
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

from firstcause.model.errors import FirstcauseError, StorageFullError

if TYPE_CHECKING:
    from tests.serve.conftest import Intake

PROTOBUF = {"content-type": "application/x-protobuf"}
GZIP = {**PROTOBUF, "content-encoding": "gzip"}


@pytest.mark.parametrize("packed", [False, True])
def test_an_export_is_taken(client: httpx2.Client, intake: Intake, packed: bool) -> None:
    """The body arrives as it was sent, plain or packed; the answer is an empty ExportTraceServiceResponse."""
    body = b"spans" * 1000
    answer = client.post(
        "/v1/traces", content=gzip.compress(body) if packed else body, headers=GZIP if packed else PROTOBUF
    )
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-protobuf")
    assert ExportTraceServiceResponse.FromString(answer.content) == ExportTraceServiceResponse()
    assert intake.bodies == [body]


def test_rubbish_is_not_to_be_sent_again(client: httpx2.Client, intake: Intake) -> None:
    """What can never be decoded is a 400."""
    intake.error = FirstcauseError("not an OTLP trace export request", hint="send protobuf")
    answer = client.post("/v1/traces", content=b"x", headers=PROTOBUF)
    assert (answer.status_code, answer.json()["hint"]) == (400, "send protobuf")


def test_a_full_store_is_to_be_tried_again(client: httpx2.Client, intake: Intake) -> None:
    """What cannot be kept now is a 503, never a 2xx."""
    intake.error = StorageFullError("the disk is full")
    answer = client.post("/v1/traces", content=b"x", headers=PROTOBUF)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


@pytest.mark.parametrize(
    "headers",
    [{"content-type": "application/json"}, {"content-type": "text/plain"}, {}, {**PROTOBUF, "content-encoding": "br"}],
)
def test_only_protobuf(client: httpx2.Client, intake: Intake, headers: dict[str, str]) -> None:
    """Another content type or encoding is a 415."""
    assert client.post("/v1/traces", content=b"{}", headers=headers).status_code == 415
    assert intake.bodies == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"not gzip", 400),
        (gzip.compress(b"x" * 100_000)[:-20], 400),
        (zlib.compress(b"x"), 400),
        (b"", 400),
        (gzip.compress(b"\0" * 64 * 1024 * 1024), 413),
    ],
)
def test_hostile_gzip(client: httpx2.Client, intake: Intake, body: bytes, status: int) -> None:
    """Broken data is a 400, a bomb a 413 that was never unpacked whole."""
    assert client.post("/v1/traces", content=body, headers=GZIP).status_code == status
    assert intake.bodies == []


def test_the_size_is_bounded(client: httpx2.Client, intake: Intake) -> None:
    """Four megabytes are taken, one byte more is not."""
    most = 4 * 1024 * 1024
    assert client.post("/v1/traces", content=b"x" * most, headers=PROTOBUF).status_code == 200
    assert client.post("/v1/traces", content=b"x" * (most + 1), headers=PROTOBUF).status_code == 413
    assert [len(body) for body in intake.bodies] == [most]
