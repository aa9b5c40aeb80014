"""What an old vault is known to have, so that only what is new is told. Lines may move: they are no part of it.

A finding is known by its document, its rule and its sentence, and as often as it stood there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from firstcause.model.errors import FirstcauseError
from firstcause.model.finding import Finding

SCHEMA: Final = 1
Key = tuple[str, str, str]  # note, rule, message


class BaselineError(FirstcauseError):
    """The file is no baseline."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """How often each finding is known."""

    known: Mapping[Key, int] = field(default_factory=dict)

    def new(self, note: str, found: Iterable[Finding]) -> Iterator[Finding]:
        """Those of a document that are not known yet."""
        seen: Counter[Key] = Counter()
        for finding in found:
            key = (note, finding.rule, finding.message)
            seen[key] += 1
            if seen[key] > self.known.get(key, 0):
                yield finding


def read_baseline(text: str, name: str) -> Baseline:
    """The baseline in a file of that name. Raises BaselineError."""
    try:
        rows = json.loads(text)["findings"]
        return Baseline({(row["path"], row["rule"], row["message"]): int(row["count"]) for row in rows})
    except (ValueError, KeyError, TypeError, RecursionError):
        hint = "write it anew with --write-baseline"
        raise BaselineError(f"{name}: not a baseline of lint", hint=hint) from None


def render_baseline(found: Iterable[tuple[str, Finding]]) -> str:
    """Findings with their notes -> a file that a diff of reads well."""
    counts = Counter((note, finding.rule, finding.message) for note, finding in found)
    rows = [
        {"path": note, "rule": rule, "message": message, "count": count}
        for (note, rule, message), count in sorted(counts.items())
    ]
    return json.dumps({"schema": SCHEMA, "findings": rows}, indent=1, ensure_ascii=False) + "\n"
