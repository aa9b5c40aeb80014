"""Proof of *similar services*: one look at every endpoint of the catalogue, as every view, finds the fault nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from firstcause.app.sweep import sweep
from firstcause.config.schema import Config
from firstcause.config.targets import catalogue_targets
from firstcause.model.fault import family
from firstcause.model.handshake import Outcome
from firstcause.review.checks import Proof, SweepCheck, Verdict
from firstcause.review.swept import Answer, answer

AT_ONCE: Final = 64
TIMEOUT_SECONDS: Final = 5.0
NAMED: Final = 5


class Sweep:
    """Sweeps once, when it is first asked, and answers for every fault from that."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def prove(self, check: SweepCheck) -> Proof:
        """Whether nobody has it; an endpoint that shows no handshake at all may have it as well."""
        if not self._answers:
            return Proof(Verdict.UNABLE, f"{self._config.path.name} has no endpoints")
        if found := [one for one in self._answers if one.may_have(check.code)]:
            return Proof(Verdict.FAILS, f"found at {_named(found)}")
        if unseen := [one for one in self._answers if _is_unseen(one, check.code)]:
            return Proof(Verdict.UNABLE, f"not seen: {_named(unseen)}")
        return Proof(Verdict.PASSES, f"{len(self._answers)} looks, and nobody has it")

    @cached_property
    def _answers(self) -> Sequence[Answer]:
        targets = catalogue_targets(self._config.catalogue, TIMEOUT_SECONDS)
        return tuple(answer(observed) for _, _, observed in sweep(targets, AT_ONCE))


def _is_unseen(one: Answer, code: str) -> bool:
    """Our side could not look, or nobody listens: then only a fault of the network could have been seen."""
    if one.outcome is Outcome.UNOBSERVED:
        return True
    return family(one.code) == "net" and family(code) != "net"


def _named(answers: Sequence[Answer]) -> str:
    places = tuple(
        dict.fromkeys(f"{one.service} {one.target}" + (f" ({one.code})" if one.code else "") for one in answers)
    )
    more = f", and {len(places) - NAMED} more" if len(places) > NAMED else ""
    return ", ".join(places[:NAMED]) + more
