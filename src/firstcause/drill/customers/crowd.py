"""The crowd: starts purchases when they are due, whatever becomes of earlier ones, and keeps the ledger."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Final, TextIO

from firstcause.drill.customers.arrivals import Arrival
from firstcause.drill.customers.ledger import Purchase
from firstcause.drill.customers.shop import Shop

IN_FLIGHT: Final = 256


class Crowd:
    """Open-loop customers: a slow shop does not slow them down.

    At most 256 purchases are in flight; who comes then waits, and the wait stands in the ledger as lag.
    """

    def __init__(self, shop: Shop, ledger: TextIO) -> None:
        self._shop = shop
        self._ledger = ledger
        self._free = threading.Semaphore(IN_FLIGHT)
        self._writing = threading.Lock()

    def run(self, arriving: Iterator[Arrival], leave: threading.Event) -> None:
        """Until `leave` is set (or nobody comes any more); then wait for purchases in flight."""
        began = time.monotonic()
        for arrival in arriving:
            due = began + arrival.at
            if leave.wait(max(0, due - time.monotonic())):
                break
            self._free.acquire()
            threading.Thread(target=self._buy, args=(arrival, due), name="customer", daemon=True).start()
        for _ in range(IN_FLIGHT):
            self._free.acquire()

    def _buy(self, arrival: Arrival, due: float) -> None:
        try:
            self._record(self._shop.buy(arrival, lag=time.monotonic() - due))
        finally:
            self._free.release()

    def _record(self, purchase: Purchase) -> None:
        with self._writing:
            self._ledger.write(purchase.line())
            self._ledger.flush()
