"""The sections of a document by the part that they play: a section with no role of its own belongs to the one above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from firstcause.document.outline import Heading, Item, Literal, Paragraph, Section, Table
from firstcause.document.prose import Prose, prose
from firstcause.document.reading.roles import Role, role_of


@dataclass(frozen=True, slots=True)
class Parts:
    """Sections in order, and the role of each, its own or inherited."""

    sections: tuple[Section, ...]
    own: tuple[Role | None, ...]
    inherited: tuple[Role | None, ...]

    def first(self) -> Mapping[Role, Section]:
        """The first section of each role; one that has the role's own name goes before those of synonyms."""
        found: dict[Role, Section] = {}
        for section, role in zip(self.sections, self.own, strict=True):
            if role is not None and (role not in found or _is_better(section, found[role], role)):
                found[role] = section
        return MappingProxyType(found)

    def of(self, *roles: Role) -> list[Section]:
        """All sections that play one of these roles, in order."""
        return [section for section, role in zip(self.sections, self.inherited, strict=True) if role in roles]

    def below(self, role: Role) -> list[Section]:
        """All sections of that role, and whatever stands below them, roles of their own or not."""
        inside: set[int] = set()
        found: list[Section] = []
        for section, own in zip(self.sections, self.own, strict=True):
            if own is role or (section.above is not None and id(section.above) in inside):
                inside.add(id(section))
                found.append(section)
        return found


def parts_of(sections: Sequence[Section]) -> Parts:
    """The role of every section."""
    own = tuple(_role(section) for section in sections)
    known: dict[int, Role | None] = {}
    for section, role in zip(sections, own, strict=True):
        known[id(section)] = role or (known.get(id(section.above)) if section.above else None)
    return Parts(tuple(sections), own, tuple(known[id(section)] for section in sections))


def _is_better(section: Section, other: Section, role: Role) -> bool:
    name = role.value.casefold()
    return name in section.title.casefold() and name not in other.title.casefold()


def _role(section: Section) -> Role | None:
    return role_of(section.title) if section.title else None


def all_prose(section: Section) -> Iterator[Prose]:
    """Everything that can be read in a section: its heading, paragraphs, items and cells."""
    if section.heading:
        yield section.heading.prose
    for block in section.blocks:
        match block:
            case Paragraph() | Item() | Heading():
                yield block.prose
            case Table(header, rows):
                yield from (prose([cell]) for row in (header, *rows) for cell in row.cells if cell.text)
            case Literal():
                continue


def running_text(section: Section) -> Iterator[Prose]:
    """Its paragraphs and items, without tables and callouts."""
    for block in section.blocks:
        if isinstance(block, Paragraph | Item) and not block.quoted:
            yield block.prose


def items(section: Section) -> list[Item]:
    """The items of its lists, without empty ones."""
    return [block for block in section.blocks if isinstance(block, Item) and not block.quoted and block.prose.text]


def paragraphs(section: Section) -> list[Paragraph]:
    """Its paragraphs, without those of callouts and of items."""
    return [b for b in section.blocks if isinstance(b, Paragraph) and not b.quoted and not b.depth]
