"""A whole vault: every fault is found by its rule at its line, and nothing is said of what is clean."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from tests.review.lint.vault.faults import FAULTS, Fault
from tests.review.lint.vault.write import Written, other_notes, vault

from firstcause.document.reading.read import read
from firstcause.document.spans import Source
from firstcause.model.finding import Finding, Level
from firstcause.review.lint.index import vault_of
from firstcause.review.lint.lint import lint
from firstcause.review.lint.note import glance
from firstcause.review.lint.rule import Policy, Subject
from firstcause.review.lint.vault import Vault

TODAY = date(2026, 11, 26)
# What another rule says of the same thing, and rightly so.
ALSO = {
    "a_change_that_nobody_names": {"RCA402", "RCA403"},
    "a_previous_incident_of_the_same_day": {"RCA601"},
    "somebody_made_a_mistake": {"RCA701"},
}


@cache
def documents() -> tuple[Written, ...]:
    return tuple(vault())


@cache
def index() -> Vault:
    texts = {one.path: one.text for one in documents()} | other_notes()
    return vault_of({path: glance(path, text) for path, text in texts.items()}, (), ())


def found(one: Written) -> list[Finding]:
    """Errors and warnings."""
    subject = Subject(read(Source(one.text, one.path)), index(), Policy(TODAY), note=one.path)
    return [finding for finding in lint(subject) if finding.level is not Level.INFO]


def test_the_vault_is_large_enough() -> None:
    """And holds every fault more than once."""
    assert len(documents()) >= 150
    assert all(sum(one.fault is fault for one in documents()) > 1 for fault in FAULTS)
    assert len({fault.rule for fault in FAULTS}) >= 40


def test_nothing_is_said_of_a_clean_document() -> None:
    """No error and no warning in any of them."""
    said = [(one.path, f.rule, f.message) for one in documents() if one.fault is None for f in found(one)]
    assert said == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.rule} {fault.name}")
def test_every_fault_is_found_by_its_rule(fault: Fault) -> None:
    """At its line, which may be either of two that contradict each other; and no other rule complains."""
    for one in (d for d in documents() if d.fault is fault):
        findings = found(one)
        lines = {p.line for f in findings if f.rule == fault.rule for p in (f.place, *(r.place for r in f.related))}
        assert one.line in lines or (lines and not one.line), (one.path, one.line, findings)
        assert {f.rule for f in findings} <= {fault.rule} | ALSO.get(fault.name, set()), (one.path, findings)
