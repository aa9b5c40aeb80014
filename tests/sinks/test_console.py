"""Pages on a stream."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from firstcause.model.errors import NotificationError
from firstcause.sinks.console import ConsoleNotifier


def test_a_page_is_printed_with_its_key() -> None:
    """Subject, text and key, in this order; the receipt says that it was printed."""
    stream = io.StringIO()
    assert ConsoleNotifier(stream).notify("k1", "tls/incomplete-chain", "orders is failing") == "printed"
    assert stream.getvalue() == "tls/incomplete-chain\norders is failing\n[k1]\n"


def test_control_characters_do_not_reach_the_terminal() -> None:
    """Telemetry cannot clear the screen of the person who is paged."""
    stream = io.StringIO()
    ConsoleNotifier(stream).notify("k1", "s", "CN=\x1b[2J\r\x07evil")
    assert stream.getvalue() == "s\nCN=\N{REPLACEMENT CHARACTER}[2J" + "\N{REPLACEMENT CHARACTER}" * 2 + "evil\n[k1]\n"


def test_a_closed_stream_is_a_failed_page(tmp_path: Path) -> None:
    """A page that could not be written is not taken for delivered."""
    stream = (tmp_path / "page.txt").open("w", encoding="utf-8")
    stream.close()
    with pytest.raises(NotificationError, match="console"):
        ConsoleNotifier(stream).notify("k1", "s", "t")


def test_a_full_disk_is_a_failed_page() -> None:
    """The page is flushed, so that a full disk shows at once."""
    stream = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115 - closing it fails too
    with pytest.raises(NotificationError, match="No space"):
        ConsoleNotifier(stream).notify("k1", "s", "t")
    with pytest.raises(OSError, match="No space"):
        stream.close()
