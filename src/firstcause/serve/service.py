"""Joins a running firstcause and its HTTP edge, and ends both together."""

from __future__ import annotations

import hashlib

from prometheus_client import CollectorRegistry

from firstcause.app import Service
from firstcause.config.schema import Config
from firstcause.model.event import Actor
from firstcause.serve.application import create_app
from firstcause.serve.server import HttpServer, listen

DRILL = "drill:"


def run(config: Config, *, leave_with_stdin: bool) -> int:
    """Serve until told to stop; returns the exit code: 0, or 130 after Ctrl-C. Raises ListenError, DatabaseError."""
    listener = listen(config.serve.host, config.serve.port)
    service = Service(config)
    app = create_app(
        service.desk,
        metrics=CollectorRegistry(),
        traces=service.take_traces,
        ready=service.ready,
        tokens=digests(config.serve.tokens),
    )
    service.start()
    try:
        signal = HttpServer(app, listener, leave_with_stdin=leave_with_stdin).run()
    finally:
        service.stop()
    return 130 if signal == 2 else 0


def digests(tokens: tuple[str, ...]) -> dict[str, Actor | None]:
    """SHA-256 of each token -> who speaks with it. `drill:NAME:TOKEN` binds a token to a drill's responder, so that
    nobody takes what it does for a person's act."""
    found: dict[str, Actor | None] = {}
    for entry in tokens:
        name, _, token = entry.removeprefix(DRILL).partition(":") if entry.startswith(DRILL) else ("", "", entry)
        found[hashlib.sha256(token.encode()).hexdigest()] = Actor("drill", name) if name else None
    return found
