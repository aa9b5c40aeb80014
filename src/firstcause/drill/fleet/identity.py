"""What a running replica presents at this moment: the contexts of its release, renewed when its files change.

A file that cannot be loaded changes nothing: the contexts in use stay, and the library's words go to the log, as with
Envoy's secret discovery.
"""

from __future__ import annotations

from pathlib import Path

from firstcause.drill.fleet.contexts import BUNDLE, KEY, Contexts, load_contexts
from firstcause.drill.fleet.logs import Log, raw_words

_Signature = tuple[tuple[int, int, int], ...]


class Identity:
    """Holds the contexts of the release in `directory`. Raises ssl.SSLError, OSError when they cannot be loaded."""

    def __init__(self, directory: Path, trust: Path, *, mutual: bool) -> None:
        self._directory = directory
        self._trust = trust
        self._mutual = mutual
        self._signature = self._sign()
        self.contexts = self._load()

    def renew_if_changed(self, log: Log) -> None:
        """Load the files again when they changed since the last look."""
        try:
            signature = self._sign()
            if signature == self._signature:
                return
            self._signature = signature
            self.contexts = self._load()
        except OSError as error:  # ssl.SSLError is one
            log.write("ERROR", "certificate not renewed, the old one stays", error=raw_words(error))
        else:
            log.write("INFO", "certificate renewed")

    def _load(self) -> Contexts:
        return load_contexts(self._directory, self._trust, mutual=self._mutual)

    def _sign(self) -> _Signature:
        """Whatever differs after a file was written or replaced; () when one is missing, so that it is told once."""
        try:
            stats = [(self._directory / name).stat() for name in (BUNDLE, KEY)]
        except FileNotFoundError:
            return ()
        return tuple((s.st_ino, s.st_mtime_ns, s.st_size) for s in stats)
