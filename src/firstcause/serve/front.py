"""The one application that the listener knows: it passes every request to whichever application is in force.

So the configuration can change while the socket stays open. It counts the requests that are under way in each, since
an application's stores may only be closed when nobody is in them.
"""

from __future__ import annotations

import threading
from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from firstcause.serve.answers import error_answer


class InForce:
    """One application with its requests under way. Requests come from the one thread of the event loop."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._under_way = 0
        self._idle = threading.Event()
        self._idle.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        self._under_way += 1
        self._idle.clear()
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    def wait_idle(self, timeout_seconds: float) -> bool:
        """Wait until no request is under way; False when it takes longer."""
        return self._idle.wait(timeout_seconds)


class Front:
    """Begins with no application; until there is one, and whenever there is none, the answer is 503."""

    def __init__(self) -> None:
        self._in_force: InForce | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or ask to try again soon."""
        app = self._in_force
        if app is not None:
            await app(scope, receive, send)
        elif scope["type"] == "http":
            busy = error_answer(HTTPStatus.SERVICE_UNAVAILABLE, "firstcause is starting", "try again in a second")
            await busy(scope, receive, send)

    def show(self, app: ASGIApp) -> InForce | None:
        """Put this application in force; returns the one that was."""
        before, self._in_force = self._in_force, InForce(app)
        return before
