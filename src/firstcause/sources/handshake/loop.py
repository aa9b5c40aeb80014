"""One thread that waits for many sockets, deadlines and tasks at once. What they are for is its owner's business."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Generic, Protocol, TypeVar

from firstcause.sources.handshake.deadlines import Deadlines

Watched = tuple[socket.socket, int]  # a socket, and the events for which it is watched
Task = Callable[[], None]

_WAKING: Final = 4096


class Waiting(Protocol):
    """Somebody who waits for a socket or for a time; both may change with each step."""

    watched: Watched | None  # the loop's own note of what its selector knows

    @property
    def wanted(self) -> Watched | None:
        """For which socket, and for what."""
        ...

    @property
    def deadline(self) -> float:
        """Until when, in monotonic seconds."""
        ...

    def ready(self) -> None:
        """The socket can be read or written."""
        ...

    def expire(self) -> None:
        """The time is over."""
        ...


Who = TypeVar("Who", bound=Waiting)


class Loop(Generic[Who]):
    """The thread starts with the first task; `close` ends it.

    Everything is called in that thread: `step` with whoever's turn it is and what to do, `between` after each round,
    and `at_end` once, when nothing more is waited for.
    """

    def __init__(
        self, name: str, *, step: Callable[[Who, Task], None], between: Callable[[], None], at_end: Callable[[], None]
    ) -> None:
        self._name = name
        self._step = step
        self._between = between
        self._at_end = at_end
        self._tasks: deque[Task] = deque()
        self._deadlines: Deadlines[Who] = Deadlines()
        self._selector = selectors.DefaultSelector()
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def post(self, task: Task) -> bool:
        """Have the thread do this; False when the loop is closed, and nobody will."""
        with self._lock:
            if self._closing.is_set():
                return False
            self._tasks.append(task)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._nudge()
        return True

    def close(self) -> bool:
        """End the thread, and wait for that; False where it was closed before."""
        with self._lock:
            if self._closing.is_set():
                return False
            self._closing.set()
            self._nudge()
        if self._thread is not None:
            self._thread.join()
        for resource in (self._selector, self._wake, self._woken):
            resource.close()
        return True

    def attend(self, who: Who) -> None:
        """Wait for what they want now: the selector is told of a change only, such as the next address's socket."""
        self._deadlines.set(who, who.deadline)
        before, wanted = who.watched, who.wanted
        if before == wanted:
            return
        if before is not None and wanted is not None and before[0] is wanted[0]:
            self._selector.modify(*wanted, who)
        else:
            self._unwatch(who)
            if wanted is not None:
                self._selector.register(*wanted, who)
        who.watched = wanted

    def part(self, who: Who) -> None:
        """Wait for them no more. Their socket has to be open still."""
        self._unwatch(who)
        self._deadlines.forget(who)

    def _unwatch(self, who: Who) -> None:
        if who.watched is not None:
            self._selector.unregister(who.watched[0])
            who.watched = None

    def _nudge(self) -> None:
        with suppress(BlockingIOError):  # full means that it is being woken already
            self._wake.send(b".")

    def _run(self) -> None:
        self._selector.register(self._woken, selectors.EVENT_READ, None)
        while not self._closing.is_set():
            self._turn()
        self._do_tasks()
        self._at_end()

    def _turn(self) -> None:
        ready = self._selector.select(self._deadlines.patience(time.monotonic()))
        now = time.monotonic()  # what comes from now on, while others keep us busy, is read before it is too late
        for key, _ in ready:
            if key.data is None:
                self._woken.recv(_WAKING)
            else:
                self._step(key.data, key.data.ready)
        self._do_tasks()
        for who in self._deadlines.over(now):
            self._step(who, who.expire)
        self._between()

    def _do_tasks(self) -> None:
        while self._tasks:
            self._tasks.popleft()()
