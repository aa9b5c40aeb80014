"""Looks at many targets, and tells each as it finishes; no more are under way or waiting than can be held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from queue import SimpleQueue

from firstcause.model.handshake import HandshakeObserved
from firstcause.model.target import Target
from firstcause.sources.handshake.gathering import Finished
from firstcause.sources.handshake.lane import DeepLane

Answer = tuple[Target, datetime, HandshakeObserved]


def as_they_finish(lane: DeepLane, targets: Iterable[Target], ahead: int) -> Iterator[Answer]:
    """Every target's answer once, the quick ones first; at most `ahead` targets are taken from the list in advance."""
    finished: SimpleQueue[tuple[Target, Finished]] = SimpleQueue()

    def note(target: Target, result: Finished) -> None:
        finished.put((target, result))

    under_way = 0
    for target in targets:
        lane.take(target.look, partial(note, target))
        under_way += 1
        while under_way >= ahead or not finished.empty():
            yield _answer(finished)
            under_way -= 1
    for _ in range(under_way):
        yield _answer(finished)


def _answer(finished: SimpleQueue[tuple[Target, Finished]]) -> Answer:
    target, (observed_at, observed) = finished.get()
    return target, observed_at, observed
