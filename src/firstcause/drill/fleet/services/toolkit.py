"""What a service's routes are built from."""

from __future__ import annotations

from dataclasses import dataclass

from firstcause.drill.fleet.callbacks import CallbackQueue
from firstcause.drill.fleet.client import Client
from firstcause.drill.fleet.layout import FleetLayout
from firstcause.drill.fleet.state import State
from firstcause.drill.fleet.telemetry import Telemetry


@dataclass(frozen=True, slots=True)
class Toolkit:
    """The fleet around a replica, and the replica's own means."""

    layout: FleetLayout
    client: Client
    state: State
    callbacks: CallbackQueue
    telemetry: Telemetry
