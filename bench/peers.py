"""Debian's Prometheus, or VictoriaMetrics, and a blackbox_exporter beside a fleet: what a team has before it has us.

Each process keeps everything in a folder of its own, and ends with the context.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.parse import urlsplit

import httpx2

from firstcause.drill.fleet.fleet import Fleet
from firstcause.drill.fleet.layout import FleetLayout
from firstcause.drill.settings import PROBE
from firstcause.pki.authority import Usage, leaf
from firstcause.testing.ending import end
from firstcause.testing.ports import free_port

PROMETHEUS = "prometheus"
VICTORIA = "victoria-metrics"
BLACKBOX = "prometheus-blackbox-exporter"
READY_SECONDS = 30.0
END_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Peers:
    """Both processes by their program's name, their folders, and where the metrics server answers."""

    processes: Mapping[str, int]
    folder: Path
    url: str

    @property
    def files(self) -> tuple[Path, Path]:
        """Their configurations, as a team keeps them."""
        return self.folder / "prometheus.yml", self.folder / "blackbox.yml"


def missing(server: str = PROMETHEUS) -> str:
    """Which of the two is not installed; "" when both are."""
    return ", ".join(program for program in (server, BLACKBOX) if not shutil.which(program))


def probe_identity(fleet: Fleet) -> None:
    """A client certificate for whoever looks from outside, in the fleet's authority."""
    bundle = leaf(fleet.authority.issuing, PROBE, [], datetime.now(UTC), usages=[Usage.CLIENT])
    stem = fleet.layout.authority / PROBE
    stem.with_suffix(".pem").write_bytes(bundle.bundle_pem)
    stem.with_suffix(".key").write_bytes(bundle.key_pem)
    stem.with_suffix(".key").chmod(0o600)


@contextmanager
def peers(
    folder: Path, layout: FleetLayout, scrape: str = "15s", look: str = "30s", server: str = PROMETHEUS
) -> Iterator[Peers]:
    """Scrape every replica's metrics, and look at every endpoint, at these intervals."""
    blackbox, metrics = free_port(), free_port()
    _written(folder / "blackbox.yml", _modules(layout))
    _written(folder / "prometheus.yml", _jobs(layout, blackbox, scrape, look))
    commands = {
        BLACKBOX: [f"--config.file={folder / 'blackbox.yml'}", f"--web.listen-address=127.0.0.1:{blackbox}"],
        server: _options(server, folder, f"127.0.0.1:{metrics}"),
    }
    url = f"http://127.0.0.1:{metrics}"
    with ExitStack() as closing:
        processes = {}
        for program, options in commands.items():
            (folder / program).mkdir()
            with (folder / f"{program}.log").open("wb") as log:
                process = subprocess.Popen([program, *options], stdout=log, stderr=log)
            closing.callback(end, process, END_SECONDS)
            processes[program] = process.pid
        _await(url)
        yield Peers(processes, folder, url)


def _options(server: str, folder: Path, listen: str) -> list[str]:
    """Both read the same file."""
    told = ("promscrape.config", "storageDataPath", "httpListenAddr")
    if server == PROMETHEUS:
        told = ("config.file", "storage.tsdb.path", "web.listen-address")
    return [
        f"--{name}={value}"
        for name, value in zip(told, (folder / "prometheus.yml", folder / server, listen), strict=True)
    ]


def _modules(layout: FleetLayout) -> object:
    """blackbox.yml: one module a service, with its name and the probe's own certificate."""
    stem = layout.authority / PROBE
    files = {"ca_file": str(layout.trust), "cert_file": f"{stem}.pem", "key_file": f"{stem}.key"}
    return {
        "modules": {
            s.name: {"prober": "tcp", "tcp": {"tls": True, "tls_config": {**files, "server_name": s.server_name}}}
            for s in layout.services
        }
    }


def _jobs(layout: FleetLayout, blackbox: int, scrape: str, look: str) -> object:
    """prometheus.yml: the metrics of each service, and one look an endpoint."""
    jobs: list[object] = []
    for s in layout.services:
        metrics = [urlsplit(r.metrics_url).netloc for r in s.replicas]
        jobs.append({"job_name": s.name, "static_configs": [{"targets": metrics}]})
        jobs.append(
            {
                "job_name": f"{s.name}-tls",
                "scrape_interval": look,
                "metrics_path": "/probe",
                "params": {"module": [s.name]},
                "static_configs": [{"targets": [str(r.endpoint) for r in s.replicas], "labels": {"service": s.name}}],
                "relabel_configs": [
                    {"source_labels": ["__address__"], "target_label": "__param_target"},
                    {"target_label": "__address__", "replacement": f"127.0.0.1:{blackbox}"},
                ],
            }
        )
    return {"global": {"scrape_interval": scrape}, "scrape_configs": jobs}


def _written(path: Path, document: object) -> None:
    """JSON is YAML too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=1), "utf-8")


def _await(url: str) -> None:
    deadline, pause = monotonic() + READY_SECONDS, Event()
    while monotonic() < deadline:
        try:
            if httpx2.get(f"{url}/-/ready", timeout=1, trust_env=False).is_success:
                return
        except httpx2.HTTPError:
            pass
        pause.wait(0.1)
    raise RuntimeError(f"prometheus did not become ready at {url}")
