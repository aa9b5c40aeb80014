"""What signals mean to a server: the first one asks it to end in order, the second one ends it at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGINT)
Handler = Callable[[int, FrameType | None], None]


@contextmanager
def remembered(stop: Callable[[], None]) -> Iterator[list[int]]:
    """Inside, the first signal to end goes into the list and calls `stop`; the second ends the process."""
    received: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        if received:
            _end_at_once(number, frame)
        received.append(number)
        stop()

    with _handled(dict.fromkeys(ENDING, remember)):
        yield received


@contextmanager
def impatient() -> Iterator[None]:
    """Inside, any signal to end ends the process: one was heard already, or there is nothing to finish yet."""
    with _handled(dict.fromkeys(ENDING, _end_at_once)):
        yield


@contextmanager
def on_hangup(act: Callable[[], None]) -> Iterator[None]:
    """Inside, SIGHUP calls `act`."""
    with _handled({signal.SIGHUP: lambda _number, _frame: act()}):
        yield


def _end_at_once(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)  # as a shell says it; nothing that hangs can keep us


@contextmanager
def _handled(handlers: dict[signal.Signals, Handler]) -> Iterator[None]:
    """With these handlers; Python lets the main thread alone set any."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)
