"""A real nginx on loopback: a shop that proxies over TLS to payments, both with certificates of one authority.

It is somebody else's program, with a log format of its own and no metrics that count requests. It keeps everything in
one folder, and dies with whoever started it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Final

from firstcause.pki import authority
from firstcause.pki.authority import Bundle, certificates_pem
from firstcause.testing.ending import end
from firstcause.testing.ports import free_port

# Debian keeps it out of an ordinary user's PATH.
PROGRAM: Final = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or ""
START_SECONDS: Final = 20.0
STOP_SECONDS: Final = 10.0
CONFIG: Final = """\
daemon off;
master_process on;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{}}
http {{
  log_format ours '$remote_addr|$status|$request_time|$upstream_addr|$upstream_status';
  access_log {folder}/access.log ours;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen {shop} ssl;
    ssl_certificate {folder}/shop.pem;
    ssl_certificate_key {folder}/shop.key;
    location / {{
      proxy_pass https://{payments};
      proxy_ssl_verify on;
      proxy_ssl_session_reuse off;
      proxy_ssl_trusted_certificate {folder}/ca.pem;
      proxy_ssl_server_name on;
      proxy_ssl_name payments.internal;
    }}
    location /status {{ stub_status; }}
  }}
  server {{
    listen {payments} ssl;
    ssl_certificate {folder}/payments.pem;
    ssl_certificate_key {folder}/payments.key;
    location / {{ return 200 "paid\\n"; }}
  }}
}}
"""


def nginx_is_there() -> bool:
    """Whether the program is installed; where it is not, a test says so and is skipped."""
    return bool(PROGRAM)


class NginxShop:
    """`shop` proxies to `payments`, both `host:port`; `ca` is what their callers trust. A context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        root = authority.root("Our Root CA", now)
        issuing = authority.intermediate(root, "Our Issuing CA", now)
        self._payments = authority.leaf(issuing, "payments", ("payments.internal",), now)
        self.ca = self._write("ca.pem", root.certificate_pem)
        self._keep("shop", authority.leaf(issuing, "shop", ("shop.internal",), now))
        self._keep("payments", self._payments)
        self.shop, self.payments = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
        settings = CONFIG.format(folder=folder, shop=self.shop, payments=self.payments)
        self._config = self._write("nginx.conf", settings.encode())
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def error_log(self) -> Path:
        """Where it complains."""
        return self._folder / "error.log"

    def forget_intermediate(self) -> None:
        """Payments sends its leaf alone from now on."""
        self._write("payments.pem", certificates_pem(self._payments.chain[:1]))
        subprocess.run([*self._command(), "-s", "reload"], check=True, capture_output=True, timeout=STOP_SECONDS)

    def __enter__(self) -> NginxShop:
        leash = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        with (self._folder / "nginx.out").open("wb") as out:
            self._process = subprocess.Popen([*leash, *self._command()], stdout=out, stderr=out)
        deadline, pause = monotonic() + START_SECONDS, Event()
        while self._process.poll() is None and monotonic() < deadline:
            if all(_listens(address) for address in (self.shop, self.payments)):
                return self
            pause.wait(0.05)
        self.__exit__()
        raise RuntimeError(f"nginx did not start: {(self._folder / 'nginx.out').read_text('utf-8', 'replace')[-1000:]}")

    def __exit__(self, *_: object) -> None:
        end(self._process, STOP_SECONDS)

    def _command(self) -> list[str]:
        return [PROGRAM, "-p", str(self._folder), "-c", str(self._config), "-e", str(self.error_log)]

    def _keep(self, name: str, bundle: Bundle) -> None:
        self._write(f"{name}.pem", bundle.bundle_pem)
        self._write(f"{name}.key", bundle.key_pem).chmod(0o600)

    def _write(self, name: str, content: bytes) -> Path:
        path = self._folder / name
        path.write_bytes(content)
        return path


def _listens(address: str) -> bool:
    host, _, port = address.rpartition(":")
    with socket.socket() as trying:
        return trying.connect_ex((host, int(port))) == 0
