"""Promised repairs in lists: bullets and checkboxes, with owner, day, priority and issue as they are squeezed in.

`- [ ] Add the alert (SRE, due 2025-11-14)`, `- ~~Roll back~~`, `- P1: Review, @kim, by Nov 14, #123`, `**Owner**: SRE`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from firstcause.document.outline import Item, Section
from firstcause.document.prose import Prose
from firstcause.document.reading.done import BOX, is_done
from firstcause.document.reading.moments import moment_at
from firstcause.document.reading.stated import Action
from firstcause.document.spans import Words

_PRIORITY: Final = re.compile(
    r"\s*(?:\*\*)?[\[(]?(?P<priority>P[0-5]|(?:high|medium|low|critical)(?= priority"
    r"|\]))(?: priority)?[\])]?(?:\*\*)?(?:\s*[:–—-])?\s+",
    re.IGNORECASE,
)
_ID: Final = re.compile(r"\s*(?:\*\*)?(?P<id>(?:A|AI|AI-|CAPA-)\d{1,4})(?:\*\*)?(?:\s*[:.)–—-])?\s+")
_KEY: Final = re.compile(
    r"(?:[(\[,;|–—.\n]|\s-|^)\s*(?:\*\*|__|\b)(?P<key>owners?|assignees?|assigned to|responsible|dri|lead|team"
    r"|due(?: date"
    r"| by)?|deadline|eta|target date"
    r"|estimated completion|expected completion|status|priority|ticket|issue|jira|tracking|tracker|bug"
    r"|addresses|check)(?:\*\*|__)?\s?(?:[:=]"
    r"|(?<=due)(?=\s)|(?<=due by)(?=\s))(?:\*\*|__)?\s*"
    r"(?P<value>(?:(?!\.?\s+(?:\*\*|__))[^,;|()\n\]–—]){0,80})",
    re.IGNORECASE,
)
_PARENTHESIS: Final = re.compile(r"(?<!\])[ \t]*[(\[](?P<inside>[^()\[\]\n]{1,120})[)\]][.\s]*$")
_MENTION: Final = re.compile(r"(?<![\w./])@(?P<name>[A-Za-z][\w-]{0,38}(?:/[\w-]{1,38})?)")
_TRACKER: Final = re.compile(r"(?<![\w/#&])(?:#\d{1,7}|[A-Z][A-Z0-9]{1,9}-\d{1,7}|https?://[^\s)>\]]{1,300})(?![\w-])")
_BY: Final = re.compile(
    r"[\s,(–—-]*\b(?:due(?: by| on| date)?:?|by|before|until|eta:?|no later than)\s+(?:end of )?(?=\w)", re.IGNORECASE
)
_STATUS: Final = re.compile(
    r"done|completed?|closed|fixed|merged|shipped|open|in progress|planned|to ?do|wip", re.IGNORECASE
)
_DUE: Final = re.compile(
    r"(?:due(?: by| on| date)?|by|before|until|eta|deadline|(?:estimated|expected|target) (?:completion"
    r"|delivery|date))\b[:\s]*",
    re.IGNORECASE,
)
_AT_THE_END: Final = re.compile(r"[\s,;–—|-]+(?P<name>@[A-Za-z][\w-]{0,38}(?:/[\w-]{1,38})?)[.\s]*$")
_TICKET: Final = re.compile(
    r"\s*(?:\[(?P<boxed>[A-Z][A-Z0-9]{1,9}-\d{1,7}|#\d{1,7})\](?!\()"
    r"|(?P<bare>[A-Z][A-Z0-9]{1,9}-\d{1,7}|https?://[^\s)>\]]{1,300}(?=:\s))(?=\s*[:–—]))\s*[:–—-]?\s*"
)
_DASHED: Final = re.compile(r"\s(?:[–—-]{1,2}|\|)\s(?P<name>[\w&./@ -]{2,40})$")
_NAMES: Final = MappingProxyType(
    dict.fromkeys(("owner", "owners", "assignee", "assignees", "assigned to"), "owner")
    | dict.fromkeys(("team", "responsible", "dri", "lead"), "owner")
    | dict.fromkeys(("due", "due date", "due by", "deadline", "eta", "target date", "estimated completion"), "due")
    | {"expected completion": "due"}
    | dict.fromkeys(("ticket", "issue", "jira", "tracking", "tracker", "bug"), "tracker")
    | {"status": "status", "priority": "priority", "addresses": "addresses", "check": "check"}
)
_MOST_WORDS: Final = 4  # of an owner's name
_LONGEST: Final = 4_000  # characters of an item that are looked at


def listed(section: Section) -> Iterator[Action]:
    """The repairs of a section's lists. What stands below an item tells more of it, unless the item announces it."""
    items = [b for b in section.blocks if isinstance(b, Item) and not b.quoted and b.prose.text]
    at = 0
    while at < len(items):
        below = _below(items, at)
        if below and _announces(items[at].prose.text):
            at += 1
            continue
        action = item_action(items[at].prose, items[at].line)
        for item in below:
            action = _told(action, item.prose)
        yield action
        at += 1 + len(below)


