"""What --fix does to a text: it mends, it stops, and it touches nothing else."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.review.lint.documents import CLEAN, NOTE, changed, found

from firstcause.model.finding import Finding, Fix, Level, Place, Replacement
from firstcause.review.lint.fixing import ROUNDS, fix
from firstcause.review.lint.registry import RULES

BROKEN = changed(
    ("[rca, p2, storage]", "[rca, P1,  storage]   # a note"),
    ("prepared by Storage", "prepared by Payments"),
    ("40 users could", "a dns entry and 40 users could"),
    ("## Impact\n", "<!-- rca: ignore RCA108 no longer -->\n\n## Impact\n"),
)


def mended(text: str, *, unsafe: bool = False) -> str:
    return fix(text, partial(_found), unsafe=unsafe).text


def _found(text: str) -> list[Finding]:
    return found(text, NOTE)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_safe_repairs_touch_nothing_but_their_words(end: str) -> None:
    """Front matter stays as it is but for the value; line ends stay; what is unsafe stays."""
    text = BROKEN.replace("\n", end)
    expected = changed(
        ("[rca, p2, storage]", "[rca, P2,  storage]   # a note"),
        ("40 users could", "a DNS entry and 40 users could"),
    )
    assert mended(text) == expected.replace("## Impact\n", "\n## Impact\n").replace("\n", end)


def test_mending_again_changes_nothing() -> None:
    """And nothing that was mended is found."""
    once = fix(BROKEN, _found, unsafe=False)
    again = fix(once.text, _found, unsafe=False)
    assert (again.text, again.mended) == (once.text, ())
    assert sorted(set(once.mended)) == ["RCA107", "RCA112", "RCA704", "RCA901"]
    assert [f.rule for f in again.left] == []


def test_what_wants_a_look_is_mended_only_when_asked() -> None:
    """A link to the nearest name is a guess."""
    text = changed(("[[runbook-cart-api|", "[[runbook-cart-ap|"))
    assert mended(text) == text
    assert mended(text, unsafe=True) == CLEAN


def test_repairs_that_touch_each_other_wait_for_the_next_round() -> None:
    """Two rules that replace the same word do not make a third."""

    def one(text: str, old: str, new: str) -> list[Finding]:
        at = text.find(old)
        edit = (Replacement(at, at + len(old), new),)
        return [Finding("RCA704", Level.INFO, "x", Place("a"), fix=Fix.SAFE, replacements=edit)] if at >= 0 else []

    def lint(text: str) -> list[Finding]:
        return one(text, "ab", "cd") + one(text, "bc", "xx")

    assert fix("abc", lint, unsafe=False).text == "cdc"


def test_repairs_that_undo_each_other_end() -> None:
    """After a few rounds at most."""
    rounds = 0

    def lint(text: str) -> list[Finding]:
        nonlocal rounds
        rounds += 1
        edit = (Replacement(0, 1, "b" if text == "a" else "a"),)
        return [Finding("RCA704", Level.INFO, "x", Place("a"), fix=Fix.SAFE, replacements=edit)]

    assert fix("a", lint, unsafe=False).text in {"a", "b"}
    assert rounds <= ROUNDS + 1


LINES = CLEAN.splitlines(keepends=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, len(LINES) - 1), max_size=6), st.integers(0, len(LINES)), st.booleans())
def test_whatever_is_left_of_a_document_is_mended_once(gone: list[int], swap: int, unsafe: bool) -> None:
    """Lines taken out and turned round: a second time nothing is left to mend, and nothing fails."""
    kept = [line for number, line in enumerate(LINES) if number not in gone]
    text = "".join(kept[swap:] + kept[:swap])
    once = mended(text, unsafe=unsafe)
    assert mended(once, unsafe=unsafe) == once


SAFE = {"RCA107", "RCA112", "RCA203", "RCA204", "RCA301", "RCA304", "RCA704", "RCA901"}


def test_every_rule_that_promises_a_repair_says_which() -> None:
    """The table of rules and their pages agree."""
    assert {rule.id for rule in RULES if rule.fix is Fix.SAFE} == SAFE
