"""The shape of a fault's page: what a person needs who has never met this failure before."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FaultPage:
    """One page. `changes` are what usually was changed before; `checks` are the first three, in order.

    `injection` is how to bring it about, so that a team sees what its own clients and alerts make of it.
    """

    code: str
    title: str
    definition: str
    client_sees: str
    server_sees: str
    changes: tuple[str, ...]
    checks: tuple[str, ...]
    mitigation: str
    injection: str
