"""The users' own way in, on a fleet that knows nothing of us: `init` from a Prometheus, `check`, `serve`, and faults
made by hand.

    uv run python bench/front_door.py

Debian's Prometheus (or VictoriaMetrics, with `--server`) scrapes the fleet every 5 s and a blackbox_exporter looks at
every endpoint. From what they know `init` writes the file; two things are added to it as a person would: whom to page
in earnest, and shorter times than a night's. Then a certificate loses its intermediate, a service stops, and a database
becomes ten times slower. Each must be named, paged and recorded; the figures of each RCA are held against the
customers' ledger. One JSON line.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic

from peers import PROMETHEUS, VICTORIA, missing, peers, probe_identity

from firstcause.app import Archive
from firstcause.config.load import load
from firstcause.drill.customers.ledger import parse
from firstcause.drill.customers.process import Customers
from firstcause.drill.engine_process import EngineProcess
from firstcause.drill.faults.behaviours import TIMES_SLOWER
from firstcause.drill.fleet.behaviour import FLAGS
from firstcause.drill.fleet.contexts import BUNDLE
from firstcause.drill.fleet.fleet import Fleet
from firstcause.drill.verdict import compare
from firstcause.model.event import Event as LogEvent
from firstcause.model.facts import PageDelivered
from firstcause.model.incident import Incident
from firstcause.testing.ports import free_port

SCRAPE_SECONDS = 5
BASELINE_SECONDS = 60.0
NAMED_SECONDS = 240.0
OVER_SECONDS = 240.0
SHORTER = """
[detect]
interval = "5s"
baseline = "45s"
burn = [{ long = "45s", short = "15s", rate = 10.0, urgency = "page" }]
recovery_quiet = "20s"
resolve_after = "30s"
"""
Break = Callable[[Fleet], Callable[[], object]]


def a_certificate(fleet: Fleet) -> Callable[[], object]:
    """Somebody copies the leaf alone over order-service's bundle."""
    bundle = fleet.layout.current("order-service") / BUNDLE
    whole = bundle.read_bytes()
    end = b"-----END CERTIFICATE-----\n"
    bundle.write_bytes(whole[: whole.index(end) + len(end)])
    return lambda: bundle.write_bytes(whole)


def a_stopped_service(fleet: Fleet) -> Callable[[], object]:
    """All of billing-api leaves."""
    fleet.stop_service("billing-api")
    return lambda: fleet.start_service("billing-api")


def a_slow_database(fleet: Fleet) -> Callable[[], object]:
    """The one behind billing-api takes ten times as long."""
    flags = fleet.layout.current("billing-api") / FLAGS
    before = flags.read_bytes()
    said = json.loads(before)
    flags.write_text(json.dumps({**said, "database_seconds": TIMES_SLOWER * said["database_seconds"]}))
    return lambda: flags.write_bytes(before)


FAULTS: dict[str, tuple[Break, str, str]] = {
    "a certificate": (a_certificate, "tls/incomplete-chain", "order-service"),
    "a stopped service": (a_stopped_service, "net/connection-refused", "billing-api"),
    "a slow database": (a_slow_database, "app/latency", "billing-api"),
}


