"""What a question says in so many words: "in quotes", key:value, -this and not that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from firstcause.review.search.faults import code_wish, fault_wish
from firstcause.review.search.measured import dated
from firstcause.review.search.names import categories, services
from firstcause.review.search.rest import Rest
from firstcause.review.search.shelf import Shelf
from firstcause.review.search.standing import severities, states
from firstcause.review.search.wish import Wish, of

_QUOTED: Final = re.compile(r"(?P<without>(?<!\S)-)?[\"“”]([^\"“”]+)[\"“”]")
_WITHOUT: Final = re.compile(
    r"(?<!\S)-(?P<dashed>[\w/][\w./-]*)"
    r"|\b(?P<how>excluding|except(?: for)?|but not|not in|not) (?P<said>[\w./-]+)"
)
_KEYED: Final = re.compile(
    r"(?<!\S)(?P<key>service|severity|sev|status|tag|category|author|owner|fault|after|since|before|until|date|month"
    r"|year):(?P<value>[\w./@-]+)"
)


def quoted(rest: Rest) -> tuple[list[str], list[str]]:
    """Phrases to be found as they stand, and those that no document may hold."""
    phrases: list[str] = []
    without: list[str] = []
    for match in rest.take(_QUOTED):
        (without if match["without"] else phrases).append(match[2].strip())
    return [one for one in phrases if one], without


def keyed(rest: Rest, shelf: Shelf, today: date) -> Iterator[Wish]:
    """ "severity:p1 after:2025-10-01": said in so many words."""
    for match in rest.take(_KEYED):
        key, value = match["key"], match["value"]
        said = {"sev": "severity", "tag": "category"}.get(key, key)
        if key in ("after", "since", "before", "until", "date", "month", "year"):
            yield from dated(
                Rest(f"{key if key in ('after', 'since', 'before', 'until') else 'in'} {value}"), shelf, today
            )
        elif key == "fault":
            yield code_wish(value, shelf) or fault_wish(value.replace("-", " "), shelf) or Wish(f"fault {value}", {})
        elif key == "service":
            yield next(services(Rest(value), shelf), Wish(f"service {value}", {}))
        else:
            groups = {"severity": shelf.severities, "status": shelf.statuses, "category": shelf.tags}
            groups |= {"author": shelf.authors, "owner": shelf.owners}
            numbers = [n for name, all_ in groups[said].items() if value in name.replace(" ", "-") for n in all_]
            yield of(f"{said} {value}", numbers)


def without(rest: Rest, shelf: Shelf, words: list[str]) -> Iterator[Wish]:
    """What is not to be shown: a service, a severity, a category, a fault, or else a word."""
    for match in list(_WITHOUT.finditer(rest.text)):
        value = match["dashed"] or match["said"]
        alone = Rest(value)
        named = [*services(alone, shelf), *severities(alone, shelf), *states(alone, shelf)]
        named += [wish for _, wish in categories(alone.words, shelf)] if not named else []
        is_plain = bool(match["said"]) and "not" in match["how"]  # "do not trust" excludes nothing
        fault = None if named or is_plain else fault_wish(alone.words, shelf)
        if fault:
            sure = {number: degree for number, degree in fault.degrees.items() if degree >= 0.9}
            named.append(replace(fault, degrees=sure))
        if not named and is_plain:
            continue
        rest.give_up(match)
        if not named:
            words.append(value)
        yield from (replace(wish, why=f"not {wish.why}", excludes=True) for wish in named)
