"""Which rules are asked: by the beginning of their ids, by their slugs, and otherwise for some files.

The longer a selector, the more it counts: `--select RCA1 --ignore RCA104` leaves out one, and `--ignore RCA7 --select
RCA704` takes one in. Where nothing is selected, every rule is asked but those that only inform.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Final

from firstcause.model.finding import Level
from firstcause.review.lint.rule import Rule

ALL: Final = "ALL"
_PREFIX: Final = "RCA"
_WHOLE: Final = 100  # a slug or an id says more than any prefix


@dataclass(frozen=True, slots=True)
class Selection:
    """`elsewhere`: a glob of paths below the vault, and what is ignored in those files besides."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def rules(self, known: Iterable[Rule], note: str = "") -> tuple[Rule, ...]:
        """Those that are asked about this file."""
        ignored = (*self.ignore, *(one for glob, ones in self.elsewhere if _fits(note, glob) for one in ones))
        return tuple(rule for rule in known if _weight(rule, ignored) < self._taken(rule))

    def selectors(self) -> tuple[str, ...]:
        """All of them, wherever they stand."""
        return (*self.select, *self.ignore, *(one for _, ones in self.elsewhere for one in ones))

    def _taken(self, rule: Rule) -> int:
        if self.select:
            return _weight(rule, self.select)
        return 1 if rule.level is not Level.INFO else 0


def selects(selector: str, rule: Rule) -> bool:
    """Whether a selector names the rule: by its id, the beginning of that, or its slug."""
    return _weight(rule, (selector,)) > 0


def unknown(selectors: Collection[str], known: Sequence[Rule]) -> list[tuple[str, str]]:
    """Selectors that name no rule, each with the nearest that does, or ""."""
    words = [ALL, *(rule.id for rule in known), *(rule.slug for rule in known)]
    wrong = [one for one in selectors if not any(selects(one, rule) for rule in known)]
    return [(one, next(iter(get_close_matches(one, words, 1)), "")) for one in wrong]


def _weight(rule: Rule, selectors: Iterable[str]) -> int:
    """How exactly the rule is named; 0: it is not."""
    return max((_one_weight(rule, selector) for selector in selectors), default=0)


def _one_weight(rule: Rule, selector: str) -> int:
    if selector in (rule.id, rule.slug):
        return _WHOLE
    if selector == ALL:
        return 1
    return len(selector) if selector.startswith(_PREFIX) and rule.id.startswith(selector) else 0


def _fits(note: str, glob: str) -> bool:
    return fnmatchcase(note, glob) or fnmatchcase(note.rpartition("/")[2], glob)
