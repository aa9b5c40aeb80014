"""Who and what by name: services, people and categories, all of them as this vault has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from firstcause.review.search.meanings import is_known, stem
from firstcause.review.search.rest import Rest
from firstcause.review.search.shelf import Shelf
from firstcause.review.search.wish import Wish, of

LISTED: Final = 0.7  # how well a document fits that names a service as affected, where another one failed
PERHAPS: Final = 4.0  # the weight of a name that may be meant as an ordinary word
_KIND_OF_SERVICE: Final = re.compile(
    r"[-_ .](?:service|svc|api|server|worker|gateway|web|app|backend|frontend|proxy|sync|job)$"
)
_PERSON: Final = {
    "author": r"(?:written|prepared|authored|reported|composed|drafted|reviewed|documented|filed) by"
    r"|author(?:ed by|:| is)?|rcas? by|(?:reports?|documents?|incidents?|postmortems?) (?:by|from)",
    "owner": r"(?:owned|handled) by|owner(?:s|:| is)?|assigned to"
    r"|(?:action items?|actions|tasks|follow[- ]?ups?|work) (?:for|of|on|by|assigned to)"
    r"|responsible|with actions for",
}
_CATEGORIES: Final = {
    "db": "database",
    "databas": "database",
    "infra": "infrastructure",
    "network": "network",
    "deploy": "deployment",
    "app": "application",
    "cloud": "infrastructure",
}


def services(rest: Rest, shelf: Shelf) -> Iterator[Wish]:
    """Every service that is named, by its whole name or by what tells it from others."""
    for name in sorted(shelf.services, key=len, reverse=True):
        spelled = re.sub(r"[-_. ]+", "[-_. ]?", re.escape(name).replace(r"\-", "-").replace(r"\.", "."))
        if any(
            True
            for _ in rest.take(
                re.compile(rf"(?<![\w-])(?:in |on |of |at |for )?(?:the )?{spelled}s?(?: service)?(?![\w-])")
            )
        ):
            yield _service(shelf, name)
    shorts = _short_names(shelf.services)
    for short, name in shorts.items():
        context = r"(?:in|on|of|at|for|hit|hitting|affecting|to|the) (?:the )?" if is_known(short) else ""
        found = list(
            rest.take(
                re.compile(rf"(?<![\w-])(?P<before>{context}){re.escape(short)}s?(?: (?:service|team|api))?(?![\w-])")
            )
        )
        if found:
            sure = not is_known(short) or any("service" in match[0] for match in found)
            yield _service(shelf, name, 10.0 if sure else PERHAPS)


def _service(shelf: Shelf, name: str, weight: float = 10.0) -> Wish:
    degrees = dict.fromkeys(shelf.services[name], LISTED) | dict.fromkeys(shelf.failing.get(name, ()), 1.0)
    return Wish(f"service {name}", degrees, weight)


def _short_names(names: Iterable[str]) -> dict[str, str]:
    """ "order" for order-service, where it is no other's short name too."""
    found: dict[str, list[str]] = {}
    for name in names:
        short = _KIND_OF_SERVICE.sub("", name)
        if short != name and len(short) > 2:
            found.setdefault(short.replace("-", " "), []).append(name)
    return {short: full[0] for short, full in found.items() if len(full) == 1}


def people(rest: Rest, shelf: Shelf) -> Iterator[Wish]:
    """Authors and owners; a name alone may be either, and may be no name at all."""
    for role, groups in (("author", shelf.authors), ("owner", shelf.owners)):
        for name in sorted(groups, key=len, reverse=True):
            asked = rf"(?<![\w-])(?:{_PERSON[role]}) (?:the )?{_spelled(name, short=True)}(?![\w-])"
            if any(True for _ in rest.take(re.compile(asked))):
                yield of(f"{role} {name}", groups[name])
    for name in sorted({*shelf.authors, *shelf.owners}, key=len, reverse=True):
        if name in shelf.tags or is_known(name):
            continue
        if any(
            True for _ in rest.take(re.compile(rf"(?<![\w-])(?:by |for |from )?(?:the )?{_spelled(name)}(?![\w-])"))
        ):
            owned = dict.fromkeys(shelf.owners.get(name, ()), LISTED)
            written = dict.fromkeys(shelf.authors.get(name, ()), 1.0)
            yield Wish(f"{'author' if written else 'owner'} {name}", owned | written)


def _spelled(name: str, *, short: bool = False) -> str:
    """ "security team"; where it is certain that somebody is named, "security" is enough."""
    words = [re.escape(word) for word in re.split(r"[\s_-]+", name) if word]
    if short and len(words) > 1 and words[-1] == "team":
        return r"[\s_-]+".join(words[:-1]) + r"(?:[\s_-]+team)?"
    return r"[\s_-]+".join(words) + r"(?:[\s_-]+team)?"


def categories(words: str, shelf: Shelf) -> Iterator[tuple[str, Wish]]:
    """Tags that are named, each with the word that does. The words stay: they may tell of the fault as well."""
    known = {stem(tag): tag for tag in shelf.tags if not re.fullmatch(r"rca|incident|postmortem|(?:p|sev)\d", tag)}
    seen = set()
    for word in re.findall(r"[^\W_]+", words):
        short = stem(word)
        tag = known.get(short) or known.get(stem(_CATEGORIES.get(short, "")))
        if tag and tag not in seen:
            seen.add(tag)
            yield word, of(f"category {tag}", shelf.tags[tag])
