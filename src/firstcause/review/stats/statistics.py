"""How the incidents of a vault went, as distributions with what is not derivable counted beside.

It never tells a mean: a few long incidents decide it, and with no change at all it "improves" by a tenth nearly every
second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from firstcause.model.account import Account
from firstcause.review.account.milestones import minutes_between
from firstcause.review.stats.actions import Actions, actions
from firstcause.review.stats.distribution import Distribution, distribution

Figure = Callable[[Account], float | None]

INTERVALS: Final[Mapping[str, tuple[str, Figure]]] = MappingProxyType(
    {
        "detect": ("from the beginning to the detection", lambda one: one.detect_minutes),
        "acknowledge": (
            "from the detection to the first answer",
            lambda one: minutes_between(one.milestones.detected, one.milestones.acknowledged),
        ),
        "mitigate": (
            "from the detection to the mitigation",
            lambda one: minutes_between(one.milestones.detected, one.milestones.mitigated),
        ),
        "resolve": (
            "from the detection to the end",
            lambda one: minutes_between(one.milestones.detected, one.milestones.resolved),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, and `not_derivable` incidents more of which the documents do not tell."""

    count: int
    of: int
    not_derivable: int

    @property
    def part(self) -> float | None:
        """From 0 to 1; None where there is nothing to count."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Statistics:
    """`repeats`: of a fault that had struck the same service before. `cited`: lines of timelines with evidence."""

    incidents: int
    intervals: Mapping[str, Distribution]
    pages: Distribution
    repeats: Share
    by_alert: Share
    by_user: Share
    change_caused: Share
    cited: Share
    actions: Actions


def statistics(accounts: Sequence[Account], today: date, *, before: Iterable[Account] = ()) -> Statistics:
    """Of these incidents. `before`: earlier ones, which are not counted, but of which one of these may be a repeat."""
    detected = [one.detected_by for one in accounts]
    known = sum(bool(by) for by in detected)
    caused = [one.change_caused for one in accounts]
    unknown = len(accounts) - known
    return Statistics(
        incidents=len(accounts),
        intervals={name: distribution(figure(one) for one in accounts) for name, (_, figure) in INTERVALS.items()},
        pages=distribution(None if one.pages is None else float(one.pages) for one in accounts),
        repeats=_repeats(accounts, before),
        by_alert=Share(detected.count("alert"), known, unknown),
        by_user=Share(detected.count("user"), known, unknown),
        change_caused=Share(caused.count(True), len(caused) - caused.count(None), caused.count(None)),
        cited=_cited(accounts),
        actions=actions(accounts, today),
    )


def _repeats(accounts: Iterable[Account], before: Iterable[Account]) -> Share:
    seen = {_what(one) for one in before}
    count = of = unknown = 0
    for one in sorted(accounts, key=lambda each: (each.day or date.min, each.path)):
        what = _what(one)
        if not all(what):
            unknown += 1
            continue
        of += 1
        count += what in seen
        seen.add(what)
    return Share(count, of, unknown)


def _what(one: Account) -> tuple[str, str]:
    return one.key, one.failing


def _cited(accounts: Iterable[Account]) -> Share:
    told = [one.cited for one in accounts]
    known = [cited for cited in told if cited]
    return Share(sum(cited for cited, _ in known), sum(rows for _, rows in known), len(told) - len(known))
