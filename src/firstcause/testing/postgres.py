"""A PostgreSQL of one's own, for tests and benchmarks: a new cluster on a free port of 127.0.0.1, gone afterwards.

It knows Debian's programs and that they refuse root; it never touches the cluster that Debian starts by itself, nor
its port. What is committed is as durable as on any server: fsync is on.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from threading import Event as Flag
from typing import Final

from firstcause.testing.ports import free_port

USER: Final = "firstcause"
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 20.0

# The server leaves when our end of its standard input closes, so that nothing stays even after a kill -9 of ours.
_GUARD: Final = 'exec 3<&0; "$@" </dev/null 3<&- & server=$!; (cat <&3 >/dev/null; kill -QUIT $server) & wait $server'


def missing() -> str:
    """Why there can be no PostgreSQL here; empty when there can."""
    if _programs() is None:
        return "PostgreSQL is not installed: apt-get install postgresql"
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        return "PostgreSQL refuses root, and there is no setpriv to become somebody else"
    return ""


class PostgresServer:
    """A running server; a context manager. `url` names a new, empty database at every call."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="firstcause-postgres-"))
        self.password = secrets.token_hex(8)
        self.port = free_port()
        self._databases = 0
        self._guard: subprocess.Popen[bytes] | None = None
        try:
            self._create()
            self.start()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> PostgresServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def url(self, *options: str) -> str:
        """A new database; `options` are words of CREATE DATABASE, such as `ENCODING 'LATIN1'`."""
        self._databases += 1
        name = f"firstcause_{self._databases}"
        self.run(f"CREATE DATABASE {name} {' '.join(options)}")
        return self.url_of(name)

    def url_of(self, database: str, password: str = "") -> str:
        """The address of this database, whether it exists or not."""
        return f"postgresql://{USER}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as the server's owner, outside of any transaction."""
        import psycopg

        address = self.url_of(database)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def show(self, chain_pem: bytes, key_pem: bytes) -> None:
        """Switch TLS on, with this chain, for every connection from now on."""
        for name, content in (("server.crt", chain_pem), ("server.key", key_pem)):
            file = self.folder / "data" / name
            file.write_bytes(content)
            file.chmod(0o600)
            if os.geteuid() == 0:
                _give_to_owner(file)
        self.run("ALTER SYSTEM SET ssl = on")
        self.run("SELECT pg_reload_conf()")

    def start(self) -> None:
        """Start it (again), and wait until it takes connections."""
        command = [*_as_owner(), str(_program("postgres")), "-D", str(self.folder / "data")]
        with (self.folder / "server.log").open("ab") as log:
            self._guard = subprocess.Popen(
                ["sh", "-c", _GUARD, "postgres-guard", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        ready = [str(_program("pg_isready")), "-q", "-h", "127.0.0.1", "-p", str(self.port), "-d", "postgres"]
        while subprocess.run(ready, check=False).returncode != 0:
            if self._guard.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'server.log').read_text()[-2000:]}")
            Flag().wait(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT ends connections politely, SIGQUIT is a crash, after which it must recover at its start."""
        guard, self._guard = self._guard, None
        if guard is None or guard.stdin is None:
            return
        pid_file = self.folder / "data" / "postmaster.pid"
        if guard.poll() is None and pid_file.exists():
            os.kill(int(pid_file.read_text().split()[0]), how)
        try:
            guard.wait(STOP_SECONDS)
        finally:
            guard.stdin.close()
            guard.wait(STOP_SECONDS)

    def close(self) -> None:
        """Stop it and remove everything."""
        guard, self._guard = self._guard, None
        if guard is not None and guard.stdin is not None:
            guard.stdin.close()
            guard.wait(STOP_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _create(self) -> None:
        password = self.folder / "password"
        password.write_text(self.password)
        if os.geteuid() == 0:
            _give_to_owner(self.folder, password)
        command = [*_as_owner(), str(_program("initdb")), "-D", str(self.folder / "data"), "-U", USER, "-E", "UTF8"]
        options = ["--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={password}", "--no-sync"]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"initdb: {done.stderr}")
        with (self.folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(
                f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n"
                "shared_buffers = 16MB\nmax_connections = 60\nlc_messages = 'C'\n"
            )


def _programs() -> Path | None:
    """Where the server's programs are; Debian keeps them out of the PATH, a folder for each version."""
    versions = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb") if p.parent.parent.name.isdecimal()]
    if versions:
        return max(versions, key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _program(name: str) -> Path:
    folder = _programs()
    if folder is None:
        raise RuntimeError(missing())
    return folder / name


def _as_owner() -> list[str]:
    """How to become somebody whom PostgreSQL accepts."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _give_to_owner(*paths: Path) -> None:
    owner = pwd.getpwnam("postgres")
    for path in paths:
        os.chown(path, owner.pw_uid, owner.pw_gid)
