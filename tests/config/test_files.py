"""The file itself: absent, unreadable, not text, not TOML; and the files that hold its secrets."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from firstcause.config.errors import ConfigError
from firstcause.config.load import load

TOKENS = 'listen = "127.0.0.1:8420"\ntokens = "file:tokens"'
LISTEN = 'listen = "127.0.0.1:8420"'


def _complaint(path: Path) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(path)
    return caught.value


def test_an_absent_file(tmp_path: Path) -> None:
    """The first thing that everybody sees: no file here, and how to name one."""
    error = _complaint(tmp_path / "firstcause.toml")
    assert str(error) == f"there is no configuration file {tmp_path}/firstcause.toml"
    assert "--config" in error.hint


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    """A folder cannot be read."""
    error = _complaint(tmp_path)
    assert str(error) == f"{tmp_path} cannot be read: Is a directory"
    assert error.hint


def test_a_file_that_is_not_utf8(file: Path) -> None:
    """The line of the first odd byte is named."""
    file.write_bytes('author = "SRE"\n\n# Zürich\n'.encode("latin-1"))
    error = _complaint(file)
    assert str(error) == f"{file}:3: not a text in UTF-8"
    assert error.hint == "save the file in UTF-8"


def test_a_byte_order_mark_is_no_mistake(file: Path) -> None:
    """Editors on other systems put one in front."""
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert load(file).author == "SRE"


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("[detect]\ninterval = 30s\n", 2, "quotes"),
        ("author = SRE\n", 1, "quotes"),
        ("[detect\n", 1, "[brackets]"),
        ('[page]\nsteps = ["alice"\n', 3, "[brackets]"),
        ("[detect]\n[page]\n[detect]\n", 3, "once"),
        ("[page]\nsteps = []\nsteps = []\n", 3, "once"),
    ],
)
def test_a_file_that_is_not_toml(file: Path, text: str, line: int, hint: str) -> None:
    """File and line stand in front, as for every other mistake."""
    file.write_text(text)
    error = _complaint(file)
    assert str(error).startswith(f"{file}:{line}: not valid TOML: ")
    assert hint in error.hint


def test_a_secret_file_that_others_may_read(folder: Path, spoiled: Callable[[str, str], ConfigError]) -> None:
    """Tokens in a file that the whole machine reads are no secret."""
    (folder / "tokens").write_text("abc")
    (folder / "tokens").chmod(0o644)
    error = spoiled(LISTEN, TOKENS)
    assert str(error).endswith(f"serve.tokens: {folder}/tokens can be read by others")
    assert error.hint == f"chmod 600 '{folder}/tokens'"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_secret_file_that_we_may_not_read(folder: Path, spoiled: Callable[[str, str], ConfigError]) -> None:
    """Permission denied is told with the path."""
    (folder / "tokens").write_text("abc")
    (folder / "tokens").chmod(0)
    assert "Permission denied" in str(spoiled(LISTEN, TOKENS))


def test_a_secret_file_that_is_no_text(folder: Path, spoiled: Callable[[str, str], ConfigError]) -> None:
    """Bytes that are no text are refused, and not shown."""
    (folder / "tokens").write_bytes(b"\xff\xfe")
    (folder / "tokens").chmod(0o600)
    assert "tokens cannot be read" in str(spoiled(LISTEN, TOKENS))


def test_tokens_stand_one_a_line_or_between_commas(folder: Path, file: Path) -> None:
    """Both are how people write lists of secrets into a file."""
    (folder / "tokens").write_text("one, two\nthree\n")
    (folder / "tokens").chmod(0o600)
    file.write_text(file.read_text().replace(LISTEN, TOKENS))
    assert load(file).serve.tokens == ("one", "two", "three")


def test_tokens_open_the_way_off_loopback(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With tokens, any address may be listened on."""
    monkeypatch.setenv("FIRSTCAUSE_TOKENS", "one,two")
    off = LISTEN.replace("127.0.0.1", "[::]") + '\ntokens = "env:FIRSTCAUSE_TOKENS"'
    file.write_text(file.read_text().replace(LISTEN, off))
    assert (load(file).serve.host, load(file).serve.tokens) == ("::", ("one", "two"))
