"""Waits for the looks at all addresses of one name, and tells what they come to.

All of it happens in the lane's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from firstcause.model.handshake import HandshakeObserved, Look
from firstcause.sources.handshake.dialling import Address
from firstcause.tls.several import combined

Finished = tuple[datetime, HandshakeObserved]
Deliver = Callable[[Finished], None]


class Gathering:
    """The looks at the addresses of `look`; `deliver` gets one observation, when the last of them is in."""

    def __init__(self, look: Look, addresses: Sequence[Address], deliver: Deliver) -> None:
        self._look = look
        self._deliver = deliver
        self._seen: list[Finished | None] = [None] * len(addresses)
        self.looks = [self._at(address, number) for number, address in enumerate(addresses)]

    def _at(self, address: Address, number: int) -> tuple[Look, Deliver]:
        endpoint = replace(self._look.endpoint, host=address[1][0])
        return replace(self._look, endpoint=endpoint, every_address=False), lambda seen: self._note(number, seen)

    def _note(self, number: int, seen: Finished) -> None:
        self._seen[number] = seen
        found = [one for one in self._seen if one is not None]
        if len(found) == len(self._seen):
            self._deliver((min(at for at, _ in found), combined(self._look, [observed for _, observed in found])))
