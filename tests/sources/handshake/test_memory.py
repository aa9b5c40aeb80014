"""What a look leaves behind in memory: nothing that waits for the garbage collector."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from OpenSSL import SSL

if TYPE_CHECKING:
    from tests.sources.handshake.conftest import Lab


def _connections() -> int:
    return sum(isinstance(one, SSL.Connection) for one in gc.get_objects())


def test_a_look_frees_the_librarys_memory_at_once(lab: Lab) -> None:
    """Seventy kilobytes each, a thousand times an hour: the collector, which counts objects, does not notice."""
    well, away = lab.healthy(), lab.raw("reset")
    lab.look(well)
    gc.collect()
    gc.disable()
    try:
        before = _connections()
        for _ in range(10):
            lab.look(well)
            lab.look(away)
        assert _connections() == before
    finally:
        gc.enable()
