"""All kinds of fault, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstcause.review.search.catalogue import encrypted, programs, stores, wires
from firstcause.review.search.catalogue.concept import Concept

CONCEPTS: Final[Mapping[str, Concept]] = MappingProxyType(
    {one.id: one for one in (*encrypted.CONCEPTS, *wires.CONCEPTS, *stores.CONCEPTS, *programs.CONCEPTS)}
)
BY_CODE: Final[Mapping[str, str]] = MappingProxyType({code: one.id for one in CONCEPTS.values() for code in one.codes})
