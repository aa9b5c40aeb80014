"""A real VictoriaMetrics, where a test or a benchmark wants a server that speaks Prometheus' API and is another."""

from __future__ import annotations

import shutil
from typing import Final

import httpx2

from firstcause.testing.prometheus import STOP_SECONDS, PrometheusServer

PROGRAM: Final = "victoria-metrics"


def victoria_is_there() -> bool:
    """Whether the program is installed; where it is not, a test says so and is skipped."""
    return shutil.which(PROGRAM) is not None


class VictoriaServer(PrometheusServer):
    """Debian's program. It reads the same file, scrapes the same, and answers at the same paths."""

    def flush(self) -> None:
        """Make all that was scraped so far visible at once, which else takes it a second or two."""
        httpx2.get(f"{self.url}/internal/force_flush", timeout=STOP_SECONDS, trust_env=False).raise_for_status()

    def _command(self) -> list[str]:
        return [
            PROGRAM,
            f"-promscrape.config={self._config}",
            f"-storageDataPath={self._folder / 'data'}",
            f"-httpListenAddr=127.0.0.1:{self._port}",
            "-loggerLevel=WARN",
            "-memory.allowedBytes=64MB",
        ]