def _below(items: Sequence[Item], at: int) -> list[Item]:
    end = at + 1
    while end < len(items) and items[end].depth > items[at].depth:
        end += 1
    return list(items[at + 1 : end])


def _announces(text: str) -> bool:
    bare = text.strip().rstrip("*_")
    return bare.endswith(":") or (text.strip().startswith("**") and text.strip().endswith("**"))


def item_action(text: Prose, line: int) -> Action:
    """One item, taken apart."""
    whole = text.part(0, _LONGEST) if len(text.text) > _LONGEST else text
    start, end = 0, len(whole.text)
    box = BOX.match(whole.text)
    done = bool(box and (box["done"] or (box["tick"] or " ") != " "))
    start = box.end() if box else 0
    found: dict[str, Words] = {}
    for kind, pattern in (("id", _ID), ("priority", _PRIORITY), ("id", _ID)):
        if (match := pattern.match(whole.text, start)) and kind not in found:
            found[kind] = whole.words(*match.span(kind))
            start = match.end()
    if ticket := _TICKET.match(whole.text, start):
        found["tracker"] = whole.words(*ticket.span("boxed" if ticket["boxed"] else "bare"))
        start = ticket.end()
    end = _ends(whole, start, end, found)
    struck = whole.text.startswith("~~", start) and whole.text.rstrip(" .").endswith("~~", start + 2, end)
    said = whole.part(start, end)
    if struck:
        said = said.part(2, len(said.text.rstrip(" .")) - 2)
    _mentioned(whole, found)
    status = found.get("status")
    done = done or struck or whole.text.startswith("~~", start) or (status is not None and is_done(status.text))
    return _action(said.all(), line, found, done=done)


def _ends(text: Prose, start: int, end: int, found: dict[str, Words]) -> int:
    """Cuts what is no part of the sentence from its end, and notes what it says."""
    end = _parentheses(text, start, end, found)
    end = _parentheses(text, start, _keys(text, start, end, found), found)
    end = _due_at_the_end(text, start, _dashed(text, start, end, found), found)
    mention = _AT_THE_END.search(text.text, max(start + 1, end - 90), end)
    return mention.start() if mention else end


def _parentheses(text: Prose, start: int, end: int, found: dict[str, Words]) -> int:
    while parenthesis := _PARENTHESIS.search(text.text, max(start, end - 130), end):
        if not _parenthesis(text, parenthesis, found):
            break
        end = parenthesis.start()
    return end


def _keys(text: Prose, start: int, end: int, found: dict[str, Words]) -> int:
    first = end
    for key in _KEY.finditer(text.text, max(start, 0), end):
        if key.start() > start:
            first = min(first, key.start())
            name = _NAMES[key["key"].casefold()]
            value = _value(text, *key.span("value"))
            if name == "due" and (moment := moment_at(text.text, key.start("value"))):
                value = text.words(moment.start, moment.end)  # its comma ends no value
            if value:
                found.setdefault(name, value)
    return first


