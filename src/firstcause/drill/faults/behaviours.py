"""Releases that behave differently: another program, other settings, another flag; the certificates are well."""

from __future__ import annotations

from firstcause.drill.faults.fault import Replaced, Stage, behaving
from firstcause.drill.fleet.behaviour import read_behaviour

STALL_SECONDS = 10.0
FAILING_SHARE = 0.4
TIMES_SLOWER = 10


def no_shared_version(stage: Stage) -> Replaced:
    """The server's policy moves to TLS 1.3, while one caller speaks 1.2 at most."""
    return behaving(stage, minimum_version="TLSv1.3")


def plaintext_server(stage: Stage) -> Replaced:
    """TLS is switched off."""
    return behaving(stage, tls=False)


def handshake_timeout(stage: Stage) -> Replaced:
    """Connections are accepted, and nothing is said for longer than any caller waits."""
    return behaving(stage, handshake_stall_seconds=STALL_SECONDS)


def slow_dependency(stage: Stage) -> Replaced:
    """The database behind the service takes ten times as long for a write."""
    present = read_behaviour(stage.fleet.layout.current(stage.service.name))
    return behaving(stage, database_seconds=TIMES_SLOWER * present.database_seconds)


def bad_release(stage: Stage) -> Replaced:
    """Two requests of five are answered with 500."""
    return behaving(stage, failing_share=FAILING_SHARE)
