"""The front matter of any document: YAML between two lines of `---`, with the place of every key and value.

It is read by PyYAML and never written: who changes a value edits its span. It may come from a stranger, so aliases are
refused (a few of them name more values than any memory holds), and so is more text than anybody writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from firstcause.document.spans import Source, Span, Words

FENCE: Final = "---"
MOST_CHARACTERS: Final = 1 << 16
DEEPEST: Final = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of the front matter: its value, and both as they are written."""

    key: Words
    value: Any
    written: Words
    items: tuple[Words, ...] = ()  # of a list, as they are written


@dataclass(frozen=True, slots=True)
class Front:
    """What stands between the fences. `trouble`: why it cannot be read, and the line of that."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    end_line: int = 0  # of the closing fence; 0: there is no front matter
    trouble: tuple[str, int] | None = None

    def get(self, key: str) -> Any:
        """A value; None where there is none."""
        entry = self.entries.get(key)
        return entry.value if entry else None


class _RefusedError(ValueError):
    """YAML, but not what we read."""


class _Loader(yaml.CSafeLoader):
    """PyYAML's safe loader, which leaves a value that only looks like a date as it is written."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except ValueError:
            return node.value


def read_front(source: Source) -> Front:
    """The front matter at the beginning of a document."""
    if source.line(1).text.lstrip("\ufeff").rstrip() != FENCE:
        return Front()
    end = _closing_fence(source)
    if end is None:
        return Front(trouble=("the front matter is never closed by a line of `---`", 1))
    start = source.offset(2)
    text = source.text[start : source.offset(end)]
    if len(text) > MOST_CHARACTERS:
        return Front(end_line=end, trouble=(f"the front matter holds more than {MOST_CHARACTERS} characters", 1))
    try:
        return Front(_entries(text, start), end)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        return Front(end_line=end, trouble=(f"the front matter is not YAML: {error.problem}", line + 2))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Front(end_line=end, trouble=(f"the front matter is not YAML: {error}", 2))


def _closing_fence(source: Source) -> int | None:
    for number in range(2, source.lines + 1):
        if source.line(number).text.rstrip() in {FENCE, "..."}:
            return number
    return None


def _entries(text: str, start: int) -> Mapping[str, Entry]:
    _refuse_aliases(text)
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return {}
        if not isinstance(root, yaml.MappingNode):
            raise _RefusedError("it is no mapping of keys")
        return {
            str(loader.construct_object(key)): Entry(
                _words(text, key, start),
                loader.construct_object(value, deep=True),
                _words(text, value, start),
                _items(text, value, start),
            )
            for key, value in root.value
        }
    finally:
        loader.dispose()


def _refuse_aliases(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _RefusedError("it holds an alias, which no front matter needs")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _RefusedError(f"it is more than {DEEPEST} levels deep")


def _words(text: str, node: yaml.Node, start: int) -> Words:
    first, last = node.start_mark.index, node.end_mark.index
    written = text[first:last].rstrip()
    return Words(written, Span(start + first, start + first + len(written)))


def _items(text: str, node: yaml.Node, start: int) -> tuple[Words, ...]:
    return tuple(_words(text, item, start) for item in node.value) if isinstance(node, yaml.SequenceNode) else ()
