"""POST /intake/github and /intake/generic: changes, signed or with a token. A 202 means that the change is on disk.

It bounds the body and sees who sent it; what the body says is the intake's affair.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from firstcause.model.errors import FirstcauseError
from firstcause.serve.answers import RequestError
from firstcause.serve.body import content_type
from firstcause.serve.signatures import HEADER, is_signed
from firstcause.serve.tokens import GENERIC_PATH, GITHUB_PATH

MAX_GITHUB_BYTES = 1024 * 1024
MAX_CHANGE_BYTES = 64 * 1024
Taken = tuple[str, str]
"""The change's id, "" when there is none; and then why not."""


class Intake(Protocol):
    """Decodes and keeps. Raises a retryable FirstcauseError when it cannot be kept now, any other for a bad body."""

    def generic(self, body: bytes, /) -> Taken:
        """A change event of ours."""
        ...

    def github(self, event: str, body: bytes, /) -> Taken:
        """GitHub's webhook; `event` is X-GitHub-Event."""
        ...


@dataclass(frozen=True, slots=True)
class ChangeDoors:
    """The intake, and the secrets under which its two doors are signed; "" where there is none."""

    intake: Intake
    secret: str = ""
    github_secret: str = ""

    def routes(self) -> list[Route]:
        """Both paths."""
        return [
            Route(GITHUB_PATH, self.github, methods=["POST"], max_body_size=MAX_GITHUB_BYTES),
            Route(GENERIC_PATH, self.generic, methods=["POST"], max_body_size=MAX_CHANGE_BYTES),
        ]

    async def github(self, request: Request) -> Response:
        """Whatever GitHub sends: always signed."""
        body = await request.body()
        _see_signature(request, body, self.github_secret, "sources.changes.github")
        _see_json(request)
        event = request.headers.get("x-github-event", "")
        return await _answered(lambda: self.intake.github(event, body))

    async def generic(self, request: Request) -> Response:
        """One change event: signed, or with a token, or from this machine while there is neither secret nor token."""
        body = await request.body()
        if HEADER in request.headers or (self.secret and not request.state.known):
            _see_signature(request, body, self.secret, "sources.changes")
        _see_json(request)
        return await _answered(lambda: self.intake.generic(body))


def _see_signature(request: Request, body: bytes, secret: str, table: str) -> None:
    if not is_signed(secret, body, request.headers.get(HEADER, "")):
        reason = "the signature is not that of the body" if secret else f"there is no [{table}] secret"
        raise RequestError(
            HTTPStatus.UNAUTHORIZED, reason, hint=f"sign with the [{table}] secret: {HEADER}: sha256=..."
        )


def _see_json(request: Request) -> None:
    if content_type(request) != "application/json":
        hint = "GitHub: choose the content type application/json"
        raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "expected Content-Type: application/json", hint=hint)


async def _answered(take: Callable[[], Taken]) -> Response:
    try:
        change, reason = await run_in_threadpool(take)
    except FirstcauseError as error:
        if error.retryable:
            raise
        raise RequestError(HTTPStatus.BAD_REQUEST, str(error), hint=error.hint) from error
    told = {"status": "accepted", "change": change} if change else {"status": "ignored", "reason": reason}
    return JSONResponse(told, HTTPStatus.ACCEPTED)
