"""Figures in running text: shares with their fractions, counts with their nouns, latencies, money.

A number alone is no figure; its unit or its noun makes it one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from firstcause.document.links import without_code
from firstcause.document.prose import Prose
from firstcause.document.reading.stated import Amount, Stated

_NUMBER: Final = r"\d{1,3}(?:,\d{3})++(?:\.\d{1,6})?+|\d{1,15}+(?:\.\d{1,6})?+"
_NOUN: Final = (
    r"users?|customers?|clients?|subscribers?|accounts?|tenants?|people|sessions?|requests?|calls?|queries"
    r"|query|responses?"
    r"|connections?|handshakes?|errors?|failures?|exceptions?|timeouts?|services?|systems?|dependents?|tickets?"
    r"|complaints?"
    r"|orders?|transactions?|payments?|messages?|emails?|events?|jobs?|records?|rows?|hosts?|servers?|nodes?|pods?"
    r"|instances?|regions?|shards?|databases?|builds?|merge requests|deployments?|alerts?|pages?|checkouts?|invoices?"
)
_SCALE: Final = MappingProxyType({"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "billion": 1e9})
_TIME: Final = r"ms|milliseconds?|s|secs?|seconds?"
_FIGURE: Final = re.compile(
    rf"""(?<![\w.,:/#$€£-])(?P<sign>[<>~≈]?)(?P<money>[$€£](?=\d)|(?:USD|EUR|GBP)\s(?=\d))?(?P<number>{_NUMBER})(?:
        (?P<percent>\s?%|\spercent\b)
      | (?P<scale>[kKM](?![\w%])|\s(?:thousand|million|billion)\b)?+
        (?: (?P<after>\s(?:USD|EUR|GBP|dollars|euros?)\b)
          | \s?(?P<unit>{_TIME})(?![\w/])
          | [\s-](?P<noun>(?:[A-Za-z][\w/'’-]{{0,24}}[ \n]){{0,3}}?(?P<head>{_NOUN})\b(?!-|[ \n](?:{_NOUN})\b))
          | (?(money)(?!\w)|(?(scale)(?!\w)|(?!)))
        )
    )""",
    re.VERBOSE,
)
_OF: Final = re.compile(
    rf"(?:(?:[ \n][A-Za-z][\w-]{{0,20}}){{1,5}}?\s?\(|\s?\(?)\s?(?:(?:about|approx\.?|approximately|i\.e\.|or|~"
    rf"|≈)\s?)?(?P<part>{_NUMBER})(?:[ \n][A-Za-z][\w-]{{0,20}}){{0,3}}?"
    rf"(?:\s+(?:of|out of)\s+(?:(?:the|all|a total of|about)\s)?|\s?/\s?)(?P<whole>{_NUMBER})(?![\w.%]|,\d)"
)
_PART_OF: Final = re.compile(
    rf"(?<![\w.,:/#$€£-])(?P<part>{_NUMBER})(?:[ \n][A-Za-z][\w-]{{0,20}}){{0,2}}?\s+(?:of|out of)\s+(?:(?:the"
    rf"|all|a total of|about)\s)?"
    rf"(?P<whole>{_NUMBER})(?:[ \n][A-Za-z][\w-]{{0,20}}){{0,4}}?\s?\(\s?(?:(?:about|approx\.?|~|≈|or)\s?)?$"
)
_FROM: Final = re.compile(
    rf"(?:\b(?:from|was|of)[\s*_`]+|[:(]\s?|[=|]\s?|^)(?:about |around |~|≈)?(?P<number>{_NUMBER})\s?(?P<unit>%"
    rf"|{_TIME})?[\s*_`]+"
    r"(?:to|→|->|⟶|=>|up to|down to)[\s*_`]+(?:about |around |over |~|≈|>|<|a peak of )*$"
)
_BEFORE: Final = re.compile(r"[^.;\n(]*$")
_AFTER: Final = re.compile(r"(?:\s+of)?((?:\s+(?!and\b|or\b|to\b|but\b|while\b)[A-Za-z][\w/'’-]*){1,4})")
_CONTEXT: Final = 90
_LONGEST: Final = 20_000  # characters of one paragraph in which figures are looked for


def amounts(prose: Prose) -> Iterator[Amount]:
    """Every figure of a text, in order. What stands in code is none."""
    text = prose.text[:_LONGEST]
    if not any(map(str.isdigit, text)):
        return
    text = without_code(text)
    for match in _FIGURE.finditer(text):
        yield _amount(prose, text, match)


def _amount(prose: Prose, text: str, match: re.Match[str]) -> Amount:
    before = text[max(0, match.start() - _CONTEXT) : match.start()]
    value = _value(match["number"], match["scale"])
    unit = _unit(match)
    if unit == "ms" and match["unit"] and not match["unit"].startswith("m"):
        value *= 1000
    words = prose.words(match.start("money") if match["money"] else match.start("number"), match.end())
    of = _fraction(prose, text, match) if unit == "%" else None
    return Amount(value, unit, words, of, _change(prose, before, match, unit), _said_of(text, before, match))


def _unit(match: re.Match[str]) -> str:
    if match["percent"]:
        return "%"
    if match["money"] or match["after"]:
        return {"€": "€", "E": "€", "£": "£", "G": "£"}.get((match["money"] or match["after"]).strip()[0].upper(), "$")
    if match["unit"]:
        return "ms"
    head = (match["head"] or "").casefold()
    return _plural(head) if head else ""


def _plural(noun: str) -> str:
    if noun in {"people", "merge requests"} or noun.endswith("s"):
        return noun
    return "queries" if noun == "query" else f"{noun}s"


def _value(number: str, scale: str | None = None) -> float:
    return float(number.replace(",", "")) * _SCALE.get((scale or "").strip().casefold(), 1)


def _fraction(prose: Prose, text: str, match: re.Match[str]) -> tuple[Stated[float], Stated[float]] | None:
    """`9.2 % (131 of 1420)` or `131 of 1420 requests (9.2 %)`."""
    after = _OF.match(text, match.end())
    if after:
        return _stated(prose, after, "part", 0), _stated(prose, after, "whole", 0)
    start = max(0, match.start() - _CONTEXT)
    before = _PART_OF.search(text[start : match.start()])
    return (_stated(prose, before, "part", start), _stated(prose, before, "whole", start)) if before else None


def _stated(prose: Prose, match: re.Match[str], group: str, shift: int) -> Stated[float]:
    start, end = match.span(group)
    return Stated(_value(match[group]), prose.words(start + shift, end + shift))


def _change(prose: Prose, before: str, match: re.Match[str], unit: str) -> Stated[float] | None:
    """What it was before: "from 191ms to 2855ms"."""
    found = _FROM.search(before)
    if found is None or (found["unit"] and unit not in {"%", "ms"}):
        return None
    shift = match.start() - len(before)
    stated = _stated(prose, found, "number", shift)
    former = found["unit"] or (match["unit"] or "")
    return Stated(stated.value * 1000, stated.words) if unit == "ms" and former.startswith("s") else stated


def _said_of(text: str, before: str, match: re.Match[str]) -> str:
    """The words around, as far as the sentence goes: "error rate spike", "requests affected"."""
    said = _BEFORE.search(before)
    after = _AFTER.match(text, match.end(), match.end() + _CONTEXT)
    noun = match["noun"] or ""
    return " ".join(
        f"{said[0] if said else ''} {noun} {after[1] if after else ''}".casefold().replace("*", " ").split()
    )
