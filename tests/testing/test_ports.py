"""Ports for programs that are told one."""

from __future__ import annotations

from firstcause.testing.ports import free_port


def test_no_port_is_given_twice_before_anybody_listens() -> None:
    """Servers that are told of all their ports first, and started then, would be told the same one twice."""
    given = [free_port() for _ in range(500)]
    assert len(set(given)) == len(given)
