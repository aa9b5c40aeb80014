"""`firstcause sweep` of many local endpoints: how many a second, and at what cost of CPU.

    uv run python bench/sweep.py --targets 10000

Debian's nginx serves a hundred ports on 127.0.0.1, each of which answers under a hundred names: every target is another
port and name. One in a hundred names is none of the certificate's, so that the answers can be counted. nginx shares the
machine's processors with the sweep, and its CPU is stated too. One JSON line; exit code 1 where an answer is missing or
wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

from firstcause.pki import authority
from firstcause.testing.ending import end
from firstcause.testing.nginx import PROGRAM
from firstcause.testing.ports import free_port

PORTS = 100
TICKS = os.sysconf("SC_CLK_TCK")
CONFIG = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_certificate {folder}/leaf.pem;
  ssl_certificate_key {folder}/leaf.key;
  server {{
{listens}
    return 204;
  }}
}}
"""


def main() -> int:
    """Serve, sweep, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--targets", type=int, default=10_000)
    parser.add_argument("--concurrency", type=int, default=256)
    parser.add_argument("--light", action="store_true", help="a light look first")
    given = parser.parse_args()
    if not PROGRAM:
        sys.exit("nginx is not installed: apt-get install nginx")
    with tempfile.TemporaryDirectory(prefix="firstcause-sweep-") as name:
        folder = Path(name)
        ports = _different_ports()
        with _served(folder, ports) as process:
            targets = _targets(folder, ports, given.targets)
            before, began = _cpu(process), time.monotonic()
            command = ["--targets", str(targets), "--concurrency", str(given.concurrency)]
            command += ["--light"] if given.light else []
            done = subprocess.run(
                [sys.executable, "-m", "firstcause", "sweep", *command], stdout=subprocess.PIPE, check=False
            )
            seconds, served = time.monotonic() - began, _cpu(process) - before
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    outcomes = Counter(answer["failure"]["code"] if answer["failure"] else answer["outcome"] for answer in answers)
    misnamed = sum(_name(number).endswith("stranger.internal") for number in range(given.targets))
    right = outcomes == {"healthy": given.targets - misnamed, "tls/name-mismatch": misnamed}
    row = {
        "bench": "sweep",
        "lane": "light" if given.light else "deep",
        "targets": given.targets,
        "answers": len({answer["id"] for answer in answers}),
        "outcomes": outcomes,
        "seconds": round(seconds, 2),
        "targets_per_second": round(given.targets / seconds),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 2),
        "cpu_ms_per_target": round((used.ru_utime + used.ru_stime) / given.targets * 1000, 3),
        "peak_resident_mib": round(used.ru_maxrss / 1024, 1),
        "nginx_cpu_seconds": round(served, 2),
        "processors": os.cpu_count(),
        "right": right,
    }
    print(json.dumps(row))
    return 0 if right else 1


def _different_ports() -> list[int]:
    found: set[int] = set()
    while len(found) < PORTS:
        found.add(free_port())
    return sorted(found)


def _name(number: int) -> str:
    return f"service-{number}.{'stranger' if number % 100 == 7 else 'fleet'}.internal"


def _targets(folder: Path, ports: list[int], count: int) -> Path:
    file = folder / "targets.ndjson"
    with file.open("w") as out:
        for number in range(count):
            row = {"id": number, "host": "127.0.0.1", "port": ports[number % PORTS], "server_name": _name(number)}
            out.write(json.dumps({**row, "trust": "ca.pem"}) + "\n")
    return file


@contextmanager
def _served(folder: Path, ports: list[int]) -> Iterator[int]:
    """nginx on these ports; yields the process that serves."""
    now = datetime.now(UTC)
    root = authority.root("Our Root CA", now)
    leaf = authority.leaf(authority.intermediate(root, "Our Issuing CA", now), "fleet", ("*.fleet.internal",), now)
    (folder / "ca.pem").write_bytes(root.certificate_pem)
    (folder / "leaf.pem").write_bytes(leaf.bundle_pem)
    (folder / "leaf.key").write_bytes(leaf.key_pem)
    listens = "\n".join(f"    listen 127.0.0.1:{port} ssl;" for port in ports)
    (folder / "nginx.conf").write_text(CONFIG.format(folder=folder, listens=listens))
    process = subprocess.Popen([PROGRAM, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"])
    try:
        yield _worker(process, folder)
    finally:
        end(process, 10)


def _worker(process: subprocess.Popen[bytes], folder: Path) -> int:
    """The one that nginx serves with, once it is there."""
    deadline, pause = time.monotonic() + 20, Event()
    while time.monotonic() < deadline and process.poll() is None:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if (folder / "nginx.pid").exists() and children:
            return int(children[0])
        pause.wait(0.05)
    raise RuntimeError("nginx did not start")


def _cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    sys.exit(main())
