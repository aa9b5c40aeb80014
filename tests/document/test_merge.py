"""A text that we write anew, and what a person wrote in it meanwhile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcause.document.merge import merge

BASE = "# A\n\n## Summary\n\nIt broke.\n\n## Impact\n\n> [!question] How many?\n\n> [!question] Why?\n\n## End\n"
OURS = BASE.replace("How many?\n", "How many?\n> 21\n")


def test_our_answer_and_their_words_both_stand() -> None:
    """They reworded the summary and added a remark; we answer a question."""
    theirs = BASE.replace("It broke.", "It broke, badly.").replace("## End", "A remark.\n\n## End")
    merged = merge(BASE, OURS, theirs)
    assert merged.text == theirs.replace("How many?\n", "How many?\n> 21\n")
    assert merged.kept == ()


def test_what_both_changed_stays_theirs_and_is_named() -> None:
    """They answered by hand what we answer otherwise."""
    theirs = BASE.replace("How many?\n", "How many?\n> about 20\n")
    merged = merge(BASE, OURS, theirs)
    assert (merged.text, merged.sections()) == (theirs, ("Impact",))


def test_what_they_removed_stays_removed() -> None:
    """A question that they cut out is not put back."""
    theirs = BASE.replace("> [!question] How many?\n\n", "")
    merged = merge(BASE, OURS, theirs)
    assert "How many" not in merged.text
    assert merged.sections() == ("Impact",)


@pytest.mark.parametrize("theirs", [BASE, OURS])
def test_what_they_left_alone_is_ours(theirs: str) -> None:
    """Nothing of theirs: the text as we write it now."""
    assert merge(BASE, OURS, theirs).text == OURS


def test_their_line_ends_stay() -> None:
    """An editor's carriage returns do not make all of it theirs."""
    merged = merge(BASE, OURS, BASE.replace("\n", "\r\n"))
    assert (merged.text, merged.kept) == (OURS.replace("\n", "\r\n"), ())


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n"]), max_size=12).map("".join)


@given(LINES, LINES, LINES)
def test_nothing_is_lost(base: str, ours: str, theirs: str) -> None:
    """Whoever alone changed the text gets what they wrote; of two, each of their new lines is there, or is told."""
    assert merge(base, ours, base).text == ours
    assert merge(base, base, theirs).text == theirs
    assert merge(base, theirs, theirs).text == theirs
