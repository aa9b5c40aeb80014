"""Where in the source a fact is stated, and where it is read.

It knows Python's syntax trees and nothing of what the facts mean. To construct a fact is to state it; to ask for its
type (isinstance, a pattern, a table's key) is to read it. Annotations and imports are neither.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

FACTS = "firstcause.model.facts"
ANNOTATIONS = ("annotation", "returns")


@dataclass
class Sightings:
    """Modules by fact, as `detect/alerts`."""

    stated: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    read: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def scan(source: Path) -> Sightings:
    """All of `source`/firstcause but the facts themselves and what is made for tests."""
    found = Sightings()
    package = source / "firstcause"
    for file in sorted(package.rglob("*.py")):
        module = file.relative_to(package).with_suffix("").as_posix()
        if module == "model/facts" or module.startswith("testing/"):
            continue
        tree = ast.parse(file.read_text("utf-8"))
        names = _imported(tree)
        for fact, stated in _uses(tree, names):
            (found.stated if stated else found.read)[fact].add(module)
    return found


def _imported(tree: ast.AST) -> Mapping[str, str]:
    """Local name -> fact; a name for the module itself -> ""."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == FACTS:
            names.update({a.asname or a.name: a.name for a in node.names})
        elif isinstance(node, ast.ImportFrom) and node.module == "firstcause.model":
            names.update({a.asname or a.name: "" for a in node.names if a.name == "facts"})
    return names


def _uses(tree: ast.AST, names: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Each use of a fact, with whether it states it."""
    pending: list[tuple[ast.AST, bool]] = [(tree, False)]
    while pending:
        node, called = pending.pop()
        fact = _named(node, names)
        if fact:
            yield fact, called
            continue
        for name, value in ast.iter_fields(node):
            if name not in ANNOTATIONS:
                pending.extend((below, isinstance(node, ast.Call) and name == "func") for below in _nodes(value))


def _nodes(value: object) -> list[ast.AST]:
    values = value if isinstance(value, list) else [value]
    return [v for v in values if isinstance(v, ast.AST)]


def _named(node: ast.AST, names: Mapping[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return names.get(name, "")
        case ast.Attribute(value=ast.Name(id=module), attr=attribute) if names.get(module) == "":
            return attribute
        case _:
            return ""
