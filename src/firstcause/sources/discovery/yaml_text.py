"""YAML from strangers: sizes, depth, and what aliases add up to are judged before anything is built.

An alias costs a few bytes and may stand for millions of nodes; it is counted as what it stands for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import yaml

from firstcause.sources.errors import DecodeError

MAX_CHARACTERS: Final = 4 * 1024 * 1024
MAX_DOCUMENTS: Final = 2000
MAX_NODES: Final = 200_000  # as many as there would be without aliases, in one document
MAX_DEPTH: Final = 50
HINT: Final = "it must be YAML, as the tool that it belongs to reads it"


def documents(text: str, name: str) -> list[object]:
    """The documents of this text; `name` is its place, for the error. Raises DecodeError."""
    if len(text) > MAX_CHARACTERS:
        raise DecodeError(f"{name}: longer than {MAX_CHARACTERS} characters", hint="leave out what is not meant")
    try:
        _bound_depth(text)
        return [document for document in _documents(text, name) if document is not None]
    except yaml.YAMLError as error:
        raise DecodeError(f"{name}: {_problem(error)}", hint=HINT) from None
    except (ValueError, RecursionError, OverflowError) as error:
        # A date that is none, a number that is too long, brackets without end.
        raise DecodeError(f"{name}: cannot be read: {type(error).__name__}", hint=HINT) from None


def _bound_depth(text: str) -> None:
    """libyaml's composer calls itself for each level, and takes the whole process with it when the stack is used up;
    its parser does not. Raises ValueError."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ValueError("nested too deeply")


def _documents(text: str, name: str) -> Iterator[object]:
    loader = yaml.CSafeLoader(text)
    count = 0
    try:
        while loader.check_node():
            node, count = loader.get_node(), count + 1
            if count > MAX_DOCUMENTS:
                raise DecodeError(f"{name}: more than {MAX_DOCUMENTS} documents", hint="give them in several files")
            if node is None or _size(node, {}) > MAX_NODES:
                raise DecodeError(f"{name}: its aliases stand for more than {MAX_NODES} values", hint=HINT)
            yield loader.construct_document(node)
    finally:
        loader.dispose()


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """How many nodes there would be without aliases. Raises ValueError for one inside itself."""
    if id(node) not in known:
        known[id(node)] = 0  # until its children are counted
        known[id(node)] = 1 + sum(_size(child, known) for child in _children(node))
    elif not known[id(node)]:
        raise ValueError("a value that contains itself")
    return known[id(node)]


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from (key, value)


def _problem(error: yaml.YAMLError) -> str:
    """What is wrong, and in which line; without the text around it, which may hold a password."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return "not YAML"
