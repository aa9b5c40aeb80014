"""YAML from strangers ends in an explained error, and soon."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcause.sources.discovery.yaml_text import MAX_CHARACTERS, documents
from firstcause.sources.errors import DecodeError


def _bomb(levels: int = 30, *, merge: bool = False) -> str:
    """Each level names the one above ten times; as a list, or as mappings that are merged."""
    lines = ["l0: &l0 {k0: 0}"] if merge else ["l0: &l0 [x]"]
    for level in range(1, levels):
        above = ", ".join([f"*l{level - 1}"] * 10)
        lines.append(f"l{level}: &l{level} {{<<: [{above}]}}" if merge else f"l{level}: &l{level} [{above}]")
    return "\n".join(lines)


HOSTILE = {
    "aliases that add up": _bomb(),
    "merges that add up": _bomb(merge=True),
    "a list inside itself": "&a [*a]",
    "a mapping inside itself": "a: &a {b: *a}",
    "brackets without end": "[" * 100_000,
    "deep, and closed": "[" * 500 + "]" * 500,
    "a date that is none": "at: 2025-13-45",
    "a call of Python": "!!python/object/apply:os.system ['true']",
    "a tag of somebody": "a: !vault secret",
    "half a mapping": "a: [1, 2",
    "a tab": "a:\n\t- b",
    "control characters": "a: \x00",
    "an anchor that is not there": "a: *b",
    "too long": "a" * (MAX_CHARACTERS + 1),
    "documents without end": "--- a\n" * 3000,
    "a list as a key": "? [a]\n: b",
    "a number that is no number": "a: !!int x",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_yaml_is_refused(text: str) -> None:
    """With the file's name and a hint, within seconds, and without showing the text."""
    begun = time.monotonic()
    with pytest.raises(DecodeError) as caught:
        documents(text, "given.yaml")
    assert time.monotonic() - begun < 10
    assert str(caught.value).startswith("given.yaml: ")
    assert len(str(caught.value)) < 300
    assert caught.value.hint


def test_documents_and_ordinary_aliases() -> None:
    """People use anchors for what they repeat; empty documents are no documents."""
    text = "base: &b {a: 1}\nmore: {<<: *b, c: 2}\n---\n---\n- x\n"
    assert documents(text, "f") == [{"base": {"a": 1}, "more": {"a": 1, "c": 2}}, ["x"]]


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing else comes out of it."""
    with contextlib.suppress(DecodeError):
        assert all(document is not None for document in documents(text, "f"))
