"""The lab of tests/lab, looked at at once: how many faults are named, by the deep lane, as `probe` and `sweep` do it.

    uv run python bench/lab.py

Bounds: of sixty faults 54 are named exactly and 58 within the alternatives, of which there are 0.3 at most in the mean;
nothing faulty is called healthy (a warning counts as seen), nothing healthy faulty; and all of it takes the longest
timeout and two seconds. One JSON line; exit code 1 where a bound is missed.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))  # the lab is a part of the tests

from tests.lab.certificates import Certificates
from tests.lab.endpoints import Lab, Spec
from tests.lab.everything import faulty, healthy
from tests.lab.servers import Servers
from tests.lab.test_lab import look_at

from firstcause.model.handshake import HandshakeObserved, Outcome
from firstcause.sources.handshake.lane import DeepLane

EXACT, WITHIN, ALTERNATIVES, BEYOND_SECONDS = 54 / 60, 58 / 60, 0.3, 2.0

Seen = tuple[Spec, HandshakeObserved]


def main() -> int:
    """Start all servers, look, count."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as closing, DeepLane() as lane:
        made = Certificates(Path(folder), datetime.now(UTC))
        servers = Servers(made, closing)
        specs = [*faulty(Lab(made, servers)), *healthy(Lab(made, servers))]
        servers.start()
        began = time.monotonic()
        seen = [observed for _, observed in lane.look_all(look_at(spec) for spec in specs)]
        seconds = time.monotonic() - began
    report = told(list(zip(specs, seen, strict=True)), seconds)
    print(json.dumps(report))
    return 1 if report["missed"] else 0


def told(pairs: list[Seen], seconds: float) -> dict[str, object]:
    """Counts and lists of what is wrong, and the bounds that are missed."""
    broken, well = [p for p in pairs if p[0].code], [p for p in pairs if not p[0].code]
    exact = [p for p in broken if _code(p) == p[0].code]
    within = [p for p in broken if p[0].code in (_code(p), *p[1].alternatives)]
    blind = [p[0].name for p in broken if p[1].outcome is not Outcome.FAULTY and not p[1].warnings]
    alarmed = [p[0].name for p in well if p[1].outcome is not Outcome.HEALTHY]
    alternatives = sum(len(p[1].alternatives) for p in broken) / len(broken)
    longest = max(spec.timeout for spec, _ in broken if spec.code == "tls/handshake-timeout")
    held = {
        "exact": len(exact) >= EXACT * len(broken),
        "within": len(within) >= WITHIN * len(broken),
        "mean_alternatives": alternatives <= ALTERNATIVES,
        "called_healthy": not blind,
        "called_faulty": not alarmed,
        "seconds": seconds <= longest + BEYOND_SECONDS,
    }
    return {
        "faulty": len(broken),
        "codes": len({spec.code for spec, _ in broken}),
        "exact": len(exact),
        "within": len(within),
        "mean_alternatives": round(alternatives, 2),
        "healthy": len(well),
        "called_healthy": blind,
        "called_faulty": alarmed,
        "seconds": round(seconds, 2),
        "longest_timeout_seconds": longest,
        "versions": Counter(observed.observed.version or "none" for _, observed in pairs),
        "not_exact": {p[0].name: [p[0].code, _code(p)] for p in broken if p not in exact},
        "missed": [name for name, well in held.items() if not well],
    }


def _code(seen: Seen) -> str:
    return seen[1].failure.code if seen[1].failure else ""


if __name__ == "__main__":
    sys.exit(main())
