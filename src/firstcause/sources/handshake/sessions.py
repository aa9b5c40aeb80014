"""Sessions of earlier handshakes, to go on with: the newest of each endpoint and view.

They are kept only for looks that ask for it, as a load does; a look that judges an endpoint wants the whole handshake.
"""

from __future__ import annotations

from typing import Final

from OpenSSL import SSL

from firstcause.model.handshake import Look
from firstcause.model.service import Endpoint, View

MOST: Final = 1024


class Sessions:
    """By endpoint and view."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Endpoint, View], SSL.Session] = {}

    def of(self, look: Look) -> SSL.Session | None:
        """The one to go on with; None where the look wants none, or there is none yet."""
        return self._kept.get((look.endpoint, look.view)) if look.resume else None

    def keep(self, look: Look, session: SSL.Session | None) -> None:
        """For looks to come."""
        if look.resume and session is not None and len(self._kept) < MOST:
            self._kept[look.endpoint, look.view] = session
