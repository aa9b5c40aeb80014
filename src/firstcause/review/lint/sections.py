"""How the native format's sections lie: which stand below which, and where each of them ends."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstcause.document.outline import Literal, Section
from firstcause.document.reading.roles import Role
from firstcause.document.reading.stated import Reading
from firstcause.document.spans import Span

BELOW: Final[Mapping[Role, Role]] = MappingProxyType(
    {
        Role.AFFECTED: Role.IMPACT,
        Role.CUSTOMER: Role.IMPACT,
        Role.WENT_WELL: Role.LESSONS,
        Role.IMPROVEMENTS: Role.LESSONS,
    }
)


def whole(reading: Reading, section: Section) -> Span:
    """From its heading to the end of what belongs to it; the document's footer belongs to none."""
    start = reading.source.offset(section.heading.line) if section.heading else 0
    return Span(start, body_end(reading, section))


def body_end(reading: Reading, section: Section) -> int:
    """Where the next section of its rank begins, or the rule above the footer."""
    inside = [one for one in reading.sections if one.is_within(section)]
    last = inside[-1]
    rules = [block for block in last.blocks if isinstance(block, Literal) and block.kind == "hr"]
    if last is reading.sections[-1] and rules and reading.prepared is not None:
        return rules[-1].span.start
    return last.end


def is_footer(reading: Reading, offset: int) -> bool:
    """Whether what stands there belongs to the footer: the line that says who prepared it, and all after it."""
    if reading.prepared is None:
        return False
    source = reading.source
    return offset >= source.offset(source.position(reading.prepared[0].words.span.start).line)
