"""How grave an incident was, and where it stands: severities and states, as this vault names them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from firstcause.review.search.rest import Rest
from firstcause.review.search.shelf import Shelf
from firstcause.review.search.wish import Wish, of

_SEVERITY: Final = re.compile(
    r"(?<![\w-])(?P<than>(?:worse|higher|more severe|lower|less severe|milder) than |above |below |at least )?"
    r"(?:severity|priority|sev|p)(?:[ :-]|level){0,2}p?(?P<one>[0-5])"
    r"(?:(?: ?(?:-|/|or|and|to|,) ?)(?:sev|p)?-?(?P<two>[0-5]))?s?"
    r"(?: ?(?P<beyond>or (?:worse|higher|above|more severe)|and (?:above|worse|higher)|or (?:lower|below)|\+))?"
    r"(?![\w%-])"
)
_WORST: Final = re.compile(
    r"(?<![\w-])(?P<word>critical|blocker|major|minor|high(?:est)?|low(?:est)?)"
    r"(?:[ -](?:severity|priority|sev|impact))(?![\w-])"
    r"|(?<![\w-])(?P<alone>critical|major|minor|trivial)(?= (?:incidents?|outages?|ones?|issues?|problems?)|$)"
)
_LEVELS: Final[Mapping[str, frozenset[str]]] = {
    "critical": frozenset("01"),
    "blocker": frozenset("01"),
    "highest": frozenset("01"),
    "high": frozenset("012"),
    "major": frozenset("12"),
    "minor": frozenset("345"),
    "low": frozenset("345"),
    "lowest": frozenset("45"),
    "trivial": frozenset("45"),
}
_STATES: Final = {
    "open": r"unresolved|not (?:yet )?(?:resolved|closed|over)|still (?:open|ongoing|active|unresolved)|ongoing",
    "draft": r"drafts?|unfinished (?:reports?|rcas?|documents?)",
    "resolved": r"(?:already |fully )?resolved(?= (?:incidents?|ones|outages?)|$)|status resolved",
    "monitoring": r"(?:still )?(?:being )?monitored|still monitoring|status monitoring|in monitoring|under observation",
    "mitigated": r"(?:only )?mitigated(?= (?:incidents?|but|not)|$)|status mitigated",
    "investigating": r"(?:still |being |under )?investigat(?:ing|ed|ion)(?= (?:incidents?)|$)",
}
_OVER: Final = frozenset({"resolved", "closed", "final", "done", "complete", "completed", "published", "postmortem"})


def severities(rest: Rest, shelf: Shelf) -> Iterator[Wish]:
    """All that are named count as one wish: nobody wants a document of two severities."""
    wanted: set[str] = set()
    for match in rest.take(_SEVERITY):
        wanted |= _levels(match)
    for match in rest.take(_WORST):
        wanted |= _LEVELS.get(match["word"] or match["alone"], frozenset())
    names = [name for name in shelf.severities if (digit := re.search(r"\d", name)) and digit[0] in wanted]
    names += [
        name for name in shelf.severities if not re.search(r"\d", name) and _LEVELS.get(name, frozenset()) & wanted
    ]
    if wanted:
        yield of(f"severity {', '.join(sorted(names)).upper()}", (n for name in names for n in shelf.severities[name]))


def _levels(match: re.Match[str]) -> frozenset[str]:
    one, two, beyond = int(match["one"]), int(match["two"] or match["one"]), match["beyond"] or ""
    low, high = min(one, two), max(one, two)
    than = match["than"] or ""
    if beyond or than:
        step = 0 if beyond or "least" in than else 1
        is_down = re.search(r"lower|below|less|milder", beyond + than)
        low, high = (low + step, 9) if is_down else (0, high - step)
    return frozenset(str(level) for level in range(low, high + 1))


def states(rest: Rest, shelf: Shelf) -> Iterator[Wish]:
    """Where incidents stand."""
    for state, pattern in _STATES.items():
        names = [n for n in shelf.statuses if (n not in _OVER if state == "open" else n.startswith(state[:7]))]
        asked = re.compile(rf"(?<![\w-])(?:that (?:are|is) |which (?:are|is) )?(?:{pattern})(?![\w-])")
        if names and any(True for _ in rest.take(asked)):
            yield of(
                f"status {', '.join(sorted(names))}", (number for name in names for number in shelf.statuses[name])
            )
