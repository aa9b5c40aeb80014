"""Mend a text by what its findings propose, as often as that changes anything, and nothing but their spans."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from firstcause.document.spans import Edit, Span, edited
from firstcause.model.finding import Finding, Fix

ROUNDS: Final = 40  # one rule mends in each, and a repair may uncover another; on for ever would be a mistake of ours


@dataclass(frozen=True, slots=True)
class Fixed:
    """The text as it is now, the rules that mended it, once for each time, and what is found in it still."""

    text: str
    mended: tuple[str, ...]
    left: tuple[Finding, ...]


def fix(text: str, lint: Callable[[str], Sequence[Finding]], *, unsafe: bool) -> Fixed:
    """Repair all that may be repaired. `unsafe`: also what a person should have a look at."""
    mended: list[str] = []
    seen = {text}
    found = lint(text)
    for _ in range(ROUNDS):
        chosen = _apart(_first_rule([one for one in found if is_fixable(one, unsafe=unsafe)]))
        after = edited(text, (edit for one in chosen for edit in _edits(one)))
        if after in seen:
            break
        seen.add(after)
        text, found = after, lint(after)
        mended += [one.rule for one in chosen]
    return Fixed(text, tuple(mended), tuple(found))


def is_fixable(finding: Finding, *, unsafe: bool) -> bool:
    """Whether it may be mended now."""
    return bool(finding.replacements) and (finding.fix is Fix.SAFE or (unsafe and finding.fix is Fix.UNSAFE))


def _first_rule(findings: list[Finding]) -> list[Finding]:
    """Those of one rule: what another proposes may be needless once these are mended."""
    first = min((one.rule for one in findings), default="")
    return [one for one in findings if one.rule == first]


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """Those whose edits do not touch one another; the others have their turn in the next round."""
    chosen: list[Finding] = []
    taken: list[Span] = []
    for finding in findings:
        spans = [edit.span for edit in _edits(finding)]
        if any(_touch(span, other) for span in spans for other in taken):
            continue
        chosen.append(finding)
        taken += spans
    return chosen


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _edits(finding: Finding) -> list[Edit]:
    return [Edit(Span(r.start, r.end), r.text) for r in finding.replacements]
