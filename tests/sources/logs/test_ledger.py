"""Which lines are worth a second look: a glance may let a line pass too many, and never one too few."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from firstcause.model.logs import LogSeverity
from firstcause.sources.logs.decode import decode_line
from firstcause.sources.logs.ledger import handshake_in, worth_reading

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
COUNTED = (
    '{"level": "WARN", "msg": "slow"}',
    '{"level": 40, "msg": "pino counts its levels"}',
    '{"PRIORITY": "3", "MESSAGE": "the journal counts its own"}',
    '{"severity":"Error","body":"x"}',
    "level=warning msg=slow",
    "level=3 msg=slow",
    "2026/11/25 01:00:00 [crit] 1#1: *7 open() failed",
    "2026-11-25 01:00:00 FATAL out of memory",
    "2026-11-25 01:00:00 SEVERE out of memory",
    "2026-11-25 01:00:00 INFO curl: (60) SSL certificate problem: unable to get local issuer certificate",
    '{"level": "info", "msg": "call failed", "error": "[SSL: CERTIFICATE_VERIFY_FAILED] certificate has expired"}',
)


@pytest.mark.parametrize("text", COUNTED)
def test_every_line_that_is_counted_is_worth_reading(text: str) -> None:
    """Whatever its shape, and however its level is written."""
    line = decode_line("orders", text, NOW)
    assert line.severity in (LogSeverity.WARNING, LogSeverity.ERROR) or handshake_in(line)
    assert worth_reading(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"level": "INFO", "message": "request served", "user": "user-7", "duration_seconds": 0.07}',
        "2026-11-25 01:00:00 INFO GET /orders 200",
        '127.0.0.1 - - [25/Nov/2026:01:00:00 +0000] "GET / HTTP/1.1" 200 612',
    ],
)
def test_most_lines_of_a_healthy_service_are_not(text: str) -> None:
    """They are told by a glance: a busy service writes thousands a second."""
    assert not worth_reading(text)
