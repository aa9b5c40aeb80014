"""RCA513: an action that a document calls done, and whose check says otherwise."""

from __future__ import annotations

from datetime import date

import pytest

from firstcause.document.reading.read import read
from firstcause.document.spans import Source
from firstcause.review.checks import Proof, RunbookCheck, Verdict
from firstcause.review.lint.lint import lint
from firstcause.review.lint.registry import RULES
from firstcause.review.lint.rule import Policy, Subject
from firstcause.review.lint.vault import Vault

CHECK = RunbookCheck("orders", "tls/unknown-ca")
DOCUMENT = """# x

## Action Items

| Id | Action | Status | Check |
|---|---|---|---|
| A1 | Write it down | STATUS | `firstcause runbook check orders tls/unknown-ca` |
"""


@pytest.mark.parametrize(
    ("status", "verdict", "found"),
    [
        ("done", Verdict.FAILS, 1),
        ("done", Verdict.PASSES, 0),
        ("done", Verdict.UNABLE, 0),
        ("open", Verdict.FAILS, 0),
    ],
)
def test_done_and_failing_is_an_error(status: str, verdict: Verdict, found: int) -> None:
    """At its status, and at its check; what is open may fail, and what could not be run says nothing."""
    reading = read(Source(DOCUMENT.replace("STATUS", status), "RCAs/x.md"))
    vault = Vault(proofs={CHECK: Proof(verdict, "there is no section")})
    said = lint(Subject(reading, vault, Policy(date(2026, 1, 1))), [rule for rule in RULES if rule.id == "RCA513"])
    assert len(said) == found
    for one in said:
        assert (one.place.line, one.message) == (
            7,
            "this action is marked done, and its check fails: there is no section",
        )
        assert one.related[0].place.line == 7