def main() -> int:
    """Play all three, one after the other, on one fleet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=10.0)
    parser.add_argument("--fault", action="append", choices=FAULTS, help="only this one; repeatable")
    parser.add_argument("--server", choices=[PROMETHEUS, VICTORIA], default=PROMETHEUS)
    given = parser.parse_args()
    if missing(given.server):
        sys.exit(f"not installed: {missing(given.server)}")
    folder = Path(tempfile.mkdtemp(prefix="firstcause-front-door-"))
    with ExitStack() as closing:
        fleet = Fleet.create(folder / "fleet", now=datetime.now(UTC))
        probe_identity(fleet)
        closing.callback(fleet.stop)
        fleet.start()
        beside = closing.enter_context(peers(folder / "peers", fleet.layout, f"{SCRAPE_SECONDS}s", "10s", given.server))
        ledger = folder / "ledger.ndjson"
        customers = Customers(fleet.layout.file, ledger, given.rate, seed=0)
        closing.callback(customers.stop)
        customers.start()
        _pause(BASELINE_SECONDS)
        config = folder / "firstcause.toml"
        files = [word for file in beside.files for word in ("--from-blackbox", str(file))]
        _firstcause("init", "--from-prometheus", beside.url, *files, "--out", str(config))
        _completed(config)
        checked = _firstcause("check", "--config", str(config), accept=(0, 1))
        engine = EngineProcess(config, folder / "serve.log")
        closing.callback(engine.stop)
        engine.start()
        rows = [_broken(fleet, config, ledger, name) for name in given.fault or FAULTS]
    summed = {
        "bench": "front_door",
        "server": given.server,
        "faults": len(rows),
        "right": sum(bool(row["right"]) for row in rows),
        "scrape_seconds": SCRAPE_SECONDS,
        "ready_to_watch": "ready to watch" in checked,
        "rows": rows,
        "folder": str(folder),
    }
    print(json.dumps(summed))
    return 0 if summed["right"] == len(rows) else 1


def _completed(config: Path) -> None:
    """What a person adds to the written file."""
    text = config.read_text()
    written = text.replace("shadow = true", "shadow = false")
    port = re.sub(r'listen = "127.0.0.1:\d+"', f'listen = "127.0.0.1:{free_port()}"', written)
    config.write_text(port + SHORTER)


def _broken(fleet: Fleet, config: Path, ledger: Path, name: str) -> dict[str, object]:
    """Let all be well for a while; break it, wait until it is named, repair it, wait until it is recorded."""
    _pause(BASELINE_SECONDS)
    breaking, code, service = FAULTS[name]
    known = {incident.id for incident, _ in _incidents(config)}
    began = monotonic()
    repair = breaking(fleet)
    named = _until(config, known, lambda incident: incident.cause is not None, NAMED_SECONDS)
    seconds = monotonic() - began
    repair()
    over = _until(config, known, lambda incident: bool(incident.rca), OVER_SECONDS)
    found = [(i, e) for i, e in _incidents(config) if i.id not in known]
    row: dict[str, object] = {"fault": name, "named": named and over, "seconds_to_cause": round(seconds, 1)}
    row |= {"incidents": len(found), "found": [_found(incident) for incident, _ in found]}
    row["pages"] = sum(isinstance(e.fact, PageDelivered) for _, events in found for e in events)
    if found and found[-1][0].rca:
        with Archive(load(config)) as archive:
            impact = archive.impact(found[-1][0].id)
        purchases = parse(ledger.read_text("utf-8").splitlines(keepends=True))
        row["figures"] = {key: asdict(pair) for key, pair in compare(impact, purchases).items()}
    row["right"] = bool(over) and row["found"] == [f"{code} on {service}"] and row["pages"] == 1
    sys.stderr.write(f"{row}\n")
    return row


def _found(incident: Incident) -> str:
    return f"{incident.cause.code} on {incident.cause.service}" if incident.cause else "no cause"


def _until(config: Path, known: set[str], condition: Callable[[Incident], bool], seconds: float) -> bool:
    deadline = monotonic() + seconds
    while monotonic() < deadline:
        fresh = [incident for incident, _ in _incidents(config) if incident.id not in known]
        if fresh and all(condition(incident) for incident in fresh):
            return True
        _pause(2)
    return False


def _incidents(config: Path) -> list[tuple[Incident, list[LogEvent]]]:
    with Archive(load(config)) as archive:
        return [(incident, archive.desk.events(incident.id)) for incident in archive.desk.incidents()]


def _firstcause(*words: str, accept: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run([sys.executable, "-m", "firstcause", *words], capture_output=True, text=True, check=False)
    sys.stderr.write(f"$ firstcause {' '.join(words)}\n{done.stdout}{done.stderr}")
    if done.returncode not in accept:
        sys.exit(f"firstcause {words[0]} ended with {done.returncode}")
    return done.stdout


def _pause(seconds: float) -> None:
    Event().wait(seconds)


if __name__ == "__main__":
    sys.exit(main())
