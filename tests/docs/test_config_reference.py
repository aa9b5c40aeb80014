"""docs/reference/config.md tells every key that the configuration asks for, with its type and its default."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from firstcause.config.load import load
from firstcause.config.table import Table

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "config.md"
# Everything that may stand in a file once stands here once, so that all keys are asked for.
EVERYTHING = """\
[service.NAME]
endpoints = [{ address = "127.0.0.1:8443" }]
[view.NAME]
[detect]
burn = [{ long = "2h" }]
[severity]
P1 = { failed = 0.2, users = 1, tier = 1 }
[contact.NAME]
channels = ["console"]
[deployer.NAME]
current = ["a"]
rollback = ["b"]
[[sources.changes.git]]
repository = "."
tags = "{service}/{release}"
[exporter.module.NAME]
prober = "http"
[sources.prometheus]
url = "http://127.0.0.1:9090"
[sources.prometheus.queries]
requests = "a"
failed = 'b=~"c"'
service = "d"
"""
TYPES = {
    "text": {"text", "secret"},
    "texts": {"texts"},
    "whole": {"whole number"},
    "wholes": {"whole numbers"},
    "number": {"number"},
    "share": {"share"},
    "duration": {"time"},
    "boolean": {"boolean"},
    "choice": {"choice"},
    "file": {"file"},
}
NESTED = {("service.NAME", "endpoints"), ("service.NAME", "objective"), ("detect", "burn")}
SECTIONS = {
    "severity.P1": "severity",
    "service.NAME.endpoints": "endpoints",
    "service.NAME.objective": "objective",
    "detect.burn": "burn",
}


class Key(NamedTuple):
    """A key as the loader asks for it, and as the page tells it."""

    kind: str
    default: object


Asked = dict[tuple[str, str], Key]


def _record(asked: Asked, kind: str, original: Callable[..., object]) -> Callable[..., object]:
    def reader(table: Table, key: str, *args: object, **options: object) -> object:
        # `share` reads through `number`, and `choice` and `file` through `text`: the outermost is what was meant.
        asked.setdefault((".".join(table.where), key), Key(kind, args[-1] if args else None))
        return original(table, key, *args, **options)

    return reader


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """(table, key) -> what was asked, for every scalar key of the whole file."""
    found: Asked = {}
    for kind in TYPES:
        monkeypatch.setattr(Table, kind, _record(found, kind, getattr(Table, kind)))
    file = tmp_path / "firstcause.toml"
    file.write_text(EVERYTHING)
    load(file)
    return {(SECTIONS.get(table, table), key): value for (table, key), value in found.items()}


def told() -> dict[tuple[str, str], tuple[str, str]]:
    """(table, key) -> (type, default), as the page has them."""
    found, section = {}, ""
    for line in PAGE.read_text().splitlines():
        if line.startswith("#"):
            section = re.sub(r"[#\[\] ]", "", line).replace("Topofthefile", "")
        row = re.match(r"\| `(\w+)` \| ([^|]+) \| ([^|]+) \|", line)
        if row:
            found[section, row[1]] = (row[2], row[3])
    return found


def _nested(told_keys: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Keys that hold tables are told as well, and are no scalars."""
    yield from ((t, k) for t, k in told_keys if (t, k) in NESTED)


def test_every_key_is_told_and_no_other(asked: Asked) -> None:
    """A new key without its line, or a line without its key, fails here."""
    known = set(told())
    assert known - set(_nested(known)) == set(asked)


def test_the_types_are_right(asked: Asked) -> None:
    """What the page calls a time is read as a time."""
    page = told()
    wrong = {k: (page[k][0], v.kind) for k, v in asked.items() if page[k][0] not in TYPES[v.kind]}
    assert wrong == {}


def test_the_defaults_are_right(asked: Asked) -> None:
    """Where the page shows a value, it is the one that the code falls back to."""
    page = told()
    shown = {k: page[k][1] for k in asked if page[k][1].startswith("`")}
    wrong = {
        k: (value, asked[k].default) for k, value in shown.items() if value.strip("`") not in _spelt(asked[k].default)
    }
    assert wrong == {}
    assert len(shown) > 40


def _spelt(default: object) -> set[str]:
    """The ways in which a default may be written in TOML."""
    if isinstance(default, bool):
        return {str(default).lower()}
    if isinstance(default, tuple):
        return {"[" + ", ".join(f'"{one}"' for one in default) + "]"}
    if isinstance(default, timedelta):
        sizes = (("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400))
        return {f'"{default.total_seconds() / size:g}{unit}"' for unit, size in sizes}
    if isinstance(default, float | int):
        return {f"{default:g}"}
    return {f'"{default or ""}"'}
