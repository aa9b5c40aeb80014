"""A real Prometheus on a free port of loopback, in a folder of its own, for tests and benchmarks.

It scrapes what it is told at its own interval, keeps nothing beyond the folder, and dies with whoever started it.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Final

import httpx2

from firstcause.testing.ending import end
from firstcause.testing.ports import free_port

PROGRAM: Final = "prometheus"
START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 10.0
LOGIN: Final = ("me", "hunter2")
_HASHED: Final = "$2b$04$cdazGUH14n0DZwMc3BKTW.YH7zzY3xzywsG2y8zbDjp4lB4NDyaOi"  # of that password, by bcrypt


def prometheus_is_there() -> bool:
    """Whether the program is installed; where it is not, a test says so and is skipped."""
    return shutil.which(PROGRAM) is not None


class PrometheusServer:
    """Debian's program, as a context manager.

    It scrapes `jobs` (job -> `host:port` of its targets, at /metrics) every `interval_seconds`.

    `locked`: it answers nobody but LOGIN, a user and a password.
    """

    def __init__(
        self,
        folder: Path,
        jobs: Mapping[str, Sequence[str]],
        *,
        interval_seconds: float = 1.0,
        locked: bool = False,
    ) -> None:
        self._folder = folder
        self._config = folder / "prometheus.yml"
        self._interval = f"{round(interval_seconds * 1000)}ms"
        self._log = folder / "server.log"
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._locked = locked
        folder.mkdir(parents=True, exist_ok=True)
        self._write(jobs)

    @property
    def url(self) -> str:
        """Where its API is."""
        return f"http://127.0.0.1:{self._port}"

    def scrape(self, jobs: Mapping[str, Sequence[str]]) -> None:
        """Scrape these jobs from now on, and no others."""
        self._write(jobs)
        httpx2.post(f"{self.url}/-/reload", timeout=STOP_SECONDS, trust_env=False).raise_for_status()

    def start(self) -> None:
        """Begin, and wait until it answers. RuntimeError with its last words when it does not."""
        # Should we be killed for good, it must not go on alone.
        leash = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        with self._log.open("wb") as log:
            self._process = subprocess.Popen([*leash, *self._command()], stdout=log, stderr=log)
        self._wait_until_ready(self._process)

    def stop(self) -> None:
        """End it, and wait until it has gone. It may be started again, and still holds what it scraped."""
        end(self._process, STOP_SECONDS)
        self._process = None

    def __enter__(self) -> PrometheusServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _write(self, jobs: Mapping[str, Sequence[str]]) -> None:
        lines = [f"global: {{scrape_interval: {self._interval}, scrape_timeout: {self._interval}}}", "scrape_configs:"]
        for job, targets in jobs.items():
            quoted = ", ".join(f'"{target}"' for target in targets)
            lines += [f'  - job_name: "{job}"', f"    static_configs: [{{targets: [{quoted}]}}]"]
        self._config.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _command(self) -> list[str]:
        return [
            PROGRAM,
            f"--config.file={self._config}",
            f"--storage.tsdb.path={self._folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self._port}",
            "--web.enable-lifecycle",
            "--log.level=warn",
            *self._lock(),
        ]

    def _lock(self) -> list[str]:
        if not self._locked:
            return []
        file = self._folder / "web.yml"
        file.write_text(f"basic_auth_users: {{{LOGIN[0]}: {_HASHED}}}\n", encoding="utf-8")
        return [f"--web.config.file={file}"]

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline, pause = monotonic() + START_SECONDS, Event()
        while process.poll() is None and monotonic() < deadline:
            if self._answers():
                return
            pause.wait(0.05)
        self.stop()
        last_words = self._log.read_text("utf-8", "replace")[-1000:]
        raise RuntimeError(f"{self._command()[0]} did not become ready at {self.url}: {last_words}")

    def _answers(self) -> bool:
        try:
            login = LOGIN if self._locked else None
            answer = httpx2.get(f"{self.url}/-/ready", timeout=1.0, trust_env=False, auth=login)
        except httpx2.HTTPError:
            return False
        return answer.status_code == httpx2.codes.OK
