"""Foreign postmortems: each trap that real ones hold."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from firstcause.document.reading.read import MOST_CHARACTERS, MOST_LINES, read
from firstcause.document.reading.roles import Role, role_of
from firstcause.document.reading.stated import Reading
from firstcause.document.spans import Source


def timeline(body: str, head: str = "# 2025-11-07 outage") -> list[tuple[str, str]]:
    r = read(Source(f"{head}\n\n## Timeline\n\n{body}\n"))
    return [(str(h.clock.local if h.clock else None), h.text.text) for h in r.timeline]


ONE = [("2025-11-07 04:59:00", "Alert fired")]


@pytest.mark.parametrize(
    "body",
    [
        "- 04:59 Alert fired",
        "- 04:59: Alert fired",
        "- 04:59 UTC – Alert fired",
        "- **04:59** Alert fired",
        "- **04:59 UTC:** Alert fired",
        "- `04:59` Alert fired",
        "- [04:59] Alert fired",
        "- 🚨 04:59 - Alert fired",
        "- At 04:59, Alert fired",
        "- ~04:59 Alert fired",
        "- 2025-11-07 04:59 | Alert fired",
        "- 04:59\n  - Alert fired",
        "04:59 - Alert fired",
        "**04:59**\n\nAlert fired",
        "### 04:59\n\nAlert fired",
        "### 04:59 UTC: Alert fired",
        "| When | Who | What |\n|-|-|-|\n| 04:59 | SRE | Alert fired |",
        "| Date | Time | Event |\n|-|-|-|\n| Nov 7 | 04:59 | Alert fired |",
        "| 04:59 | Alert fired |\n|-|-|",
        "```\n04:59  Alert fired\n```",
    ],
)
def test_a_row_however_it_is_written(body: str) -> None:
    """In bullets, tables, lines, bold, headings, and code."""
    assert timeline(body) == ONE


def test_midnight_without_a_date_is_crossed_and_a_wrong_order_stays() -> None:
    """A step back of many hours is the next day; a small one is a mistake, and for a rule to judge."""
    assert [at for at, _ in timeline("- 23:50 a\n- 00:10 b\n- 00:05 c")] == [
        "2025-11-07 23:50:00",
        "2025-11-08 00:10:00",
        "2025-11-08 00:05:00",
    ]


def test_a_heading_that_is_a_day_holds_for_its_rows() -> None:
    """Until the next one; so does a line of a day alone."""
    body = "### Friday, Nov 7\n- 23:50 a\n### 2025-11-09\n- 01:00 b\n\n**Nov 10**\n\n- 02:00 c"
    assert [at for at, _ in timeline(body)] == ["2025-11-07 23:50:00", "2025-11-09 01:00:00", "2025-11-10 02:00:00"]


@pytest.mark.parametrize(
    "body",
    [
        "| Time (PST) | Event |\n|-|-|\n| 4:59 AM | Alert fired |",
        "All times are in PST.\n\n- 4:59 AM Alert fired",
        "- 4:59 AM PST Alert fired",
    ],
)
def test_a_zone_wherever_it_is_named(body: str) -> None:
    """In a column's header, a remark, or the row."""
    (row,) = read(Source(f"# 2025-11-07\n\n## Timeline\n\n{body}\n")).timeline
    assert row.clock is not None
    assert (row.clock.zone, row.clock.at) == ("PST", datetime(2025, 11, 7, 12, 59, tzinfo=UTC))


def test_what_is_not_known_is_not_filled_in() -> None:
    """No day, no zone: the time alone. A relative row and an invalid one keep their words."""
    first, second, third = read(Source("## Timeline\n- 04:59 a\n- T+5 b\n- 25:61 c\n")).timeline
    assert first.clock is not None
    assert (first.clock.day, first.clock.zone, first.clock.at, first.clock.local) == (None, "", None, None)
    assert (second.clock, second.moment.text, second.is_relative) == (None, "T+5", True)
    assert (third.clock, third.moment.text, third.is_relative) == (None, "25:61", False)


def test_bullets_that_are_keys() -> None:
    """`- **Key**: value` above the first part, in a quote, in a table, several on one line."""
    for head in (
        "- **Date**: 2025-11-07\n- **Severity**: P2",
        "**Date:** 2025-11-07\n**Severity:** P2",
        "> **Date:** 2025-11-07\n> **Severity:** P2",
        "**Date:** 2025-11-07 | **Severity:** P2",
        "Date: 2025-11-07\n\nSeverity: P2",
        "| | |\n|-|-|\n| Date | 2025-11-07 |\n| Severity | P2 |",
        "## Date\n2025-11-07\n## Severity\nP2",
    ):
        r = read(Source(f"# T\n\n{head}\n\n## Summary\n\nx\n"))
        assert [(label.key.text, label.value.text) for label in r.labels if label.value.text] == [
            ("Date", "2025-11-07"),
            ("Severity", "P2"),
        ], head


