"""The look that spares the grammars most lines of a log: it must not spare them one that they would read."""

from __future__ import annotations

import json
from pathlib import Path

from firstcause.tls.explain.explain import STACKS
from firstcause.tls.explain.hints import worth_reading

COLLECTED = Path(__file__).parent / "collected"


def test_a_line_of_other_affairs_is_passed_over() -> None:
    """No fragment of a TLS library's words stands in it."""
    assert not worth_reading("2026-11-24T10:00:00Z INFO order 17 placed by a user in 12 ms, status=200")


def test_no_failure_that_a_grammar_reads_is_passed_over() -> None:
    """Over every line of the collected failures."""
    rows = (json.loads(line) for line in (COLLECTED / "first_failures.ndjson").read_text("utf-8").splitlines())
    lines = [line for row in rows for line in row["text"].splitlines() if not worth_reading(line)]
    assert [
        line for line in lines for grammar in STACKS if (read := grammar(line)) and (read.symptom or read.alert)
    ] == []
