"""Comments that ask to be spared a finding: `<!-- rca: ignore RCA304 the third is billed apart -->`.

A comment speaks for its own line and for the next that is not blank; `ignore-file` speaks for the whole document.
"""

from __future__ import annotations

from collections.abc import Sequence

from firstcause.document.reading.stated import Comment, Reading
from firstcause.model.finding import Finding
from firstcause.review.lint.rule import Idle, Rule
from firstcause.review.lint.select import selects


def silenced(
    reading: Reading, found: Sequence[Finding], known: Sequence[Rule], asked: Sequence[Rule]
) -> tuple[list[Finding], tuple[Idle, ...]]:
    """What is left of the findings, and the comments that were of no use; `asked` are the rules of this run."""
    if not reading.comments:
        return list(found), ()
    by_id = {rule.id: rule for rule in known}
    used: set[tuple[int, str]] = set()
    left = []
    for finding in found:
        spared = _spared(reading, finding, by_id[finding.rule])
        used.update(spared)
        if not spared:
            left.append(finding)
    return left, tuple(_idle(reading.comments, used, known, asked))


def _spared(reading: Reading, finding: Finding, rule: Rule) -> list[tuple[int, str]]:
    """The comments that ask for it, by their place, each with the selector that names the rule."""
    return [
        (at, selector)
        for at, comment in enumerate(reading.comments)
        for selector in comment.rules
        if selects(selector, rule) and _covers(reading, comment, finding.place.line)
    ]


def _covers(reading: Reading, comment: Comment, line: int) -> bool:
    return comment.whole_file or comment.line <= line <= _next_line(reading, comment)


def _next_line(reading: Reading, comment: Comment) -> int:
    """The line after it, blank ones left out."""
    end = reading.source.position(comment.words.span.end).line + 1
    while end < reading.source.lines and not reading.source.line(end).text.strip():
        end += 1
    return end


def _idle(
    comments: Sequence[Comment], used: set[tuple[int, str]], known: Sequence[Rule], asked: Sequence[Rule]
) -> list[Idle]:
    """A rule that is not asked in this run may be what the comment is there for."""
    found = []
    for at, comment in enumerate(comments):
        rules = tuple(one for one in comment.rules if (at, one) not in used and _was_asked(one, known, asked))
        if rules:
            found.append(Idle(comment, rules))
    return found


def _was_asked(selector: str, known: Sequence[Rule], asked: Sequence[Rule]) -> bool:
    named = [rule for rule in known if selects(selector, rule)]
    return all(rule in asked for rule in named)
