"""POST /v1/traces: OTLP over HTTP, protobuf only. It bounds and unpacks the body; decoding is the intake's affair."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from firstcause.model.errors import FirstcauseError
from firstcause.serve.answers import RequestError
from firstcause.serve.body import content_type
from firstcause.serve.tokens import TRACES_PATH

TraceIntake = Callable[[bytes], None]
"""Decodes and keeps the spans of one request. Raises a retryable FirstcauseError when they cannot be kept now, any
other when the bytes are no spans."""

PROTOBUF = "application/x-protobuf"
MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_EXPANDED_BYTES = 16 * 1024 * 1024
GZIP_WINDOW = 16 + zlib.MAX_WBITS  # zlib's way to say "with a gzip header"
EMPTY_RESPONSE = b""  # an ExportTraceServiceResponse with nothing rejected encodes to no bytes at all


def traces_route(intake: TraceIntake) -> Route:
    """The route, which hands each body to `intake` in a thread."""

    async def traces(request: Request) -> Response:
        if content_type(request) != PROTOBUF:
            raise RequestError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"expected Content-Type: {PROTOBUF}", hint="OTLP/JSON is not read"
            )
        body = await request.body()
        await run_in_threadpool(_take, intake, request.headers.get("content-encoding", "identity"), body)
        return Response(EMPTY_RESPONSE, media_type=PROTOBUF)

    return Route(TRACES_PATH, traces, methods=["POST"], max_body_size=MAX_BODY_BYTES)


def _take(intake: TraceIntake, encoding: str, body: bytes) -> None:
    try:
        intake(_expanded(body, encoding.strip().lower()))
    except FirstcauseError as error:
        if error.retryable or isinstance(error, RequestError):
            raise
        raise RequestError(HTTPStatus.BAD_REQUEST, str(error), hint=error.hint) from error


def _expanded(body: bytes, encoding: str) -> bytes:
    if encoding == "identity":
        return body
    if encoding != "gzip":
        raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"cannot read Content-Encoding: {encoding[:40]}")
    unpacker = zlib.decompressobj(GZIP_WINDOW)
    try:
        expanded = unpacker.decompress(body, MAX_EXPANDED_BYTES)
    except zlib.error as error:
        raise RequestError(HTTPStatus.BAD_REQUEST, f"not gzip: {error}") from error
    if unpacker.unconsumed_tail:
        raise RequestError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"expands to more than {MAX_EXPANDED_BYTES} bytes", hint="send less"
        )
    if not unpacker.eof:
        raise RequestError(HTTPStatus.BAD_REQUEST, "gzip data ends too early")
    return expanded
