"""`python -m firstcause.drill.customers`: the customers of a fleet, as a process that ends with its standard input."""

from __future__ import annotations

import argparse
import os
import threading
from pathlib import Path

from firstcause.drill.customers.arrivals import arrivals
from firstcause.drill.customers.crowd import Crowd
from firstcause.drill.customers.shop import Shop
from firstcause.drill.fleet.layout import load

DEFAULT_RATE = 20.0


def main() -> None:
    """Buy until standard input ends, then wait for what is in flight."""
    parser = argparse.ArgumentParser(prog="firstcause.drill.customers", description=__doc__)
    parser.add_argument("--layout", type=Path, required=True, help="the fleet's fleet.json")
    parser.add_argument("--ledger", type=Path, required=True, help="NDJSON, one line a purchase")
    parser.add_argument("--rate", type=float, default=DEFAULT_RATE, help="purchases a second")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    leave = threading.Event()
    threading.Thread(target=_wait_for_end_of_input, args=(leave,), daemon=True).start()
    with given.ledger.open("a") as ledger:
        Crowd(Shop(load(given.layout)), ledger).run(arrivals(given.seed, given.rate), leave)


def _wait_for_end_of_input(leave: threading.Event) -> None:
    while os.read(0, 4096):
        pass
    leave.set()


if __name__ == "__main__":
    main()
