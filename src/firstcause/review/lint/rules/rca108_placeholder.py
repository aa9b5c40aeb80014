"""RCA108: what the form asked for and nobody wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.model.finding import Level
from firstcause.review.lint.rule import Subject, Trouble

_MARK: Final = r"(?:TODO|TBD|TBC|FIXME|XXX)"
# Where such a word stands for what is missing, and not for a list, a service or a column of that name.
_PLACEHOLDER: Final = re.compile(
    rf"""^\s*(?:[*_~]{{1,2}})?(?:{_MARK}|\?\?\?+
            |[Tt]o\ be\ (?:determined|decided|defined|filled(?:\ in)?|completed|added|confirmed)
            |(?:YYYY-MM-DD|HH:MM(?::SS)?))(?:[*_~]{{1,2}})?\s*[.!]?\s*$
      | (?:^|(?<=[\s*_(])){_MARK}(?=:(?:\s|$))
      | ^\s*{_MARK}\s+(?:add|fill|write|describe|complete|confirm|check|verify|find|insert|update|link|get|ask)\b
      | [(\[{{<]\s*{_MARK}\b[^)\]}}>\n]{{0,80}}[)\]}}>]
      | (?<=[:=–—-]\ ){_MARK}(?=[.,;]?\s*$) | (?<=\bis\ ){_MARK}(?=[.,;]?\s*$)
      | [Ll]orem\ ipsum\b
      | \{{\{{[^{{}}\n]{{0,80}}\}}\}}
      | \[(?:[Nn]umber|[Nn]ame|[Dd]ate|[Tt]ime|[Ss]ervice|[Ll]ink|[Oo]wner|[Aa]mount|[Dd]escription|[Ll]ist|[Rr]eason
            |[Pp]ercentage|[Ww]hat|[Ww]ho|[Ww]hen|[Hh]ow)(?:\ [a-z][^\]\n]{{0,60}})?\](?![(\[:])
      | [\[<](?:[Ii]nsert|[Ff]ill\ in|[Dd]escribe|[Yy]our|[Ee]nter|[Aa]dd)\ [^\]>\n]{{2,80}}[\]>](?!\()
    """,
    re.VERBOSE,
)
# One of these stands in whatever the pattern finds.
_CUES: Final = (
    *("todo", "tbd", "tbc", "fixme", "xxx", "???", "to be ", "yyyy-mm-dd", "hh:mm", "ipsum", "{{"),
    *("[number", "[name", "[date", "[time", "[service", "[link", "[owner", "[amount", "[description", "[list"),
    *("[reason", "[percentage", "[what", "[who", "[when", "[how"),
    *("insert ", "fill in ", "[describe", "<describe", "[your", "<your", "[enter", "<enter", "[add ", "<add "),
)


def placeholder(subject: Subject) -> Iterator[Trouble]:
    """A placeholder stands where something should have been written, or a final document still asks a question.

    A form that is half filled in is read as if it were whole. Say what is known, or leave the question visible and the
    document a draft: `> [!question] How many support tickets came in?`

    Bad:

        status: resolved
        ...
        - Support tickets: TBD

    Better:

        - 21 support tickets

    Ignore it where the word means something else and this rule did not see that.
    """
    level = Level.WARNING if subject.is_draft else None
    for passage in subject.holding(_CUES):
        if found := _PLACEHOLDER.search(passage.text):
            words = passage.words(*found.span()).strip()
            yield Trouble(f"{words.text!r} was never filled in", words, level=level)
    for key, item in subject.front_values(_CUES):
        if _PLACEHOLDER.search(item.text.strip("'\"")):
            yield Trouble(f"{key} was never filled in", item, level=level)
    if subject.reading.native and not subject.is_draft:
        yield from _questions(subject)


def _questions(subject: Subject) -> Iterator[Trouble]:
    for question in subject.reading.questions:
        if not question.answered:
            yield Trouble(f"the question is open in a final document: {question.words.text}", question.words)
