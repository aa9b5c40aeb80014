"""The published document, checked as `firstcause lint` checks it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from firstcause.app.lint.request import Request
from firstcause.app.lint.run import lint_paths
from firstcause.config.lint import load_lint
from firstcause.drill.verdict import Lint
from firstcause.review.lint.rule import Policy


def linted(config: Path, rca: str) -> Lint:
    """What a machine finds wrong with it, and how much a person is still asked."""
    known = load_lint(config)
    policy = Policy(datetime.now(UTC).date(), known.severities)
    found = list(lint_paths(Request((rca,), policy, catalogue=known.services, configured=known.vault, cache=False)))
    errors, warnings = (sum(one.counts[level] for one in found) for level in (0, 1))
    return Lint(errors, warnings, sum(len(json.loads(f"[{one.questions}]")) for one in found))
