"""What a person sees who probes a hostile server: words, and nothing that a terminal would obey."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from firstcause.cli.main import app
from firstcause.testing import odd_certificates as odd
from firstcause.testing import tls_bytes as tls
from firstcause.testing.odd_certificates import Odd
from firstcause.tls.told import few, listed, told

if TYPE_CHECKING:
    from tests.hostile.conftest import Range


def test_a_banner_does_not_clear_the_screen(hostile: Range) -> None:
    """Nor does it set the window's title, as it did."""
    server = hostile.says(b"HTTP/1.1 200 \x1b[2J\x1b]0;owned\x07\r\n")
    shown = CliRunner().invoke(app, ["probe", f"127.0.0.1:{server.port}", "--trust", hostile.view.trust]).output
    assert "\x1b" not in shown
    assert r"HTTP/1.1 200 \x1b[2J\x1b]0;owned\x07" in shown


def test_a_certificates_name_does_not_write_lines_of_its_own(hostile: Range) -> None:
    """A subject with line feeds could say: healthy."""
    leaf = replace(Odd.below(hostile.root), subject=odd.name(b"x\r\n\x1b[1A127.0.0.1: healthy"))
    server = hostile.says(tls.flight_12([leaf.certificate()]))
    shown = CliRunner().invoke(app, ["probe", f"127.0.0.1:{server.port}", "--trust", hostile.view.trust]).output
    assert "\x1b" not in shown
    assert not any(line.startswith("127.0.0.1: healthy") for line in shown.splitlines())
    assert r"CN=x\x0d\x0a\x1b[1A127.0.0.1: healthy" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CN=order-service", "CN=order-service"),
        ("Bundesdruckerei für alle, 日本", "Bundesdruckerei für alle, 日本"),
        ("a\x1b[2Jb\x9b", r"a\x1b[2Jb\x9b"),
        ("right\u202eto left", r"right\u202eto left"),
        ("line\u2028separator", r"line\u2028separator"),
        ("a half \ud800", r"a half \ud800"),
        ("x" * 2000, "x" * 999 + "…"),
    ],
)
def test_what_does_not_print_is_written_out(text: str, shown: str) -> None:
    """Control characters, directions, halves of pairs; letters of all languages stay."""
    assert told(text) == shown


def test_long_lists_are_told_in_part() -> None:
    """The first twenty, and how many more there are."""
    names = [f"n{number}" for number in range(10_000)]
    assert few(names)[-2:] == ("n19", "and 9980 more")
    assert listed(names).endswith("'n18', 'n19', and 9980 more")
    assert (listed(["a", "b"]), listed([])) == ("'a', 'b'", "")