def _dashed(text: Prose, start: int, end: int, found: dict[str, Words]) -> int:
    """`... - SRE`: an owner, where a day is named too."""
    dashed = _DASHED.search(text.text, max(start + 1, end - 50), end)
    if dashed is None:
        return end
    name = _value(text, *dashed.span("name"))
    if "status" not in found and _STATUS.fullmatch(name.text):
        found["status"] = name
        return dashed.start()
    if "due" not in found or "owner" in found:
        return end
    if not name or len(name.text.split()) > _MOST_WORDS:
        return end
    found["owner"] = name
    return dashed.start()


def _due_at_the_end(text: Prose, start: int, end: int, found: dict[str, Words]) -> int:
    """`... by Nov 14, 2025`: cut off where nothing follows."""
    for by in _BY.finditer(text.text, start, end):
        moment = moment_at(text.text, by.end())
        if moment and "due" not in found and moment.time is None:
            found["due"] = text.words(moment.start, moment.end)
            return end if text.text[moment.end : end].strip(" .)") else by.start()
    return end


def _parenthesis(text: Prose, match: re.Match[str], found: dict[str, Words]) -> bool:
    """`(SRE, due 2025-11-14)`, `(@kim)`, `(#123)`, `(P1)`: whether it speaks of the repair and not of its subject."""
    start, known = match.start("inside"), False
    rest: list[Words] = []
    for segment in re.finditer(r"[^,;]+", match["inside"]):
        words = _value(text, start + segment.start(), start + segment.end())
        kind = _kind(words)
        if kind:
            found.setdefault(*kind)
            known = True
        elif words:
            rest.append(words)
    if known and len(rest) == 1 and "owner" not in found and len(rest[0].text.split()) <= _MOST_WORDS:
        found["owner"] = rest.pop()
    return known and not rest


def _kind(words: Words) -> tuple[str, Words] | None:
    text = words.text
    by = _DUE.match(text)
    moment = moment_at(text, by.end() if by else 0)
    if moment and moment.time is None:
        return "due", words.part(moment.start, moment.end)
    if by and len(text) > by.end():
        return "due", words.part(by.end(), len(text))
    if re.fullmatch(r"P[0-5]", text):
        return "priority", words
    if text.startswith("@"):
        return "owner", words
    if owner := re.match(r"(?:owner|assignee|assigned to|dri|team):?\s+", text, re.IGNORECASE):
        return "owner", words.part(owner.end(), len(text))
    if _TRACKER.fullmatch(text):
        return "tracker", words
    return ("status", words) if is_done(text) or text.casefold() in {"open", "in progress", "todo", "planned"} else None


def _mentioned(text: Prose, found: dict[str, Words]) -> None:
    if "owner" not in found and (mention := _MENTION.search(text.text)):
        found["owner"] = text.words(*mention.span())
    if "tracker" not in found and (tracker := _TRACKER.search(text.text)):
        found["tracker"] = text.words(*tracker.span())


def _told(action: Action, more: Prose) -> Action:
    """What an item below says of it: `Owner: SRE`, `Due: 2025-11-14`."""
    found: dict[str, Words] = {}
    _keys(more, -1, min(len(more.text), _LONGEST), found)
    return replace(
        action,
        owner=action.owner or found.get("owner"),
        due=action.due or found.get("due"),
        priority=action.priority or found.get("priority"),
        status=action.status or found.get("status"),
        tracker=action.tracker or found.get("tracker"),
        done=action.done or ("status" in found and is_done(found["status"].text)),
    )


def _value(text: Prose, start: int, end: int) -> Words:
    """Without blanks and marks around it."""
    marks = " \t\n*_`.()[]"
    while start < end and text.text[start] in marks:
        start += 1
    while start < end and text.text[end - 1] in marks:
        end -= 1
    return text.words(start, end)


def _action(text: Words, line: int, found: dict[str, Words], *, done: bool) -> Action:
    return Action(text, line, done=done, **found)
