"""docs/events.md: every fact, what it says, who states it, who reads it."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Iterator
from pathlib import Path

from sightings import Sightings, scan

from firstcause.model import facts

HEAD = """\
# Events

<!-- Written by tools/generate-docs from the code; do not edit. -->

The stages of an incident do not call one another. A stage states a fact, the log keeps it, and whoever cares reads it
in the folded incident. This page lists every fact, with the modules of `src/firstcause` that construct it (*stated
by*) and those that look for it (*read by*). `serve/incidents` states what a person says through the API.

An event is a fact with its stream, its sequence in the stream, when it happened and when it was recorded, who said so,
and on which evidence.

"""
EVERY = "The codec (`eventlog/codec`) reads and writes all of them alike; it is not listed."


def page(source: Path) -> str:
    """The whole page."""
    found = scan(source)
    union = typing.get_args(facts.Fact)
    sections = (_section(fact, found) for fact in union)
    return HEAD + EVERY + "\n\n" + "\n".join(sections)


def _section(fact: type, found: Sightings) -> str:
    lines = [f"## {fact.__name__}", "", inspect.getdoc(fact) or "", ""]
    fields = tuple(_fields(fact))
    if fields:
        lines += ["| field | type |", "|---|---|", *fields, ""]
    for label, modules in (("stated", found.stated), ("read", found.read)):
        lines.append(f"- {label} by: {_listed(modules.get(fact.__name__, set()))}")
    return "\n".join([*lines, ""])


def _fields(fact: type) -> Iterator[str]:
    for one in dataclasses.fields(fact):
        kind = str(one.type).replace("|", "\\|")
        yield f"| `{one.name}` | `{kind}` |"


def _listed(modules: set[str]) -> str:
    return ", ".join(f"`{m}`" for m in sorted(modules)) or "nobody yet"
