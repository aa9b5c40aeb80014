"""What one look costs: CPU in turns with the peer's, memory of looks that are held, CPU of steady monitoring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from threading import Event
from time import monotonic
from typing import Protocol

from firstcause.detect.policy import DetectPolicy
from looks.measure import cpu_microseconds, resident_bytes
from looks.ours import looker
from looks.peer import blackbox, peer_is_there
from looks.servers import KINDS, Stalling, Targets

PEER = "blackbox"
OURS: Mapping[str, tuple[str, ...]] = {
    "deep, cached": (),
    "deep, uncached": ("uncached",),
    "light, cached": ("light",),
    "light, uncached": ("light", "uncached"),
}
BOUNDS = {"deep, cached": 0.6, "deep, uncached": 0.8, "light, cached": 0.33, "light, uncached": 0.5}
MEMORY_KIB = {"deep": 64.0, "light": 4.0}
STALLS = {"after the ClientHello": 0.0, "inside the server's flight": 0.8}
DAY_SECONDS = 86_400.0
HELD_SECONDS = 60.0


class Looks(Protocol):
    """Whoever takes looks, in a process of its own."""

    process: int

    def look(self, port: int, count: int) -> int: ...

    def begin(self, port: int, count: int) -> None: ...


@contextmanager
def everybody(folder: Path, trust: Path, at_once: int) -> Iterator[dict[str, Looks]]:
    """All of ours, and the peer where it is installed."""
    with ExitStack() as closing:
        found: dict[str, Looks] = {}
        if peer_is_there():
            found[PEER] = closing.enter_context(blackbox(folder, trust, at_once))
        for name, options in OURS.items():
            found[name] = closing.enter_context(looker(trust, at_once, *options))
        yield found


def cpu(folder: Path, targets: Targets, at_once: int, rounds: int, count: int) -> dict[str, object]:
    """Microseconds a look, in turns: the median of all rounds, and its ratio to the peer's."""
    found: dict[str, object] = {}
    with everybody(folder, targets.trust, at_once) as all_of_them:
        for kind in KINDS:
            port = targets.ports[kind]
            spent: dict[str, list[float]] = {name: [] for name in all_of_them}
            for name, one in all_of_them.items():
                _spent(name, one, port, count // 4)  # the first looks load what is loaded once
            for _ in range(rounds):
                for name, one in all_of_them.items():
                    spent[name].append(_spent(name, one, port, count))
            found[kind] = _compared({name: median(values) for name, values in spent.items()})
    return found


def _spent(name: str, one: Looks, port: int, count: int) -> float:
    before = cpu_microseconds(one.process)
    well = one.look(port, count)
    after = cpu_microseconds(one.process)
    if well != count:
        raise RuntimeError(f"{name}: only {well} of {count} looks found the endpoint healthy")
    return (after - before) / count


def _compared(microseconds: Mapping[str, float]) -> dict[str, object]:
    peer = microseconds.get(PEER)
    if peer is None:
        return {"microseconds": {name: round(value) for name, value in microseconds.items()}}
    ratios = {name: round(value / peer, 2) for name, value in microseconds.items() if name != PEER}
    return {
        "microseconds": {name: round(value) for name, value in microseconds.items()},
        "ratio": ratios,
        "missed": [name for name, ratio in ratios.items() if ratio > BOUNDS[name]],
    }


def memory(folder: Path, targets: Targets, count: int) -> dict[str, object]:
    """KiB for one look that is held in the middle of its handshake, each time in a fresh process."""
    found: dict[str, dict[str, float]] = {}
    for place, share in STALLS.items():
        found[place] = {}
        if peer_is_there():
            with blackbox(folder, targets.trust, 4) as peer:
                found[place][PEER] = _held(peer, targets, share, count)
        for name, options in OURS.items():
            if "uncached" not in name:
                with looker(targets.trust, count, *options) as ours:
                    found[place][name.split(",")[0]] = _held(ours, targets, share, count)
    missed = [
        f"{name}, {place}"
        for place, all_of_them in found.items()
        for name, kib in all_of_them.items()
        if name in MEMORY_KIB and kib > MEMORY_KIB[name]
    ]
    return {"kib": found, "missed": missed}


def _held(one: Looks, targets: Targets, share: float, count: int) -> float:
    one.look(targets.ports["ecdsa"], 32)
    with Stalling(targets.ports["ecdsa"], share) as stalling:
        before = resident_bytes(one.process)
        one.begin(stalling.port, count)
        deadline, pause = monotonic() + HELD_SECONDS, Event()
        while stalling.held < count and monotonic() < deadline:
            pause.wait(0.05)
        if stalling.held < count:
            raise RuntimeError(f"only {stalling.held} of {count} looks are held")
        pause.wait(0.5)  # for the last of them to read what was sent
        return round((resident_bytes(one.process) - before) / count / 1024, 1)


def steady(folder: Path, targets: Targets, count: int, pause_seconds: float) -> dict[str, object]:
    """CPU seconds an endpoint and day at the default interval: looks one by one, with a pause between them."""
    interval = DetectPolicy().interval.total_seconds()
    found: dict[str, object] = {"interval_seconds": interval}
    with everybody(folder, targets.trust, 1) as all_of_them:
        for name, one in all_of_them.items():
            if "uncached" not in name:
                one.look(targets.ports["ecdsa"], 8)
                spent = _one_by_one(one, targets.ports["ecdsa"], count, pause_seconds)
                found[name] = round(spent * DAY_SECONDS / interval / 1e6, 2)
    return found


def _one_by_one(one: Looks, port: int, count: int, pause_seconds: float) -> float:
    pause = Event()
    before = cpu_microseconds(one.process)
    for _ in range(count):
        one.look(port, 1)
        pause.wait(pause_seconds)
    return (cpu_microseconds(one.process) - before) / count
