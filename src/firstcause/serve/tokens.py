"""Who may change something: bearer tokens (RFC 6750), of which only SHA-256 digests are kept.

Without any token configured everybody who reaches the socket may; the configuration allows that on loopback alone.
A token may be bound to an actor, so that what a drill's responder does is never taken for a person.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import ip_address

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from firstcause.model.event import Actor
from firstcause.serve.answers import error_answer
from firstcause.serve.signatures import HEADER as SIGNATURE

Tokens = Mapping[str, Actor | None]
"""SHA-256 (hexadecimal) of the token -> the actor bound to it; None: whoever `by` names."""

DRILL = "drill:"
TRACES_PATH = "/v1/traces"
GITHUB_PATH = "/intake/github"
GENERIC_PATH = "/intake/generic"
PROBE_PATH = "/probe"  # reads, but somebody else's doorbell rings
SIGNED_PATHS = frozenset({GITHUB_PATH, GENERIC_PATH})
READING = frozenset({"GET", "HEAD", "OPTIONS"})
LOCAL_PATHS = frozenset({TRACES_PATH, PROBE_PATH})


class TokenGate:
    """Middleware: lets nothing but reading pass without a token, spans and probes from this machine, what is signed.

    It stands before every path, so that a new one cannot forget it. The bound actor goes to `request.state.actor`,
    and whether there was a good token to `request.state.known`; a signature is judged by the path that asks for one.
    """

    def __init__(self, app: ASGIApp, tokens: Tokens) -> None:
        self._app = app
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 401."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        digest = self._digest(connection)
        if self._tokens and digest is None and not _needs_none(scope, connection):
            answer = error_answer(HTTPStatus.UNAUTHORIZED, "a token is needed", "send Authorization: Bearer TOKEN")
            await answer(scope, receive, send)
            return
        connection.state.actor = self._tokens[digest] if digest is not None else None
        connection.state.known = digest is not None
        await self._app(scope, receive, send)

    def _digest(self, connection: HTTPConnection) -> str | None:
        """The configured digest that the request's token has. All are compared, in constant time."""
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        presented = hashlib.sha256(token.strip().encode("latin-1", "replace")).hexdigest()
        matching = [known for known in self._tokens if hmac.compare_digest(known, presented)]
        return matching[0] if matching else None


def _needs_none(scope: Scope, connection: HTTPConnection) -> bool:
    if scope["path"] in LOCAL_PATHS:
        return _from_this_machine(connection)
    return scope["method"] in READING or (scope["path"] in SIGNED_PATHS and SIGNATURE in connection.headers)


def _from_this_machine(connection: HTTPConnection) -> bool:
    """From a loopback address, and not forwarded by a proxy that happens to run here."""
    forwarded = "forwarded" in connection.headers or "x-forwarded-for" in connection.headers
    return connection.client is not None and ip_address(connection.client.host).is_loopback and not forwarded


def digests(tokens: tuple[str, ...]) -> dict[str, Actor | None]:
    """SHA-256 of each token -> who speaks with it. `drill:NAME:TOKEN` binds a token to a drill's responder, so that
    nobody takes what it does for a person's act."""
    found: dict[str, Actor | None] = {}
    for entry in tokens:
        name, _, token = entry.removeprefix(DRILL).partition(":") if entry.startswith(DRILL) else ("", "", entry)
        found[hashlib.sha256(token.encode()).hexdigest()] = Actor("drill", name) if name else None
    return found
