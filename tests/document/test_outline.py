"""Any Markdown is read as blocks whose every word is found where it stands."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcause.document.front import read_front
from firstcause.document.links import LinkKind, links
from firstcause.document.outline import Heading, Item, Literal, Paragraph, Row, Section, Table, read_sections
from firstcause.document.prose import Prose, prose
from firstcause.document.spans import Edit, Source, Span, Words, edited

FOREIGN = """\
Our outage
==========

It was *bad*,
  and it lasted.

### Timeline ###
- 04:59 first
  and more
  - nested `[[no]]`
    1. deeper
> [!question] How many?
> None.

| Time | Event |
|:-----|-------|
| 04:59 | a \\| b |
| 05:00
```
# no heading
```
"""
SOME_MARKDOWN = st.text("#-|`>[]*1. \n\r\tab\\é", max_size=200)


def written(sections: list[Section]) -> list[Words]:
    """All words of all blocks."""
    found: list[Words] = []
    for section in sections:
        for block in (*([section.heading] if section.heading else []), *section.blocks):
            match block:
                case Heading() | Paragraph() | Item():
                    found += _lines(block.prose)
                case Table(header, rows):
                    found += [cell for row in (header, *rows) for cell in row.cells]
                case Literal():
                    continue
    return found


def _lines(text: Prose) -> list[Words]:
    starts = (*text.starts, len(text.text) + 1)
    return [text.words(a, b - 1) for a, b in pairwise(starts)]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_every_kind_of_block(ends: str) -> None:
    """Headings of both kinds, wrapped text, nested lists, quotes, tables with missing cells, and code that is none."""
    first, title, timeline = read_sections(Source(FOREIGN.replace("\n", ends)))
    assert (first.blocks, title.title, title.level, timeline.title, timeline.level) == (
        [],
        "Our outage",
        1,
        "Timeline",
        3,
    )
    assert timeline.above is title
    (bad,) = title.blocks
    assert isinstance(bad, Paragraph)
    assert bad.prose.text == "It was *bad*,\nand it lasted."
    items = [(b.prose.text, b.depth, b.marker) for b in timeline.blocks if isinstance(b, Item)]
    assert items == [("04:59 first\nand more", 1, "-"), ("nested `[[no]]`", 2, "-"), ("deeper", 3, "1.")]
    (table,) = [b for b in timeline.blocks if isinstance(b, Table)]
    assert [[c.text for c in row.cells] for row in table.rows] == [["04:59", "a \\| b"], ["05:00", ""]]
    assert [b.kind for b in timeline.blocks if isinstance(b, Literal)] == ["fence"]


@given(SOME_MARKDOWN)
def test_words_stand_where_they_are_said_to_stand(text: str) -> None:
    """In whatever text; but for tabs, which Markdown widens."""
    source = Source(text)
    for words in written(read_sections(source)):
        assert "\t" in text or source.words(words.span).text == words.text


@given(SOME_MARKDOWN)
def test_an_edit_changes_its_span_alone(text: str) -> None:
    """What stood before and after it stands there still."""
    middle = len(text) // 2
    assert edited(text, [Edit(Span(middle, middle), "X")]) == text[:middle] + "X" + text[middle:]
    overlapping = [Edit(Span(0, middle), "X"), Edit(Span(middle // 2, middle + 1), "Y")]
    assert middle < 2 or edited(text, overlapping) == "X" + text[middle:]


def test_links_are_found_outside_code_alone() -> None:
    """Wikilinks with heading and label, links with a title and brackets, footnotes."""
    said = '[[a#b|c]] `[[no]]` [[Folder/x\\|y]] [t](p(1).md#h "T") [^E3] ![[plot.svg]]'
    found = list(links(prose([Words(said, Span(10, 10 + len(said)))])))
    assert [(f.kind, f.target.text, f.heading, f.label) for f in found] == [
        (LinkKind.WIKI, "a", "b", "c"),
        (LinkKind.WIKI, "Folder/x", "", "y"),
        (LinkKind.MARKDOWN, "p(1).md", "h", "t"),
        (LinkKind.FOOTNOTE, "E3", "", ""),
        (LinkKind.WIKI, "plot.svg", "", ""),
    ]
    assert all(f.whole.span.start - 10 == said.index(f.whole.text) for f in found)


def test_front_matter_knows_where_its_values_stand() -> None:
    """In any script, with a date that is none left as it is written."""
    text = '---\ntitle: "é 😀"\ndate: 2025-13-45\nservices: [a, "b c"]\n---\nx'
    front = read_front(Source(text))
    assert {k: e.value for k, e in front.entries.items()} == {
        "title": "é 😀",
        "date": "2025-13-45",
        "services": ["a", "b c"],
    }
    assert all(text[slice(*e.written.span)] == e.written.text for e in front.entries.values())
    assert [w.text for w in front.entries["services"].items] == ["a", '"b c"']
    assert (front.end_line, front.trouble) == (5, None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("---\na: &x [1, 1]\nb: [*x, *x]\n---\n", "an alias"),
        (f"---\na: {'[' * 200}\n---\n", "levels deep"),
        (f"---\na: {'x' * 70_000}\n---\n", "more than 65536 characters"),
        ("---\n- a\n---\n", "no mapping"),
        ("---\na: [\n---\n", "not YAML"),
        ("---\na: 1\n", "never closed"),
    ],
)
def test_front_matter_that_is_refused_says_why(text: str, why: str) -> None:
    """A bomb, a tower, a flood, and what is no front matter."""
    front = read_front(Source(text))
    assert front.trouble is not None
    assert why in front.trouble[0]
    assert dict(front.entries) == {}


def test_a_row_has_as_many_cells_as_the_header() -> None:
    """GFM section 4.10: what is more is ignored, what is missing is empty."""
    (table,) = read_sections(Source("|a|b|\n|-|-|\n|1|2|3|\n|1|\n"))[0].blocks
    assert isinstance(table, Table)
    assert all(isinstance(row, Row) for row in table.rows)
    assert [[c.text for c in row.cells] for row in table.rows] == [["1", "2"], ["1", ""]]
