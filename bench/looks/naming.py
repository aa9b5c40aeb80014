"""How long it takes to name a fault that needs no waiting, over the lab of tests/lab, one endpoint after another.

Java's servers are left out, and counted: started for a few handshakes, a JVM takes 60 to 80 ms for its part of each.
"""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from firstcause.sources.handshake.lane import DeepLane

P95_MILLISECONDS = 50.0
WAITING = {"tls/handshake-timeout", "net/connect-timeout"}


def naming(folder: Path, rounds: int) -> dict[str, object]:
    """Milliseconds from the start of a look to its verdict, the best of some rounds an endpoint: median and p95."""
    sys.path.append(str(Path(__file__).resolve().parents[2]))  # the lab is a part of the tests
    from tests.lab.certificates import Certificates
    from tests.lab.endpoints import Lab
    from tests.lab.everything import faulty
    from tests.lab.servers import Servers
    from tests.lab.test_lab import look_at

    with ExitStack() as closing, DeepLane() as lane:
        made = Certificates(folder, datetime.now(UTC))
        servers = Servers(made, closing)
        found = [spec for spec in faulty(Lab(made, servers)) if spec.code not in WAITING]
        specs = [spec for spec in found if "java" not in spec.name]
        servers.start()
        taken: dict[str, list[float]] = {spec.name: [] for spec in specs}
        for _ in range(rounds):
            for spec in specs:
                began = time.perf_counter()
                lane.look_once(look_at(spec))
                taken[spec.name].append(1000 * (time.perf_counter() - began))
    best = {name: min(values) for name, values in taken.items()}
    p95 = quantiles(best.values(), n=20)[-1]
    slow = {name: round(value) for name, value in best.items() if value > P95_MILLISECONDS}
    missed = p95 > P95_MILLISECONDS
    return {
        "endpoints": len(best),
        "left_out": len(found) - len(best),
        "p50_milliseconds": round(median(best.values()), 1),
        "p95_milliseconds": round(p95, 1),
        "missed": missed,
        "slow": slow,
    }
