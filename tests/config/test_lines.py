"""Finding the line of a key, in files that people write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcause.config.lines import line_of

TEXT = """\
author = "SRE"

[service.orders]      # ours
tier = 1
objective.success = 0.99
[ service . "billing-api" ]
"tier" = 2
[[service.orders.endpoints]]
address = "a:1"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("author",), 1),
        (("service", "orders"), 3),
        (("service", "orders", "tier"), 4),
        (("service", "orders", "objective", "success"), 5),
        (("service", "billing-api"), 6),
        (("service", "billing-api", "tier"), 7),
        (("service", "orders", "endpoints", "address"), 9),
        (("service", "orders", "absent"), 3),
        (("absent",), 1),
        ((), 1),
    ],
)
def test_the_line_of_a_key(path: tuple[str, ...], line: int) -> None:
    """The key's own line, or that of the nearest table above it."""
    assert line_of(TEXT, path) == line


def test_a_list_over_several_lines_is_no_table() -> None:
    """A line such as `["a", "b"],` inside a value looks like a header, and is none."""
    text = '[deployer.x]\ncommands = [\n  ["a"],\n  ["b"],\n]\ntimeout = 5\n'
    assert line_of(text, ("deployer", "x", "timeout")) == 6


@given(st.text(), st.lists(st.text(), max_size=4))
def test_any_text_has_a_line_for_any_key(text: str, path: list[str]) -> None:
    """It points at a line that is there, whatever it is given; an error must not fail while it explains itself."""
    assert 1 <= line_of(text, tuple(path)) <= max(1, len(text.splitlines()))
