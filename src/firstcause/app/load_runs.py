"""The last run of a load scenario: a small file beside it, which says of which scenario and objective it speaks.

A scenario that was edited since, or an objective that was moved, has not been run.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from firstcause.app.load import Loaded
from firstcause.model.load import LoadScenario
from firstcause.model.service import Objective
from firstcause.store.files import write_durably

SUFFIX: Final = ".last-run.json"
MOST_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class LastRun:
    """How the last whole run of this very scenario went."""

    at: datetime
    handshakes: int
    broken: str  # "": the objective held

    @property
    def held(self) -> bool:
        """Whether the objective was met."""
        return not self.broken


def run_file(scenario: Path) -> Path:
    """Where the run of a scenario is kept: `load.toml` -> `load.last-run.json`."""
    return scenario.with_suffix(SUFFIX)


def digest(content: bytes) -> str:
    """Of a scenario's file."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def keep_run(file: Path, content: bytes, scenario: LoadScenario, loaded: Loaded, now: datetime) -> None:
    """Write down how a run went; `content` is what the file held when it began. Raises OSError, StorageFullError."""
    record = {
        "scenario": digest(content),
        "service": scenario.service,
        "objective": asdict(scenario.objective),
        "at": now.isoformat(),
        "seconds": round(loaded.seconds, 3),
        "handshakes": loaded.tally.done,
        "held": not loaded.broken,
        "broken": loaded.broken,
    }
    write_durably({run_file(file): json.dumps(record, indent=1).encode() + b"\n"})


def last_run(file: Path, content: bytes, objective: Objective) -> LastRun | str:
    """The last run of the scenario with this content and objective; else, in words, why there is none."""
    try:
        with run_file(file).open("rb") as kept:
            record = json.loads(kept.read(MOST_BYTES))
        run = LastRun(datetime.fromisoformat(record["at"]), int(record["handshakes"]), str(record["broken"]))
        same = record["scenario"] == digest(content)
        aims = record["objective"] == asdict(objective)
    except FileNotFoundError:
        return "it was never run"
    except (OSError, ValueError, KeyError, TypeError) as error:
        return f"{run_file(file).name} cannot be read: {type(error).__name__}: {error}"
    if not same:
        return f"it was changed since its last run on {run.at:%Y-%m-%d}"
    return run if aims else f"its objective is another one since its last run on {run.at:%Y-%m-%d}"
