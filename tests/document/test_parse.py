"""Reading documents: what a person may do to one, and what is refused with its line."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from firstcause.document.errors import DocumentError
from firstcause.document.inline import Code, Ref, parse_inline, render_cell, text
from firstcause.document.parse import parse, read
from firstcause.document.rca import (
    ActionPlan,
    Factor,
    Footer,
    FrontMatter,
    ImpactSection,
    LessonsLearned,
    Points,
    Question,
    Rca,
    RootCause,
    TimelineRow,
)
from firstcause.document.render import render
from firstcause.model.action import ActionItem, Priority
from firstcause.model.incident import Severity

DAY = date(2025, 11, 7)
BEGAN = datetime(2025, 11, 7, 23, 58, 41, tzinfo=UTC)
SMALL = Rca(
    front=FrontMatter(
        title="2025-11-07 - Failure in order-service",
        date=DAY,
        severity=Severity.P2,
        services=("order-service",),
        tags=("rca", "p2"),
        status="draft",
        duration_minutes=33,
        author="SRE",
        incident="2025-11-07-1",
        began=BEGAN,
        detected=BEGAN,
        mitigated=None,
        resolved=None,
        fault="tls/incomplete-chain",
    ),
    summary=(text("It failed", Ref("E1"), "."),),
    timeline=(TimelineRow(BEGAN, text("a | b ", Ref("E1"))), TimelineRow(BEGAN.replace(day=8), text("later"))),
    root_cause=RootCause((text("Because."),), (Factor("F1", text("No preflight.")),)),
    impact=ImpactSection((text("Much"),), customer=Points(questions=(Question(text("How many tickets?")),))),
    resolution=Points((text("Rolled back"),)),
    lessons=LessonsLearned(),
    actions=ActionPlan((ActionItem("A1", Priority.P1, "Run preflight", "orders", DAY, ("F1",), check="make x | y"),)),
    related=(),
    evidence=(),
    footer=Footer("SRE", DAY),
)


def test_the_front_matter_has_the_family_s_keys_first() -> None:
    """The eight keys of the seed, in its order, then the join keys."""
    keys = [line.partition(":")[0] for line in render(SMALL).split("---")[1].strip().splitlines()]
    assert keys[:8] == ["title", "date", "severity", "services", "tags", "status", "duration_minutes", "author"]
    assert keys[8:] == ["incident", "began", "detected", "mitigated", "resolved", "fault", "schema"]


def test_lines_of_parts_are_known() -> None:
    """A finding can point at a key, a section, a factor, an action and a row."""
    source = render(SMALL)
    lines = read(source).lines
    for key, words in {
        "severity": "severity: P2", "Impact": "## Impact", "F1": "**F1**", "A1": "| A1 |", "Timeline/2": "later",
    }.items():  # fmt: skip
        assert words in source.splitlines()[lines[key] - 1]


def test_an_answer_below_a_question_is_read() -> None:
    """A person answers by writing below the question."""
    source = render(SMALL).replace("How many tickets?", "How many tickets?\n> 21, by the queue's count")
    (question,) = parse(source).impact.customer.questions
    assert question.answer == ("21, by the queue's count",)
    assert not question.open


def test_wrapped_lines_and_windows_line_ends_change_nothing() -> None:
    """An editor's line breaks are no content."""
    source = render(SMALL).replace("Rolled back", "Rolled\n   back").replace("\n", "\r\n")
    assert parse(source) == SMALL


def test_comments_for_the_checker_may_stand_anywhere() -> None:
    """An ignore comment is no content either."""
    assert parse(render(SMALL).replace("## Impact\n", "## Impact\n\n<!-- rca: ignore RCA304 why -->\n")) == SMALL


@pytest.mark.parametrize(
    ("old", "new", "message", "at"),
    [
        ("---\ntitle", "title", "no front matter", "title"),
        ("severity: P2", "severity: P9", "`severity` 'P9' is not a valid Severity", "severity: P9"),
        ("date: 2025-11-07", "date: soon", "`date` is 'soon'", "date: soon"),
        ("fault: tls/incomplete-chain\n", "", "`fault` is missing", "---"),
        ("services: [", "services: [[", "front matter is not YAML", None),
        ("## Impact", "## Damage", "section `Damage` where `Impact` is expected", "## Damage"),
        ("| 23:58:41", "| 25:58:41", "`25:58:41` is no time", "25:58:41"),
        ("| P1 |", "| high |", "`high` is no priority", "| high |"),
        ("**F1** ", "", "expected an item that begins with", "- No preflight"),
        ("*RCA prepared", "RCA prepared", "expected `*RCA prepared by", "\n---\n"),
        ("## Resolution\n", "## Resolution\n\nWe tried.\n", "a paragraph does not belong", "We tried."),
        ("| Time (UTC) |", "| When |", "expected one table with the columns", "## Timeline"),
    ],
)
def test_what_is_not_native_is_refused_with_its_line(old: str, new: str, message: str, at: str | None) -> None:
    """The error names the problem, the line, and what to do instead."""
    source = render(SMALL)
    assert old in source
    broken = source.replace(old, new, 1)
    with pytest.raises(DocumentError, match="line ") as caught:
        parse(broken)
    assert message in str(caught.value)
    assert "rca import" in caught.value.hint
    if at and at.strip() not in ("---",):
        assert at.strip() in broken.splitlines()[caught.value.line - 1]


def test_a_bar_in_a_cell_is_escaped_also_in_code() -> None:
    """GitHub and Obsidian read the cell as one."""
    assert render_cell(text("a|b ", Code("c|d"))) == "a\\|b `c\\|d`"


def test_emphasis_is_read_as_its_characters() -> None:
    """The native format has no emphasis; nothing of what was written is lost."""
    assert parse_inline("a **b** _c_") == ("a **b** _c_",)
