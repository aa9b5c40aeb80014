"""Which findings are told: rules that are selected, comments that ask for silence, a baseline of what is known."""

from __future__ import annotations

import pytest
from tests.review.lint.documents import CLEAN, by_rule, changed, found

from firstcause.model.finding import Finding, Level, Place
from firstcause.review.lint.baseline import Baseline, BaselineError, read_baseline, render_baseline
from firstcause.review.lint.registry import RULES
from firstcause.review.lint.select import Selection, unknown

LINK = "- [[runbook-cart-api|Runbook]]\n"
DANGLING = changed((LINK, LINK + "- [[nowhere]]\n"))


def chosen(*, select: str = "", ignore: str = "", note: str = "RCAs/a.md", **files: str) -> set[str]:
    per_file = tuple((glob.replace("__", "*"), tuple(rules.split())) for glob, rules in files.items())
    return {rule.id for rule in Selection(tuple(select.split()), tuple(ignore.split()), per_file).rules(RULES, note)}


def test_what_only_informs_is_not_asked_unless_it_is_selected() -> None:
    """All others are."""
    levels = {rule.id: rule.level for rule in RULES}
    assert chosen() == {name for name, level in levels.items() if level is not Level.INFO}
    assert chosen(select="ALL") == set(levels)
    assert "RCA704" in chosen(select="RCA7")


def test_the_longer_selector_decides() -> None:
    """On either side."""
    assert "RCA104" not in chosen(select="RCA1", ignore="RCA104")
    assert chosen(select="RCA704", ignore="RCA7") == {"RCA704"}
    assert chosen(select="dangling-link") == {"RCA601"}
    assert "RCA601" not in chosen(ignore="RCA6")


def test_some_files_are_spared_some_rules() -> None:
    """By a glob of their paths, or of their names."""
    assert "RCA601" not in chosen(note="Old/a.md", **{"Old/__": "RCA6"})
    assert "RCA601" in chosen(note="RCAs/a.md", **{"Old/__": "RCA6"})
    assert "RCA601" not in chosen(note="RCAs/2019-a.md", **{"2019-__": "dangling-link"})


def test_a_selector_that_names_no_rule_is_told_with_the_nearest() -> None:
    """A typing error must not leave a rule out in silence."""
    assert unknown(["RCA601", "danglin-link", "RCA999", "ALL"], RULES) == [
        ("danglin-link", "dangling-link"),
        ("RCA999", "RCA901"),
    ]


SPARED = {
    "on its line": changed((LINK, LINK + "- [[nowhere]] <!-- rca: ignore RCA601 it is being written -->\n")),
    "on the line above": changed((LINK, LINK + "\n<!-- rca: ignore RCA601 it is being written -->\n\n- [[nowhere]]\n")),
    "for the whole file": changed(
        (LINK, LINK + "- [[nowhere]]\n"), ("## Summary", "<!-- rca: ignore-file RCA601 old -->\n\n## Summary")
    ),
}


@pytest.mark.parametrize("text", SPARED.values(), ids=SPARED.keys())
def test_a_comment_spares_what_it_names(text: str) -> None:
    """And is of use."""
    assert [(f.rule, f.message) for f in found(text)] == []


def test_a_comment_that_spares_nothing_is_told() -> None:
    """At the comment, and it can be taken out."""
    line = "<!-- rca: ignore RCA601 it was being written -->\n"
    text = changed(("## Summary\n", f"## Summary\n\n{line}"))
    (one,) = found(text)
    assert (one.rule, one.message) == ("RCA901", "RCA601 finds nothing here to be ignored")
    (edit,) = one.replacements
    assert text[: edit.start] + edit.text + text[edit.end :] == text.replace(line, "")


def test_only_the_part_of_a_comment_that_spares_nothing_is_told() -> None:
    """The rest stays."""
    comment = "<!-- rca: ignore RCA108, RCA601 it is being written -->"
    text = changed((LINK, LINK + f"- [[nowhere]] {comment}\n"))
    (one,) = found(text)
    (edit,) = one.replacements
    assert text[: edit.start] + edit.text + text[edit.end :] == text.replace("RCA108, ", "")


def test_a_comment_for_a_rule_that_is_not_asked_is_not_told() -> None:
    """It may be of use in another run."""
    text = changed((LINK, LINK + "- [[nowhere]] <!-- rca: ignore RCA601 it is being written -->\n"))
    asked = Selection(("RCA9",)).rules(RULES)
    assert found(text, rules=asked) == []


def test_what_the_baseline_knows_is_not_told_wherever_it_moves() -> None:
    """A second one of the same kind is new."""
    known = read_baseline(render_baseline(("RCAs/a.md", f) for f in by_rule(found(DANGLING), "RCA601")), "b.json")
    moved = changed(("## Summary\n", "## Summary\n\nMore.\n"), text=DANGLING)
    assert list(known.new("RCAs/a.md", found(moved))) == []
    assert len(list(known.new("RCAs/b.md", found(moved)))) == 1
    twice = changed(("- [[nowhere]]\n", "- [[nowhere]]\n- [[nowhere]]\n"), text=DANGLING)
    assert len(list(known.new("RCAs/a.md", found(twice)))) == 1
    assert list(Baseline().new("RCAs/a.md", found(CLEAN))) == []


@pytest.mark.parametrize("text", ["", "[]", '{"findings": 3}', '{"findings": [{"path": "x"}]}', "[" * 100_000])
def test_a_file_that_is_no_baseline_is_refused(text: str) -> None:
    """With what to do."""
    with pytest.raises(BaselineError) as refused:
        read_baseline(text, "b.json")
    assert refused.value.hint


def test_the_baseline_keeps_counts() -> None:
    """It is read as it was written."""
    one = Finding("RCA601", Level.ERROR, "there is no note x", Place("a.md", 3))
    again = read_baseline(render_baseline([("a.md", one), ("a.md", one), ("b.md", one)]), "b")
    assert again.known == {("a.md", "RCA601", one.message): 2, ("b.md", "RCA601", one.message): 1}
