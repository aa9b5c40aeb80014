"""Tells systemd how we are, over the datagram socket that it names: sd_notify(3), without its library.

Where nobody asked (no NOTIFY_SOCKET in the environment) nothing is sent.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from logging import getLogger

log = getLogger(__name__)

MICRO = 1_000_000


class ServiceManager:
    """systemd, or nobody."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        self.watchdog_seconds = _watchdog(environment)

    def ready(self) -> None:
        """We serve, or serve again after a reload."""
        self._tell("READY=1")

    def reloading(self) -> None:
        """A new configuration is being taken over; `ready` follows."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """We are on our way out."""
        self._tell("STOPPING=1")

    def watchdog(self) -> None:
        """We are well; without this for too long, systemd starts us again."""
        self._tell("WATCHDOG=1")

    def _tell(self, *lines: str) -> None:
        if not self._address:
            return
        # A leading @ stands for the zero byte with which Linux's abstract addresses begin.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as manager:
                manager.settimeout(1.0)
                manager.sendto("\n".join(lines).encode(), address)
        except OSError as error:
            log.warning("systemd could not be told %s: %s", lines[0], error)


class Watchdog:
    """Tells the manager that we are well, twice as often as it asks, for as long as `alive` says so."""

    def __init__(self, manager: ServiceManager, alive: Callable[[float], bool]) -> None:
        self._manager = manager
        self._alive = alive
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin, where a watchdog is wanted."""
        if self._manager.watchdog_seconds:
            self._thread.start()

    def stop(self) -> None:
        """Tell nothing more."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self._alive(self._manager.watchdog_seconds):
                self._manager.watchdog()
            self._stopping.wait(self._manager.watchdog_seconds / 2)


def _watchdog(environment: Mapping[str, str]) -> float:
    """Seconds within which a sign of life is wanted; 0 where none is, or where it is another process's."""
    microseconds, process = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID", "")
    if not microseconds.isdecimal() or (process and process != str(os.getpid())):
        return 0.0
    return int(microseconds) / MICRO
