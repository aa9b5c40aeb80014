"""All endpoints of the lab, from all of its files."""

from __future__ import annotations

from collections.abc import Iterator

from tests.lab import endpoints, other_servers, unforeseen
from tests.lab.endpoints import Lab, Spec


def faulty(lab: Lab) -> Iterator[Spec]:
    """Everything that is broken."""
    yield from endpoints.faulty(lab)
    yield from unforeseen.faulty(lab)
    yield from other_servers.faulty(lab)


def healthy(lab: Lab) -> Iterator[Spec]:
    """Everything that is well."""
    yield from endpoints.healthy(lab)
    yield from unforeseen.healthy(lab)
    yield from other_servers.healthy(lab)
