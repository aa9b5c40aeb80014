"""RCA101 to RCA114: each has a document that breaks it and one that does not."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from tests.review.lint.documents import CLEAN, NOTE, TODAY, by_rule, changed, found

from firstcause.model.finding import Finding, Fix, Level
from firstcause.review.lint.rule import Policy

DRAFT = ("status: resolved", "status: draft")
QUESTION = (
    "- Rotation knows no new names\n",
    "- Rotation knows no new names\n\n> [!question] How many mails were lost?\n",
)
CUSTOMER = "### Customer Impact\n\n- 40 users with an error\n\n"
TIMELINE = CLEAN[CLEAN.index("## Timeline") : CLEAN.index("## Root Cause")]
ACTION = next(line + "\n" for line in CLEAN.splitlines() if line.startswith("| P2"))


class Broken(NamedTuple):
    """A document, what breaks, the text of the line at which it is told, and a word of the message."""

    name: str
    text: str
    rule: str
    line: str
    said: str


BROKEN = (
    Broken("no front matter", CLEAN.partition("---\n\n")[2], "RCA101", "# 2026-03-02 - Disk Full", "no front matter"),
    Broken("front matter is not YAML", changed(("severity: P2", "severity: [P2")), "RCA101", "services:", "YAML"),
    Broken(
        "services are a sentence",
        changed(("[cart-api, mail-worker]", "cart-api and mail")),
        "RCA101",
        "services:",
        "list",
    ),
    Broken("no calendar has the day", changed(("date: 2026-03-02", "date: 2026-02-30")), "RCA101", "date:", "a date"),
    Broken(
        "a length in words",
        changed(("duration_minutes: 31", "duration_minutes: long")),
        "RCA101",
        "duration_m",
        "number",
    ),
    Broken("a key is missing", changed(("author: Storage\n", "")), "RCA101", "---", "author"),
    Broken("no section of customers", changed((CUSTOMER, "")), "RCA102", "---", "`Customer Impact` under `Impact`"),
    Broken("no timeline", changed((TIMELINE, "")), "RCA102", "---", "`Timeline`"),
    Broken("an empty section", changed(("1. Rotated the log at 10:20\n", "")), "RCA103", "## Resolution", "empty"),
    Broken(
        "nothing but a comment",
        changed(("1. Rotated the log at 10:20", "<!-- say what helped -->")),
        "RCA103",
        "## Resolution",
        "empty",
    ),
    Broken("a table of no rows", changed((ACTION, "")), "RCA103", "## Action Items", "empty"),
    Broken(
        "the cause before the times",
        changed((TIMELINE, ""), ("## Impact\n", f"{TIMELINE}## Impact\n")),
        "RCA104",
        "## Timeline",
        "behind `Root Cause`",
    ),
    Broken(
        "another day", changed(("date: 2026-03-02", "date: 2026-03-03")), "RCA105", "date: 2026-03-03", "2026-03-02"
    ),
    Broken(
        "another heading",
        changed(("# 2026-03-02 - Disk Full", "# 2026-03-02 - Disk Slow")),
        "RCA105",
        "# 2026",
        "title",
    ),
    Broken("an unknown severity", changed(("severity: P2", "severity: P7")), "RCA106", "severity:", "P7"),
    Broken("small letters", changed(("severity: P2", "severity: p2")), "RCA106", "severity:", "did you mean P2"),
    Broken("another tag", changed(("[rca, p2, storage]", "[rca, p1, storage]")), "RCA107", "tags:", "p1"),
    Broken(
        "to do",
        changed(("- Requests failed: 4.0 % (40 of 1000)", "- Requests failed: TBD")),
        "RCA108",
        "- Requests",
        "TBD",
    ),
    Broken("to do, in a cell", changed(("| Storage | 2026-03-19 |", "| TBD | 2026-03-19 |")), "RCA108", "| P2", "TBD"),
    Broken("to do, in a sentence", changed(("Release r12", "TODO: find out. Release r12")), "RCA108", "TODO", "TODO"),
    Broken(
        "a hint", changed(("1. Rotated the log at 10:20", "1. [Describe what was done]")), "RCA108", "1. [", "Describe"
    ),
    Broken("in the front matter", changed(("author: Storage", "author: TODO")), "RCA108", "author:", "author"),
    Broken("an open question", changed(QUESTION), "RCA108", "> [!question]", "How many mails"),
    Broken(
        "not listed", changed(("- cart-api\n- mail-worker\n", "- cart-api\n")), "RCA109", "services:", "mail-worker"
    ),
    Broken(
        "listed alone",
        changed(("- mail-worker\n", "- mail-worker\n- search-api\n")),
        "RCA109",
        "- search-api",
        "lack it",
    ),
    Broken(
        "the one that failed", changed(("[cart-api, mail-worker]", "[mail-worker]")), "RCA110", "services:", "cart-api"
    ),
    Broken(
        "nobody's service",
        changed(("cart-api, mail-worker]", "cart-api, mail-workr]"), ("- mail-worker\n", "- mail-workr\n")),
        "RCA111",
        "services:",
        "did you mean mail-worker",
    ),
    Broken(
        "two authors", changed(("prepared by Storage", "prepared by Payments")), "RCA112", "*RCA prepared", "Payments"
    ),
    Broken(
        "an early report", changed(("Storage on 2026-03-05", "Storage on 2026-02-05")), "RCA114", "*RCA", "2026-02-05"
    ),
)


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case.rule}-{case.name}")
def test_what_is_broken_is_found_at_its_line(case: Broken) -> None:
    """The rule, the line, and a sentence that names what is wrong."""
    lines = case.text.splitlines()
    told = [f for f in by_rule(found(case.text), case.rule) if case.said in f.message]
    assert [lines[max(f.place.line, 1) - 1].startswith(case.line) for f in told] == [True], found(case.text)


def test_nothing_is_found_in_a_good_document() -> None:
    """By any rule, those that only inform included."""
    assert found(CLEAN) == []


NOT_BROKEN = {
    "a draft may ask": changed(DRAFT, QUESTION),
    "an answered question": changed(QUESTION, ("mails were lost?", "mails were lost?\n> None.")),
    "a list of that name": changed(("Release r12 wrote", "The TODO service, release r12, and `TODO: x` wrote")),
    "to do in a path": changed(("Release r12 wrote", "Release r12 of todo-api wrote TODO.md and")),
    "a fenced heading": changed(("Release r12", "```\n# TODO: a comment\n## Resolution\n```\n\nRelease r12")),
    "a heading that is code": changed(
        ("# 2026-03-02 - Disk Full in cart-api", "# 2026-03-02 - Disk Full in `cart-api`")
    ),
    "lines end as on Windows": CLEAN.replace("\n", "\r\n"),
    "a byte order mark": "\ufeff" + CLEAN,
    "bold names": changed(("- cart-api\n", "- **cart-api**: its disk\n")),
    "names as links": changed(("- mail-worker\n", "- [[mail-worker]]\n")),
    "a question is not nothing": changed(
        DRAFT, ("- The alert came 3 minutes after the first full block", "> [!question] What went well?")
    ),
    "numbers as headings": changed(("## Impact", "## 4. Impact")),
    "an icon": changed(("## Timeline", "## ⏱ Timeline")),
    "another policy's tag": changed(("[rca, p2, storage]", "[rca, p2, p99, storage]")),
    "null in a draft": changed(DRAFT, ("severity: P2", "severity: null"), ("tags: [rca, p2", "tags: [rca")),
}


@pytest.mark.parametrize("text", NOT_BROKEN.values(), ids=NOT_BROKEN.keys())
def test_nothing_is_found_that_is_not_so(text: str) -> None:
    """The traps that real documents lay."""
    assert [(f.rule, f.place.line, f.message) for f in found(text)] == []


def test_a_final_draft_is_judged_as_a_final_document() -> None:
    """What is open in a draft is an error once it is to be final."""
    text = changed(DRAFT, QUESTION)
    (one,) = found(text, policy=Policy(TODAY, final=True))
    assert (one.rule, one.level) == ("RCA108", Level.ERROR)


def test_a_file_named_without_its_service_is_told_when_asked() -> None:
    """And so is a second one of the same name."""
    text, note = CLEAN, "RCAs/2026-03-02-disk-full.md"
    assert [f.message for f in by_rule(found(text, note), "RCA113")] == ["the file's name does not name cart-api"]
    more = {"Old/2026-03-02-disk-full-cart-api.md": CLEAN}
    (twice,) = by_rule(found(CLEAN, NOTE, more), "RCA113")
    assert twice.related[0].place.path == "Old/2026-03-02-disk-full-cart-api.md"


def test_documents_of_other_teams_need_no_sections_of_ours() -> None:
    """Of a foreign postmortem neither front matter nor sections are asked."""
    text = "# Outage in March\n\n## What happened\n\nThe disk was full.\n\n## Next steps\n\n- Buy a disk\n"
    assert found(text, "Postmortems/march.md") == []


def mended(finding: Finding, text: str) -> str:
    """The text with the finding's repair."""
    for one in sorted(finding.replacements, key=lambda r: r.start, reverse=True):
        text = text[: one.start] + one.text + text[one.end :]
    return text


@pytest.mark.parametrize(
    "case",
    [
        case
        for case in BROKEN
        if case.rule in {"RCA102", "RCA104", "RCA105", "RCA107", "RCA109", "RCA110", "RCA111", "RCA112"}
    ],
    ids=lambda case: f"{case.rule}-{case.name}",
)
def test_the_repair_that_is_proposed_repairs_it(case: Broken) -> None:
    """Afterwards the rule finds nothing, and no other finds what it did not find before."""
    before = found(case.text)
    (one,) = [f for f in by_rule(before, case.rule) if case.said in f.message]
    assert one.fix is not Fix.NONE
    after = mended(one, case.text)
    left = {f.rule for f in found(after)}
    assert case.rule not in left
    assert left <= {f.rule for f in before} | ({"RCA108"} if case.rule == "RCA102" else set())
