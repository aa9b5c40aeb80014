"""What a running replica is at this moment: the contexts and the behaviour of its release, renewed when files change.

Files that cannot be loaded change nothing: what is in use stays, and the library's words go to the log, as with
Envoy's secret discovery.
"""

from __future__ import annotations

from pathlib import Path

from firstcause.drill.fleet.behaviour import APP, FLAGS, SETTINGS, Behaviour, read_behaviour
from firstcause.drill.fleet.contexts import BUNDLE, CLIENT_BUNDLE, CLIENT_KEY, KEY, TRUST, Contexts, load_contexts
from firstcause.drill.fleet.logs import Log, raw_words

WATCHED = (BUNDLE, KEY, CLIENT_BUNDLE, CLIENT_KEY, TRUST, APP, SETTINGS, FLAGS)
_Signature = tuple[tuple[int, int, int], ...]


class Identity:
    """Holds what the release in `directory` says. Raises ssl.SSLError, OSError, ValueError when it cannot be loaded."""

    def __init__(self, directory: Path, trust: Path, *, mutual: bool) -> None:
        self._directory = directory
        self._trust = trust
        self._mutual = mutual
        self._signature = self._sign()
        self.behaviour, self.contexts = self._load()

    def renew_if_changed(self, log: Log) -> None:
        """Load the files again when they changed since the last look."""
        try:
            signature = self._sign()
            if signature == self._signature:
                return
            self._signature = signature
            self.behaviour, self.contexts = self._load()
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            log.write("ERROR", "certificate not renewed, the old one stays", error=raw_words(error))
        else:
            log.write("INFO", "certificate renewed")

    def _load(self) -> tuple[Behaviour, Contexts]:
        behaviour = read_behaviour(self._directory)
        return behaviour, load_contexts(self._directory, self._trust, behaviour, mutual=self._mutual)

    def _sign(self) -> _Signature:
        """Whatever differs after a file was written, replaced or removed; so each change is met, and told, once."""
        return tuple(self._stamp(self._directory / name) for name in WATCHED)

    @staticmethod
    def _stamp(path: Path) -> tuple[int, int, int]:
        try:
            status = path.stat()
        except FileNotFoundError:
            return (0, 0, 0)
        return (status.st_ino, status.st_mtime_ns, status.st_size)
