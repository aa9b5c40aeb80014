"""How answers and errors look on the wire: JSON, and for errors always {"error","hint"}.

A 503 says "try again soon", a 4xx "this can never succeed": clients that page people rely on the difference.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from firstcause.model.errors import EvidenceNotFoundError, FirstcauseError, UnknownIncidentError

RETRY_AFTER_SECONDS = 1


class RequestError(FirstcauseError):
    """The request itself is wrong; `status` is the HTTP status that says how."""

    def __init__(self, status: HTTPStatus, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status


def error_answer(status: int, message: str, hint: str = "") -> Response:
    """An error as every path tells it."""
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"  # RFC 6750 section 3
    return JSONResponse({"error": message, "hint": hint}, status, headers)


async def explained(request: Request, error: Exception) -> Response:
    """Errors of our own, with the status that tells the client whether to try again."""
    if not isinstance(error, FirstcauseError):
        raise error
    return error_answer(_status(request, error), str(error), error.hint)


async def refused(request: Request, error: Exception) -> Response:
    """Errors of the router: no such path, wrong method, body too long."""
    if not isinstance(error, HTTPException):
        raise error
    answer = error_answer(error.status_code, f"{request.method} {request.url.path}: {error.detail}")
    answer.headers.update(error.headers or {})
    return answer


async def failed(request: Request, _error: Exception) -> Response:
    """What nobody foresaw: the client learns that it failed, and the log, from the exception itself, why."""
    return error_answer(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        f"{request.method} {request.url.path} failed",
        "the log of firstcause says why",
    )


def _status(request: Request, error: FirstcauseError) -> int:
    match error:
        case RequestError(status=status):
            return status
        case UnknownIncidentError() | EvidenceNotFoundError():
            return HTTPStatus.NOT_FOUND
        case FirstcauseError(retryable=True):
            return HTTPStatus.SERVICE_UNAVAILABLE
        case _:  # a statement was refused; reading never conflicts with anything
            return HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.INTERNAL_SERVER_ERROR
