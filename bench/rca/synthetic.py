"""A call graph whose requests really run: parallel children, queues, caches; nothing here knows how mass is counted.

Durations come from playing each request through the services (the longest of parallel calls, the sum of those one
after another), not from adding up masses. A fault slows one service down; another one gets more traffic of its own,
and what is reported leaves some edges out.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from firstcause.diagnose.localise.signals import Alarm, Counts, Edge, Load, Signals, Track

STEPS_BEFORE, STEPS_DURING = 12, 6


@dataclass(slots=True)
class Node:
    """A service: its own work in seconds, whom it calls one after another, at once, and without waiting."""

    name: str
    work: float
    in_turn: list[str] = field(default_factory=list)
    at_once: list[str] = field(default_factory=list)
    queued: list[str] = field(default_factory=list)

    @property
    def callees(self) -> Iterator[str]:
        yield from (*self.in_turn, *self.at_once, *self.queued)


@dataclass(frozen=True, slots=True)
class Trial:
    """`root` is the service that was slowed down; "" where none was."""

    signals: Signals
    alarm: Alarm
    root: str


Meter = defaultdict[str, list[float]]  # service -> requests, seconds


def trial(size: int, seed: int, *, requests: int = 40, fault: bool = True, late: int = 1) -> Trial:
    """A graph of `size` services, seen since `late` steps after the onset."""
    chance = random.Random(seed)
    nodes = _graph(size, chance)
    root = chance.choice(_waited_for(nodes)) if fault else ""
    bystander = chance.choice([n for n in nodes if n not in (root, "s0")])
    steps = []
    for step in range(STEPS_BEFORE + STEPS_DURING):
        slowed = root if step >= STEPS_BEFORE - late else ""
        surge = requests if step >= STEPS_BEFORE else 0
        steps.append(_play(nodes, slowed, bystander, requests, surge, chance))
    return Trial(_reported(nodes, steps, root, chance), Alarm("s0", "latency"), root)


def graph_signals(size: int, seed: int) -> tuple[Signals, Alarm]:
    """Signals of a large graph for timing alone; its counts are drawn, not played, and every service got slower."""
    chance = random.Random(seed)
    nodes = _graph(size, chance)
    loads = tuple(Load(name, Track(_drawn(12, 1.0, chance), _drawn(4, 2.0, chance))) for name in nodes)
    edges = tuple(Edge(n.name, callee) for n in nodes.values() for callee in n.callees)
    return Signals(loads, edges), Alarm("s0", "latency")


def _drawn(steps: int, times: float, chance: random.Random) -> tuple[Counts, ...]:
    return tuple(Counts(100, 0, times * chance.uniform(1, 3)) for _ in range(steps))


def _graph(size: int, chance: random.Random) -> dict[str, Node]:
    """Each service is called by one or two earlier ones; so there are no circles."""
    nodes = {f"s{i}": Node(f"s{i}", chance.uniform(0.005, 0.05)) for i in range(size)}
    for i in range(1, size):
        for caller in {chance.randrange(max(0, i - 12), i) for _ in range(chance.choice((1, 1, 2)))}:
            kind = chance.choices(("in_turn", "at_once", "queued"), (5, 4, 1))[0]
            getattr(nodes[f"s{caller}"], kind).append(f"s{i}")
    return nodes


def _waited_for(nodes: dict[str, Node]) -> list[str]:
    """Services that the entry waits for."""
    found, waiting = ["s0"], ["s0"]
    while waiting:
        node = nodes[waiting.pop()]
        new = [c for c in (*node.in_turn, *node.at_once) if c not in found]
        found += new
        waiting += new
    return found


def _play(
    nodes: dict[str, Node], slowed: str, bystander: str, requests: int, surge: int, chance: random.Random
) -> Meter:
    meter: Meter = defaultdict(lambda: [0.0, 0.0])

    def run(name: str) -> float:
        node = nodes[name]
        own = node.work * chance.lognormvariate(0, 0.3) + (chance.uniform(0.2, 0.6) if name == slowed else 0.0)
        # Half of the calls are answered by a cache.
        called = {c for c in node.callees if chance.random() < 0.5}
        took = own + sum(run(c) for c in node.in_turn if c in called)
        took += max((run(c) for c in node.at_once if c in called), default=0.0)
        for callee in node.queued:
            if callee in called:
                run(callee)
        meter[name][0] += 1
        meter[name][1] += took
        return took

    for _ in range(requests):
        run("s0")
    for _ in range(surge):
        run(bystander)
    return meter


def _reported(nodes: dict[str, Node], steps: list[Meter], root: str, chance: random.Random) -> Signals:
    """What monitoring shows: a tenth of the edges is unknown to it, though none that leads to the root alone."""
    loads = []
    for name in nodes:
        counts = [Counts(m[name][0], 0.0, m[name][1]) if name in m else Counts(0.0) for m in steps]
        loads.append(Load(name, Track(tuple(counts[:STEPS_BEFORE]), tuple(counts[STEPS_BEFORE:]))))
    edges = [Edge(n.name, c) for n in nodes.values() for c in n.callees if c == root or chance.random() > 0.1]
    return Signals(tuple(loads), tuple(edges))
