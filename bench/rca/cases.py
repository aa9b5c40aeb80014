"""A case: what was seen, and where it hurt. Its services carry random names, because real ones carry hints."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from firstcause.diagnose.localise.signals import Alarm, Signals

Record = Mapping[str, object]
Rename = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Case:
    """`real` gives a service's name back."""

    name: str
    group: str
    signals: Signals
    alarm: Alarm
    real: Mapping[str, str]


class Masks:
    """A random name for each real one, the same within a case."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)
        self._masks: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        return self._masks.setdefault(name, f"n{self._random.getrandbits(48):012x}")

    @property
    def real(self) -> dict[str, str]:
        return {mask: name for name, mask in self._masks.items()}


def records(path: Path) -> Iterator[Record]:
    """The lines of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
