"""Many endpoints, one question: what is wrong with each. The lane is opened for it, and closed when it ends."""

from __future__ import annotations

import resource
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Final

from firstcause.model.target import Target
from firstcause.sources.handshake.lane import DeepLane
from firstcause.sources.handshake.lightly import Lightly
from firstcause.sources.handshake.stream import Answer, as_they_finish

OTHER_FILES: Final = 64  # what a process has open besides its sockets


def sweep(targets: Iterable[Target], at_once: int, *, light: bool = False) -> Iterator[Answer]:
    """Every target's answer as it finishes, `at_once` looks at a time, or as many as this process may have sockets.

    `light`: a light look first, and a deep one where anything is odd.
    """
    allowed = _sockets(at_once)
    with closing(DeepLane(at_once=allowed, light=Lightly(hunts=True) if light else None)) as lane:
        yield from as_they_finish(lane, targets, 2 * allowed)


def _sockets(wanted: int) -> int:
    """As many as wanted, if the system's limit of open files lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, min(wanted, soft - OTHER_FILES)) if soft != resource.RLIM_INFINITY else wanted
