"""A preset: under which names and labels a server keeps what firstcause asks about.

It knows words, not answers. `labels` are in order of preference: which of them names the services is looked up, since
it depends on how the team scrapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Failing:
    """How a failed request is told: its label matches this regular expression (as a whole; "" is no label)."""

    label: str
    pattern: str

    @property
    def failed(self) -> str:
        """The condition of failed requests, as it stands between the braces of PromQL."""
        return f'{self.label}=~"{self.pattern}"'

    @property
    def succeeded(self) -> str:
        """The condition of all others."""
        return f'{self.label}!~"{self.pattern}"'


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is counted. `labels` maps our label to the server's, the likeliest first; what is not in it, the
    server does not know. `histogram` is its name without `_bucket`, "" where there is none, and one unit of it is
    `unit_seconds`. Failure is told by `failing`, or by the label `outcome` in our own words. `fixed` are labels of ours
    that all of it has. `conditions` say where to look, `only` what of it counts: none of that is zero.
    """

    count: str
    labels: Mapping[str, tuple[str, ...]]
    histogram: str = ""
    unit_seconds: float = 1.0
    conditions: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    failing: Failing | None = None
    outcome: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def selector(self) -> str:
        """All series of the counter that may be looked at."""
        return self.count + ("{" + ",".join(self.conditions) + "}" if self.conditions else "")

    def where(self, condition: str) -> Kept:
        """The same with one more condition."""
        return replace(self, conditions=(*self.conditions, condition))


@dataclass(frozen=True, slots=True)
class Preset:
    """What servers, callers and TLS libraries count. The first of each that the server has is used: conventions have
    old and new names. Where there is none, `unknown` says why, by what is missing: `calls`, `handshakes`."""

    name: str
    served: tuple[Kept, ...]
    called: tuple[Kept, ...] = ()
    handshakes: tuple[Kept, ...] = ()
    signs: tuple[str, ...] = ()  # one of these metrics must be there too, for the preset to be recognised
    unknown: Mapping[str, str] = field(default_factory=dict)

    def where(self, condition: str) -> Preset:
        """The same with a condition on everything, as it stands between the braces of PromQL; "": as it is."""
        if not condition:
            return self
        return replace(
            self,
            served=tuple(kept.where(condition) for kept in self.served),
            called=tuple(kept.where(condition) for kept in self.called),
            handshakes=tuple(kept.where(condition) for kept in self.handshakes),
        )

    def recognised(self, names: frozenset[str]) -> bool:
        """Whether the metrics that it reads are among these."""
        signed = not self.signs or any(sign in names for sign in self.signs)
        return signed and any(kept.count in names for kept in self.served)
