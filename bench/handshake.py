"""What one handshake costs us, beside Debian's blackbox_exporter in the same run, in turns.

    uv run python bench/handshake.py

Bounds: user and system CPU of the whole process for one look, as a share of the peer's, with a P-256 and an RSA-2048
leaf: the deep lane 0.6 where the verdict is cached and 0.8 where it is not (the peer is asked over HTTP, and verifies
anew each time), the light lane 0.33 and 0.5. Memory for a look that is held in the middle of its handshake: 64 KiB and
4 KiB. A fault that needs no waiting is named within 50 ms (p95). Stated: CPU seconds an endpoint and day of steady
monitoring. One JSON line; `missed` names what broke its bound. Where the peer is not installed, it says so and gives
ours alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from looks import costs
from looks.naming import naming
from looks.peer import PROGRAM as PEER
from looks.peer import peer_is_there
from looks.servers import Targets, nginx

from firstcause.testing.nginx import nginx_is_there

Section = Callable[[Path, Targets, argparse.Namespace], dict[str, object]]

# A section a question. What else is asked of handshakes (a sweep of thousands of targets, say) becomes another row.
SECTIONS: dict[str, Section] = {
    "cpu": lambda folder, targets, o: costs.cpu(folder, targets, o.at_once, o.rounds, o.count),
    "memory": lambda folder, targets, o: costs.memory(folder, targets, o.held),
    "steady": lambda folder, targets, o: costs.steady(folder, targets, o.count, 0.02),
    "naming": lambda folder, _, o: naming(folder, o.naming_rounds),
}


def main() -> int:
    """Measure each section, print one line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="turns that each takes")
    parser.add_argument("--count", type=int, default=200, help="looks in one turn")
    parser.add_argument("--at-once", type=int, default=8, help="looks under way at the same time")
    parser.add_argument("--held", type=int, default=400, help="looks held in the middle of their handshake")
    parser.add_argument("--naming-rounds", type=int, default=3, help="looks at each endpoint of the lab")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="this section alone; may be repeated")
    options = parser.parse_args()
    if not nginx_is_there():
        print("nginx is not installed: there is nobody to look at", file=sys.stderr)
        return 2
    report: dict[str, object] = {"peer": PEER if peer_is_there() else f"{PEER} is not installed: ours alone"}
    with tempfile.TemporaryDirectory() as name, nginx(Path(name)) as targets:
        for section in options.only or SECTIONS:
            folder = Path(name) / section
            folder.mkdir()
            report[section] = SECTIONS[section](folder, targets, options)
    print(json.dumps(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
