"""Handshakes on purpose: who calls whom, how often, and when it is enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from firstcause.model.service import Objective


@dataclass(frozen=True, slots=True)
class Caller:
    """A share (0-1) of the handshakes is made as this view. `expect`: the fault that it is to meet, "" for none."""

    view: str
    share: float
    expect: str = ""


@dataclass(frozen=True, slots=True)
class LoadScenario:
    """Handshakes with one service, open loop: they come when they come, however slow the answers are.

    `rate` is a second, reached after `ramp_seconds` and kept until `duration_seconds`. `versions` and `resumption` are
    shares (0-1); an empty `versions` leaves the choice to each view.
    """

    service: str
    rate: float
    duration_seconds: float
    ramp_seconds: float = 0.0
    callers: tuple[Caller, ...] = ()
    versions: Mapping[str, float] = field(default_factory=dict)
    resumption: float = 0.0
    objective: Objective = field(default_factory=Objective)
    seed: int = 0
