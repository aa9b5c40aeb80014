"""Two engines on one PostgreSQL, one killed for good, many rounds: who takes over, how soon, what is lost or repeated?

    uv run python bench/takeover.py --rounds 20

Each round is a new database, two `firstcause serve` processes and one incident. In half of the rounds either engine is
killed (-9) at a moment drawn uniformly from the whole incident; in the others the one who is at a page, a rollback or a
document is killed while at it. Bounds: 5 s to the takeover of what the dead process held, one incident, one page (a
repeat only with the same key, only if it was in flight), one rollback by the deployer's own book. One JSON line. Peer:
paging.md's table; GoAlert never sends again what was in flight, and OnCall may repeat it.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import statistics
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from firstcause.testing.postgres import PostgresServer, missing
from firstcause.testing.twins import BUSY_SECONDS, TAKEOVER_SECONDS, Twins


def main() -> int:
    """Play the rounds and sum up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--base-seed", type=int, default=random.SystemRandom().randrange(1, 10**6))
    given = parser.parse_args()
    if reason := missing():
        sys.exit(reason)
    with PostgresServer() as server:
        rows = [_round(server, given.base_seed + number, number) for number in range(given.rounds)]
    taken = sorted(s for row in rows if isinstance(s := row.get("takeover_seconds"), float))
    summed = {
        "bench": "takeover",
        "rounds": len(rows),
        "good": sum(not row["faults"] for row in rows),
        "rounds_with_something_in_hand": len(taken),
        "takeover_median_seconds": round(statistics.median(taken), 2) if taken else None,
        "takeover_worst_seconds": taken[-1] if taken else None,
        "bound_seconds": TAKEOVER_SECONDS,
        **{
            key: sum(int(str(row.get(key, 0))) for row in rows)
            for key in ("incidents", "pages", "repeated_pages", "rollbacks", "documents")
        },
        "handed_over": sum(bool(row.get("handed_over")) for row in rows),
        "base_seed": given.base_seed,
        "rows": rows,
    }
    print(json.dumps(summed))
    return 0 if summed["good"] == len(rows) else 1


def _round(server: PostgresServer, seed: int, number: int) -> dict[str, object]:
    drawn = random.Random(seed)
    kind = list(BUSY_SECONDS)[number // 2 % len(BUSY_SECONDS)] if number % 2 else ""
    folder = Path(tempfile.mkdtemp(prefix="firstcause-takeover-"))
    try:
        with Twins(folder, server.url()) as twins:
            outcome = twins.play(drawn, kind)
        row: dict[str, object] = {**asdict(outcome), "faults": outcome.faults, "folder": str(folder)}
        if not outcome.faults:
            shutil.rmtree(folder)
    except AssertionError as error:
        row = {"faults": [str(error)], "folder": str(folder)}
    sys.stderr.write(f"{row}\n")
    return row


if __name__ == "__main__":
    sys.exit(main())
