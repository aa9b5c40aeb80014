"""Words with which people ask, and not those for which they ask."""

from __future__ import annotations

import re
from typing import Final

from firstcause.review.lint.stems import EMPTY

_ASKING: Final = """
    show find list give tell search look please documents document rcas rca postmortem postmortems reports report
    outage outages happened happen hit hits affected affecting affect lasting lasted last took take taking longer
    everything anything something things thing somebody somewhere ones times time ever get got go went going involving
    related regarding concerning kind kinds type types like similar within impact impacting impacted during duration
    long short ago back saw see seen caused cause due because where when which who whose whom ended began started start
    end still many much us we our case cases severity priority users customers quarter category written wrote filed
"""
_SILENT: Final = EMPTY | frozenset(_ASKING.split())


def searched(words: str) -> tuple[str, ...]:
    """The words that are worth looking for in texts."""
    found = re.findall(r"[^\W_]+", words)
    return tuple(dict.fromkeys(word for word in found if word not in _SILENT))
