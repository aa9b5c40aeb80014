"""How many cases each side judges as the standards say, and how many refusals come with their reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from tests.chains.cases import Case, Refused, made
from tests.chains.verdicts import Said, gives_the_reason, ours, peer

from firstcause.model.handshake import HandshakeObserved


@dataclass(frozen=True, slots=True)
class Judged:
    """One case, our look as a strict and as an ordinary caller, and what the peer says."""

    case: Case
    strict: HandshakeObserved
    ordinary: HandshakeObserved
    peer: Said

    @property
    def ours_is_right(self) -> bool:
        """By the standards, which is what the peer is held to as well."""
        return (self.strict.failure is None) == self.case.valid

    @property
    def peer_is_right(self) -> bool:
        return self.peer.accepted == self.case.valid

    @property
    def ordinary_is_right(self) -> bool:
        """Faulty exactly where ordinary clients refuse."""
        return (self.ordinary.failure is None) != (self.case.refused is Refused.ORDINARY)

    @property
    def is_weighed(self) -> bool:
        return self.case.refused is not Refused.PEDANTIC

    @property
    def is_our_refusal(self) -> bool:
        """A refusal that is right, so that it has a reason which can be right."""
        return self.ours_is_right and not self.case.valid

    @property
    def has_reason(self) -> bool:
        """The code, the certificate and both sides, in each look that refuses."""
        looks = [look for look in (self.strict, self.ordinary) if look.failure is not None]
        return bool(looks) and all(gives_the_reason(self.case, look) for look in looks)


@cache
def judged(title: str) -> Judged:
    """A case is made and judged once."""
    case = made(title)
    return Judged(case, ours(case, strict=True), ours(case, strict=False), peer(case))


def titles_where(judgements: Sequence[Judged], holds: Callable[[Judged], bool]) -> list[str]:
    return [j.case.id for j in judgements if holds(j)]
