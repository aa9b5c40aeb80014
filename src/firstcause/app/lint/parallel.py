"""The same work on many things, by several processes, with the answers in order.

Workers are forked, so that they share what has been read, and each has its fixed share of the work and a pipe of its
own: nothing waits in a queue, and a worker whose parent is gone finds its pipe closed and ends.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Final, TypeVar

from firstcause.model.errors import FirstcauseError

T = TypeVar("T")
R = TypeVar("R")
BATCH: Final = 32
WORTH_IT: Final = 64  # things that are done sooner than a process is started
_MANY_OBJECTS: Final = 200_000


class WorkerLostError(FirstcauseError):
    """A process of ours is gone: somebody killed it, or the machine's memory is used up."""


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))


def in_order(work: Callable[[T], R], things: Sequence[T], workers: int) -> Iterator[R]:
    """The answers in the order of the things. Whoever stops asking ends the workers."""
    if workers < 2 or len(things) < WORTH_IT:
        yield from map(work, things)
        return
    with ExitStack() as closing:
        pipes = _start(work, things, workers, closing)
        batches = -(-len(things) // BATCH)
        for batch in range(batches):
            yield from _received(pipes[batch % workers])


def _start(work: Callable[[T], R], things: Sequence[T], workers: int, closing: ExitStack) -> list[Connection]:
    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe(duplex=False) for _ in range(workers)]
    gc.freeze()  # what the workers share is never looked through by their collectors, and so stays shared
    for share, (_, sending) in enumerate(pipes):
        others = [end for pair in pipes for end in pair if end is not sending]
        process = context.Process(target=_serve, args=(work, things, share, workers, sending, others), daemon=True)
        closing.callback(_stop, process)
        with _uninterrupted():
            process.start()
    gc.unfreeze()
    for receiving, sending in pipes:
        sending.close()
        closing.callback(receiving.close)
    return [receiving for receiving, _ in pipes]


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits: what is raised in the hooks that Python runs around a fork is lost."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stop(process: ForkProcess) -> None:
    if process.pid is not None:
        process.terminate()
        process.join()


def _received(pipe: Connection) -> list[R]:
    try:
        answers: list[R] | Exception = pipe.recv()
    except EOFError:
        raise WorkerLostError("a worker process has ended too soon", hint="is there memory left?") from None
    if isinstance(answers, Exception):
        raise answers
    return answers


def _serve(
    work: Callable[[T], R], things: Sequence[T], share: int, workers: int, out: Connection, others: list[Connection]
) -> None:
    """A worker's life: every so many-th batch, sent when it is done."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears of it, and ends us
    gc.set_threshold(_MANY_OBJECTS)
    for one in others:
        one.close()
    try:
        for start in range(share * BATCH, len(things), workers * BATCH):
            out.send([work(thing) for thing in things[start : start + BATCH]])
    except BrokenPipeError:
        return  # the parent is gone, or has heard enough
    except Exception as error:  # noqa: BLE001 it is raised again where somebody waits for the answer
        out.send(error)