def test_parts_without_headings() -> None:
    """A bold line, or a label, stands for a heading."""
    r = read(
        Source("# T\n\n**Impact**: 5 users\n\n**Root cause**\n\nA typo.\n\n**Timeline:**\n\n- 04:59 a\n- 05:00 b\n")
    )
    assert {Role.IMPACT, Role.ROOT_CAUSE, Role.TIMELINE} <= set(r.parts)
    assert [p.text for p in r.cause] == ["A typo."]
    assert len(r.timeline) == 2
    assert [(a.value, a.unit) for a in r.amounts] == [(5, "users")]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("🚨 Summary 🚨", Role.SUMMARY),
        ("3. Timeline (UTC)", Role.TIMELINE),
        (":fire: Impact", Role.IMPACT),
        ("**Root Cause(s):**", Role.ROOT_CAUSE),
        ("How are we making incidents like this less likely?", Role.ACTIONS),
        ("What went wrong and why?", Role.ROOT_CAUSE),
        ("What went wrong?", Role.IMPROVEMENTS),
        ("order-service", None),
        ("2025-11-07", None),
    ],
)
def test_what_a_heading_announces(heading: str, role: Role | None) -> None:
    """With emoji, numbers, marks and asides."""
    assert role_of(heading) is role


def test_code_is_no_document() -> None:
    """A fenced comment is no heading, a wikilink in code no link, an example of a comment none."""
    r = read(
        Source(
            "# T\n\n```sh\n# Timeline\n<!-- rca: ignore RCA304 x -->\n[[a]]\n```\n\n`[[b]]` `<!-- rca: ignore R1 -->`\n"
        )
    )
    assert (len(r.sections), r.links, r.comments) == (2, (), ())


def test_an_article_with_a_few_keys_is_not_native() -> None:
    """Title, date, author and tags are every blog's; a native document has one of its own."""
    article = "---\ntitle: x\ndate: 2025-11-10\nauthor: y\ntags: [a]\n---\n\nOn November 7 it broke.\n"
    r = read(Source(article))
    assert not r.native
    assert r.day is not None
    assert r.day.value == date(2025, 11, 7)
    assert read(Source(article.replace("tags: [a]", "tags: [rca]"))).native


def test_comments() -> None:
    """For a line or for the file, with several rules and a reason."""
    first, second = read(
        Source("a <!-- rca: ignore RCA304, rca307: teams -->\n<!-- rca: ignore-file RCA101 old -->\n")
    ).comments
    assert (first.rules, first.reason, first.line, first.whole_file) == (("RCA304", "RCA307"), "teams", 1, False)
    assert (second.rules, second.reason, second.line, second.whole_file) == (("RCA101",), "old", 2, True)


@pytest.mark.parametrize(
    "text",
    [
        "x" * (MOST_CHARACTERS + 1),
        "## Timeline\n|Time|Event|\n|-|-|\n" + "|12:34|b|\n" * 1_000_000,
        "**a:** b\n" * (MOST_LINES + 1),
    ],
    ids=["one long line", "a million rows", "many labels"],
)
def test_what_nobody_writes_is_read_in_part_and_said_to_be(text: str) -> None:
    """The beginning is read, and the reading says so."""
    r = read(Source(text))
    assert r.is_cut
    assert len(r.timeline) <= MOST_LINES


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "[",
            "[[",
            "[^",
            "![",
            "[a](",
            "*",
            "**a",
            "`a",
            "~~",
            "<!--",
            "<!-- rca: ignore ",
            "{#",
            "(a",
            "@a",
            ", owner: ",
            "by ",
        ),
        *(
            "12:34 ",
            "1,111",
            "1% ",
            "1 of 1 ",
            "1 users ",
            "from 1ms to ",
            "lasted 1 hour ",
            "an hour and a half ",
            "may 1 ",
        ),
        *("> ", "- ", "# ", "|", "a. B ", "prepared by ", "**A: ", "A: ", "timeline of ", " ", "UTC+1 "),
    ],
)
def test_no_repetition_hangs_it(unit: str) -> None:
    """100,000 characters of it, in each part, are read like any other text."""
    line = unit * (100_000 // len(unit))
    for head in ("# ", "", "## Timeline\n- ", "## Action items\n- ", "## Affected services\n- "):
        found = read(Source(head + line + "\n"))
        assert isinstance(found, Reading)
