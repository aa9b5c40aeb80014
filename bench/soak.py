"""`serve` at its default intervals on the healthy fleet, for hours: who is paged, and what does it cost?

    uv run python bench/soak.py --minutes 120 --rate 5

Bounds: nobody is paged, and memory is flat: its median over the last quarter is no more than a tenth above that of the
second quarter (the first fills caches and the baseline). Stated: CPU an endpoint and minute, resident memory, disk a
day by file. Peers, in the same run on the same fleet: Debian's Prometheus with the same scrapes every 15 s, and its
blackbox_exporter with one TLS look at every endpoint every 30 s. One JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import httpx2
from peers import Peers, missing, peers, probe_identity

from firstcause.drill.customers.process import Customers
from firstcause.drill.engine_process import EngineProcess
from firstcause.drill.fleet.fleet import Fleet
from firstcause.drill.settings import Front, fleet_described
from firstcause.testing.ports import free_port

SAMPLE_SECONDS = 15.0
DAY_SECONDS = 86_400.0
MOST_GROWTH = 1.1
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Watched:
    """One process: when it was sampled, its CPU seconds, its resident bytes, and the bytes of each of its files."""

    name: str
    process: int
    folder: Path
    at: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    resident: list[int] = field(default_factory=list)
    sizes: list[dict[str, int]] = field(default_factory=list)

    def sample(self) -> None:
        """Look once. ProcessLookupError when the process has gone."""
        try:
            stat = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
            pages = int(Path(f"/proc/{self.process}/statm").read_text().split()[1])
        except FileNotFoundError:
            raise ProcessLookupError(f"process {self.process} has gone") from None
        self.at.append(time.monotonic())
        self.cpu.append((int(stat[11]) + int(stat[12])) / TICKS)
        self.resident.append(pages * PAGE_BYTES)
        files = (f for f in self.folder.rglob("*") if f.is_file())
        self.sizes.append({str(f.relative_to(self.folder)): f.stat().st_size for f in files})


def main() -> int:
    """Run it, sample it, and say in the end whether it held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--rate", type=float, default=5.0)
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended before its time"))  # and so do all that it started
    folder = Path(tempfile.mkdtemp(prefix="firstcause-soak-"))
    with ExitStack() as closing:
        fleet = Fleet.create(folder / "fleet", now=datetime.now(UTC), otlp="")
        closing.callback(fleet.stop)
        config, port = _configure(folder, fleet)
        fleet.start()
        customers = Customers(fleet.layout.file, folder / "ledger.ndjson", given.rate, seed=0)
        closing.callback(customers.stop)
        customers.start()
        engine = EngineProcess(config, config.with_name("serve.log"))
        closing.callback(engine.stop)
        engine.start()
        beside = [] if missing() else _beside(closing.enter_context(peers(folder / "peers", fleet.layout)))
        us = Watched("firstcause", engine.process_id, config.parent)
        _watch(given.minutes * 60, [us, *beside])
        incidents = _incidents(port)
    endpoints = sum(len(s.replicas) for s in fleet.layout.services)
    row = {
        "bench": "soak",
        "minutes": given.minutes,
        "purchases_per_second": given.rate,
        "endpoints": endpoints,
        "incidents": len(incidents),
        **{one.name: _cost(one, endpoints) for one in (us, *beside)},
        "folder": str(folder),
    }
    growth = _growth(us)
    row["memory_growth"] = round(growth, 3)
    print(json.dumps(row))
    return 0 if not incidents and growth <= MOST_GROWTH else 1


def _configure(folder: Path, fleet: Fleet) -> tuple[Path, int]:
    """The fleet as the drill describes it; every interval, window and limit as it is when nobody names it."""
    port = free_port()
    probe_identity(fleet)
    head = f"""
[page]
steps = ["alice"]

[contact.alice]
channels = ["console"]

[detect]
expiry_horizon = "0s"

[sources.changes]
file = "../fleet/changes.ndjson"

[serve]
listen = "127.0.0.1:{port}"
"""
    config = folder / "engine" / "firstcause.toml"
    config.parent.mkdir()
    config.write_text(head + fleet_described(fleet.layout, Front(port, "")), "utf-8")
    return config, port


def _watch(seconds: float, watched: list[Watched]) -> None:
    end, pause = time.monotonic() + seconds, Event()
    while time.monotonic() < end:
        pause.wait(SAMPLE_SECONDS)
        for one in watched:
            one.sample()
        us = watched[0]
        left, mebibytes = end - time.monotonic(), us.resident[-1] / 2**20
        sys.stderr.write(f"{left:6.0f} s left, {mebibytes:.0f} MiB, {us.cpu[-1]:.1f} s CPU\n")


def _beside(given: Peers) -> list[Watched]:
    return [Watched(name, process, given.folder / name) for name, process in given.processes.items()]


def _growth(one: Watched) -> float:
    """Median resident memory of the last quarter, over that of the second."""
    quarter = max(1, len(one.resident) // 4)
    return statistics.median(one.resident[-quarter:]) / statistics.median(one.resident[quarter : 2 * quarter])


def _cost(one: Watched, endpoints: int) -> dict[str, object]:
    """From the second quarter on: the start is not what a day costs."""
    first = len(one.cpu) // 4
    seconds = one.at[-1] - one.at[first]
    grown = {n: size - one.sizes[first].get(n, 0) for n, size in one.sizes[-1].items()}
    day = DAY_SECONDS / seconds
    return {
        "cpu_ms_per_endpoint_minute": round((one.cpu[-1] - one.cpu[first]) / (seconds / 60) / endpoints * 1000, 1),
        "resident_mib": [round(one.resident[n] / 2**20, 1) for n in (first, len(one.resident) // 2, -1)],
        "disk_mib_per_day": round(sum(grown.values()) * day / 2**20, 1),
        "disk_mib_per_day_by_file": {n: round(b * day / 2**20, 1) for n, b in grown.items() if b * day > 2**20},
    }


def _incidents(port: int) -> list[object]:
    answer = httpx2.get(f"http://127.0.0.1:{port}/api/v1/incidents", timeout=10, trust_env=False)
    answer.raise_for_status()
    found: list[object] = answer.json()["incidents"]
    return found


if __name__ == "__main__":
    sys.exit(main())
