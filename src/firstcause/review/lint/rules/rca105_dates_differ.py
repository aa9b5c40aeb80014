"""RCA105: one document, two titles or two dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from firstcause.document.spans import Words
from firstcause.review.lint.edits import replaced
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.titles import day_of, read_title, stem


@dataclass(frozen=True, slots=True)
class _Day:
    """A date of the document; `words` None: the one in its file's name."""

    text: str
    where: str
    words: Words | None


def dates_differ(subject: Subject) -> Iterator[Trouble]:
    """The title, the first heading, the file's name and the front matter name different days, or different titles.

    Links, search and statistics go by the one, readers by the other. Whoever copies last month's document and changes
    the date in three of four places makes an incident that never was.

    Bad:

        title: "2025-11-07 - Handshake failure in order-service"
        date: 2025-11-08

    Better:

        title: "2025-11-07 - Handshake failure in order-service"
        date: 2025-11-07

    Ignore it where a file is named after the day of its report on purpose.
    """
    days = list(_days(subject))
    usual = Counter(day.text for day in days).most_common(1)
    if not usual:
        return
    right = next(day for day in days if day.text == usual[0][0])
    for day in days:
        if day.text != right.text:
            yield _different(day, right)
    yield from _titles(subject)


def _days(subject: Subject) -> Iterator[_Day]:
    reading = subject.reading
    entry = reading.front.entries.get("date")
    if entry and (day := day_of(entry.value)):
        yield _Day(day.isoformat(), "the front matter's date", entry.written)
    title = reading.front.entries.get("title")
    if title and isinstance(title.value, str) and (found := read_title(title.value)).date:
        at = title.written.text.find(found.day)
        yield _Day(found.day, "the title's date", title.written.part(at, at + 10) if at >= 0 else title.written)
    if reading.title and (found := read_title(reading.title.value)).date:
        at = reading.title.words.text.find(found.day)
        words = reading.title.words
        yield _Day(found.day, "the heading's date", words.part(at, at + 10) if at >= 0 else words)
    if (name := read_title(stem(reading.source.path))).date:
        yield _Day(name.day, "the date in the file's name", None)


def _different(day: _Day, right: _Day) -> Trouble:
    message = f"{day.where} is {day.text}, and {right.where} is {right.text}"
    against = ((right.words, f"{right.where} is {right.text}"),) if right.words else ()
    if day.words is None:
        return Trouble(message, right.words)
    edits = (replaced(day.words, right.text),) if day.words.text == day.text else ()
    return Trouble(message, day.words, against, edits=edits)


def _titles(subject: Subject) -> Iterator[Trouble]:
    title, heading = subject.reading.front.entries.get("title"), subject.reading.title
    if title is None or heading is None or not isinstance(title.value, str):
        return
    written, shown = read_title(title.value), read_title(heading.value)
    if _bare(written.fault, written.service) != _bare(shown.fault, shown.service):
        edits = (replaced(heading.words, title.value),)
        said = "the heading is not the front matter's title"
        yield Trouble(said, heading.words, ((title.written, "the title"),), edits=edits)


def _bare(*parts: str) -> str:
    """Letters and figures alone: a heading may set a name in code."""
    return "".join(c for c in "".join(parts).casefold() if c.isalnum())
