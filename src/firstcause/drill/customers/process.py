"""Starts and ends the customers' process, from the drill's side."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from firstcause.drill.leash import let_go

IN_FLIGHT_SECONDS = 8.0  # each purchase under way may take three tries
AT_ONCE_SECONDS = 0.5


@dataclass(slots=True)
class Customers:
    """The crowd, as a process that ends with the pipe on its standard input."""

    layout: Path
    ledger: Path
    rate: float
    seed: int
    _process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Open the shop."""
        self.ledger.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "firstcause.drill.customers", "--layout", str(self.layout)]
        command += ["--ledger", str(self.ledger), "--rate", str(self.rate), "--seed", str(self.seed)]
        with self.ledger.with_name("customers.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )

    @property
    def alive(self) -> bool:
        """Whether anybody still buys."""
        return self._process is not None and self._process.poll() is None

    def finish(self) -> None:
        """No new arrivals; wait for what is in flight, so that the ledger is whole."""
        self.stop(IN_FLIGHT_SECONDS)

    def stop(self, patience_seconds: float = AT_ONCE_SECONDS) -> None:
        """No new arrivals; whoever is still buying after that is sent away."""
        process, self._process = self._process, None
        let_go(process, patience_seconds)
