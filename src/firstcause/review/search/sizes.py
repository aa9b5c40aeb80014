"""How long and how much: durations, users, errors, money and shares in a question, with "more than" and its like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, nextafter
from types import MappingProxyType
from typing import Final

_FIGURE: Final = (
    r"(?:\$ ?)?(?:\d[\d,]*(?:\.\d+)?) ?(?:k|m|thousand|million)?(?![a-z\d])"
    r"|(?:half an?|quarter of an|an?|one|two|three|four|five|six|ten|twelve|fifteen|twenty|thirty"
    r"|forty five|forty|sixty|ninety|a hundred|hundred|a thousand|one thousand|two thousand|five thousand|ten thousand"
    r"|a couple of)(?![a-z\d])"
)
_UNIT: Final = (
    r"(?:minutes?|mins?|min|m(?![a-z])|hours?|hrs?|h(?![a-z])|days?|seconds?|secs?|s(?![a-z])|ms|milliseconds?"
    r"|(?:affected |impacted )?(?:users|customers|people|accounts|clients)|user|customer"
    r"|(?:customer[- ]facing |failed )?errors|(?:support |customer )?tickets"
    r"|dollars|usd|percent|%|(?:affected |dependent |impacted )?services)"
)
_MORE: Final = (
    r"(?P<more>(?:lasting |lasted |took |taking |was |were |are |is )?"
    r"(?:more|longer|greater|higher|bigger|larger|worse) than"
    r"|over|above|exceed(?:s|ed|ing)?|beyond|upwards of|in excess of|> ?=?|at least|no less than|not less than"
    r"|minimum(?: of)?|past)"
)
_LESS: Final = (
    r"(?P<less>(?:lasting |lasted |took |taking |was |were |are |is )?"
    r"(?:less|fewer|shorter|smaller|lower|quicker|faster) than"
    r"|under|below|< ?=?|at most|up to|no more than|not more than|no longer than|within|maximum(?: of)?|in less than)"
)
_ABOUT: Final = r"(?P<about>about|around|roughly|approximately|approx\.?|nearly|almost|circa|~)"
_MEASURE: Final = (
    r"(?P<measure>error rate(?:s)?|p99(?: latency)?|latency|degradation|revenue(?: impact| loss)?|loss(?:es)?|cost)"
)
_IS: Final = r"(?: (?:of|spike|was|were|is|spiked|went|rose|reached|hit|impact|to|that|which|a|an))*"
_AMOUNT: Final = (
    rf"(?P<amount>{_FIGURE})(?P<plus>\+)?[ -]?(?P<unit>{_UNIT})?"
    r"(?P<and> ?(?:and a half|thirty|\d\d ?(?:min(?:ute)?s?|m)))?"
)
_RANGE: Final = re.compile(
    rf"(?<![\w$.-])(?:{_MEASURE}{_IS} )?between (?P<low>{_FIGURE}) ?(?:{_UNIT} )?(?:and|to|-) "
    rf"(?P<high>{_FIGURE}) ?(?P<unit>{_UNIT})"
)
_COMPARED: Final = re.compile(
    rf"(?<![\w$.-])(?:{_MEASURE}{_IS} ?)?(?:{_MORE}|{_LESS}|{_ABOUT}) ?{_AMOUNT}"
    r"(?: (?P<after>or (?:more|longer|above|over|less|shorter|under)))?"
    r"(?: (?:of )?(?P<of>requests|traffic|errors|error rate))?(?![\w-])"
)
_PLAIN: Final = re.compile(
    rf"(?<![\w$.-]){_AMOUNT}(?: (?P<after>or (?:more|longer|above|over|less|shorter|under)|plus|long))?"
    r"(?: (?:of )?(?P<of>requests|traffic|errors|error rate))?(?![\w-])"
)
_WORDS: Final[Mapping[str, float]] = MappingProxyType(
    {"half a": 0.5, "half an": 0.5, "quarter of an": 0.25, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
    | {"five": 5, "six": 6, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40}
    | {"forty five": 45, "sixty": 60, "ninety": 90, "hundred": 100, "a hundred": 100, "a thousand": 1000}
    | {"one thousand": 1000, "two thousand": 2000, "five thousand": 5000, "ten thousand": 10000, "a couple of": 2}
)
_MINUTES: Final[Mapping[str, float]] = MappingProxyType({"m": 1, "h": 60, "d": 1440, "s": 1 / 60})
_COUNTED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "errors": ("errors",),
        "tickets": ("tickets",),
        "services": ("services",),
        "users": ("user", "customer", "people", "account", "client"),
    }
)
COMPARED: Final = (_RANGE, _COMPARED)
PLAIN: Final = (_PLAIN,)
NEAR: Final = 0.15  # "about 30 minutes"


@dataclass(frozen=True, slots=True)
class Size:
    """A figure that is to lie between two ends, both included."""

    measure: str
    low: float
    high: float
    words: str


def size_of(match: re.Match[str]) -> Size | None:
    """What a match asks for; None where it is no figure of an incident ("5 whys")."""
    parts: dict[str, str | None] = {"measure": None, "unit": None, "of": None, **match.groupdict()}
    words = " ".join(match[0].split())
    if parts.get("unit") in ("%", "percent") and match.re is _PLAIN and not re.search(r"\d", match[0]):
        return None  # "at one percent of traffic" tells of a rollout
    named = _measure(
        parts["unit"] or "", parts["measure"] or "", parts["of"] or "", match[0], compared=match.re is not _PLAIN
    )
    if named is None:
        return None
    measure, factor = named
    if parts.get("low"):
        ends = sorted(number(parts[end] or "") * factor for end in ("low", "high"))
        return Size(measure, ends[0], ends[1], words)
    value = (number(parts["amount"] or "") + _rest(parts.get("and"))) * factor
    low, high = _ends(value, parts)
    return Size(measure, low, high, words)


def _rest(more: str | None) -> float:
    """ "and a half", or the minutes of "1h 30m", in hours."""
    if not more:
        return 0.0
    digits = re.search(r"\d+", more)
    return 0.5 if "half" in more or "thirty" in more or not digits else int(digits[0]) / 60


def _ends(value: float, parts: Mapping[str, str | None]) -> tuple[float, float]:
    after = parts.get("after") or ""
    more, less = parts.get("more"), parts.get("less")
    if parts.get("plus") or after == "plus" or re.search(r"more|longer|above|over", after):
        return value, inf
    if re.search(r"less|shorter|under", after):
        return -inf, value
    if more:
        includes = "least" in more or "=" in more or "no less" in more or "not less" in more or "minimum" in more
        return (value if includes else nextafter(value, inf)), inf
    if less:
        excludes = re.search(r"than$|under|below|^<\s*$", less) and "no more" not in less and "no longer" not in less
        return -inf, (nextafter(value, -inf) if excludes and "not more" not in less else value)
    if parts.get("about"):
        return value * (1 - NEAR), value * (1 + NEAR)
    return value - 0.5 * (value < 1e6), value + 0.5


def _measure(unit: str, named: str, of: str, whole: str, *, compared: bool) -> tuple[str, float] | None:
    """What is measured, and what one of its unit counts."""
    if "$" in whole or unit in ("dollars", "usd") or named.startswith(("revenue", "loss", "cost")):
        return "$", 1.0
    if unit in ("%", "percent") or named.startswith("error rate"):
        # "CPU at 100 percent" is no share of the requests.
        return _share(named, of) if named or of or compared else None
    if named.startswith(("p99", "latency")) or unit.startswith(("ms", "milli")):
        return "p99", 1000.0 if unit.startswith("s") else 1.0
    last = unit.split(" ")[-1]
    if unit == "dependent services":
        return "dependents", 1.0
    counted = next((name for name, words in _COUNTED.items() if last.startswith(words)), None)
    return (counted, 1.0) if counted else ("minutes", _MINUTES[last[0]]) if last and last[0] in _MINUTES else None


def _share(named: str, of: str) -> tuple[str, float]:
    return "error-rate" if named.startswith("error") or of.startswith("error") else "degraded", 1.0


def number(text: str) -> float:
    """A figure in digits or words, with thousands and k or m."""
    text = text.strip()
    if text in _WORDS:
        return _WORDS[text]
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    if not digits:
        return 0.0
    last = text[digits.end() :].strip()
    factor = 1e3 if last in ("k", "thousand") else 1e6 if last in ("m", "million") else 1.0
    return float(digits[0].replace(",", "")) * factor
