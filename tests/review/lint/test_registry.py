"""The list of rules: each has a number of its own, a name, a file of that number, and a page that is whole."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import firstcause
from firstcause.review.lint.registry import RULES, rule
from firstcause.review.lint.rule import Rule

FOLDER = Path(firstcause.__file__).parent / "review" / "lint" / "rules"


def test_ids_and_slugs_name_one_rule_each() -> None:
    """In order, so that a new one is found where it belongs."""
    ids = [one.id for one in RULES]
    assert ids == sorted(set(ids))
    assert len({one.slug for one in RULES}) == len(RULES)
    assert all(rule(one.id) is rule(one.slug) is one for one in RULES)


def test_every_file_of_a_rule_is_listed() -> None:
    """A rule that nobody asks finds nothing."""
    listed = {Path(inspect.getfile(one.check)).name for one in RULES}
    assert listed == {file.name for file in FOLDER.glob("rca*.py")}


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.id)
def test_a_page_is_whole(one: Rule) -> None:
    """What it sees, why, a bad and a better example, and when to ignore it; the file has the rule's number."""
    assert Path(inspect.getfile(one.check)).name.startswith(f"{one.id.lower()}_")
    assert one.summary.endswith(".")
    assert re.search(r"^Bad:\n\n {4}\S", one.page, re.MULTILINE)
    assert re.search(r"^Better:", one.page, re.MULTILINE)
    assert re.search(r"\bIgnore it\b", one.page)
