"""Ask a document all rules that are selected, and say what they find, less what its own comments spare it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from firstcause.model.finding import Finding
from firstcause.review.lint.registry import RULES
from firstcause.review.lint.rule import Rule, Subject
from firstcause.review.lint.silence import silenced

UNREADABLE: Final = "RCA100"
UNUSED: Final = "RCA901"


def lint(subject: Subject, rules: Sequence[Rule] = RULES) -> list[Finding]:
    """Everything that these rules find, by place and rule."""
    if subject.unreadable:
        return _found(subject, [rule for rule in rules if rule.id == UNREADABLE])
    found, idle = silenced(subject.reading, _found(subject, rules), RULES, rules)
    if idle:
        found += _found(replace(subject, idle=idle), [rule for rule in rules if rule.id == UNUSED])
    return sorted(found, key=_order)


def _found(subject: Subject, rules: Sequence[Rule]) -> list[Finding]:
    return [finding for rule in rules for finding in rule.findings(subject)]


def _order(finding: Finding) -> tuple[int, str, int, str]:
    return finding.place.line, finding.rule, finding.place.column, finding.message
