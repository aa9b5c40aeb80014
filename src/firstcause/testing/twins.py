"""Two engines on one PostgreSQL, one of which is killed for good in the middle of an incident.

The engines are `firstcause serve` processes with ordinary configurations; pager, deployer and service (`orders`) keep
books that nobody else writes. What is judged is read from those books and from the log, never from the engines.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from threading import Event as Flag
from typing import Any, Final

import httpx2
import psycopg

from firstcause.eventlog.evolve import PREFIX
from firstcause.model.event import Event
from firstcause.model.facts import (
    AlertFired,
    MitigationFailed,
    MitigationStarted,
    PageDelivered,
    RcaPublished,
    ResponderPaged,
)
from firstcause.store.database import open_database
from firstcause.store.log import SqlEventLog
from firstcause.testing.orders import Orders, Pager
from firstcause.testing.ports import free_port

READY_SECONDS: Final = 90.0
STORY_SECONDS: Final = 90.0
POLL_SECONDS: Final = 0.02
TAKEOVER_SECONDS: Final = 5.0
LONGEST_STORY: Final = 16.0  # about when the document is written: kills are drawn from there back to the deploy
BUSY_SECONDS: Final[Mapping[str, float]] = {"SendPage": 0.5, "ApplyMitigation": 2.0, "WriteRca": 0.1}
"""For about how long an engine is at each kind of effect: the kill comes within this."""

_POLICY: Final = """\
[detect]
interval = "1s"
second_look = "300ms"
looks_per_minute = 240
expiry_horizon = "0s"
recovery_quiet = "2s"
resolve_after = "3s"

[diagnose]
gather = "2s"

[mitigate]
veto = "1s"
verify_within = "30s"

[sources.scrape]
interval = "1s"

[page]
steps = ["alice"]
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the books say after one of two was killed. `in_hand` are the keys that the dead process held."""

    moment: str
    in_hand: tuple[str, ...]
    takeover_seconds: float | None
    incidents: int
    alerts: int
    pages: int
    repeated_pages: int
    undelivered: int
    mitigations: int
    rollbacks: int
    handed_over: str  # why the rollback was left to people, if it was
    documents: int
    pending: int

    @property
    def faults(self) -> list[str]:
        """Everything that should not be; empty when all is well."""
        repeatable = sum(" page " in key for key in self.in_hand)
        wrong = {
            f"taken over after {self.takeover_seconds} s": (self.takeover_seconds or 0) > TAKEOVER_SECONDS,
            f"{self.incidents} incidents": self.incidents != 1,
            f"{self.pages} pages": self.pages != 1,
            f"{self.repeated_pages} repeats, {repeatable} in flight": self.repeated_pages > repeatable,
            f"{self.undelivered} pages without a receipt": self.undelivered != 0,
            f"{self.mitigations} mitigations": self.mitigations != 1,
            f"{self.rollbacks} rollbacks": self.rollbacks != 1 and not (self.rollbacks == 0 and self.handed_over),
            f"{self.documents} documents": self.documents != 1 and not self.handed_over,
            f"{self.pending} effects left": self.pending != 0,
        }
        return [fault for fault, is_so in wrong.items() if is_so]


class Twins:
    """A context manager: two engines, the service, the pager; all of it is gone afterwards."""

    def __init__(self, folder: Path, url: str, pager_seconds: float = 0.7) -> None:
        self._closing = ExitStack()
        self._folder, self._url = folder, url
        self.orders = Orders(folder / "orders")
        self._closing.callback(self.orders.stop)
        self.pager = Pager(pager_seconds)
        self._closing.callback(self.pager.stop)
        database = open_database(url)
        self._closing.callback(database.close)
        self.log = SqlEventLog(database)
        self._books = self._closing.enter_context(psycopg.connect(url, autocommit=True))
        self._engines: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Twins:
        try:
            ports = [self._start(name) for name in ("a", "b")]
            for port in ports:
                _wait(partial(_ready, port), READY_SECONDS, f"see {self._folder}/*/serve.log")
        except BaseException:
            self._closing.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def play(self, random: Random, kind: str = "") -> Outcome:
        """Break the service, kill one engine, wait for the end of the story.

        `kind` is the effect during which the one who is at it is killed; without, either dies at any moment.
        """
        self.orders.break_it()
        moment, victim = self._await_lease(random, kind) if kind else self._await_any(random)
        process = self._engines.pop(victim)
        process.kill()
        process.wait()
        killed = time.monotonic()
        in_hand = self._held_by(victim)
        _wait(lambda: not self._held_by(victim), STORY_SECONDS, "nobody took over what the dead process held")
        took = time.monotonic() - killed if in_hand else None
        _wait(self._is_over, STORY_SECONDS, f"the story did not end; see {self._folder}")
        return self._judged(moment, in_hand, took)

    def _await_any(self, random: Random) -> tuple[str, str]:
        seconds = random.uniform(0, LONGEST_STORY)
        Flag().wait(seconds)
        return f"{seconds:.1f} s after the deploy", random.choice(list(self._engines))

    def _await_lease(self, random: Random, kind: str) -> tuple[str, str]:
        holders: list[str] = []

        def leased() -> bool:
            like = f'%"{kind}"%'
            holders[:] = self._ask("SELECT lease_owner FROM effects WHERE state = 'leased' AND body LIKE %s", like)
            return bool(holders)

        _wait(leased, STORY_SECONDS, f"no {kind} was ever leased")
        seconds = random.uniform(0, BUSY_SECONDS[kind])
        Flag().wait(seconds)
        return f"{seconds:.2f} s into {kind}", holders[0].rpartition(":")[0]

    def _held_by(self, engine: str) -> tuple[str, ...]:
        """Keys of what is leased by this engine: an owner is the host, the process' number, and a random end."""
        return tuple(self._ask("SELECT key FROM effects WHERE state = 'leased' AND lease_owner LIKE %s", f"{engine}:%"))

    def _ask(self, question: str, *given: str) -> list[Any]:
        return [row[0] for row in self._books.execute(question.encode(), given).fetchall()]

    def _is_over(self) -> bool:
        """The document is there, or the rollback was left to people; and nobody is at anything any more."""
        facts = [e.fact for e in self._events()]
        return any(isinstance(f, RcaPublished | MitigationFailed) for f in facts) and self.log.pending() == 0

    def _events(self) -> list[Event]:
        return [event for stream in self.log.streams(PREFIX) for event in self.log.read(stream)]

    def _judged(self, moment: str, in_hand: tuple[str, ...], took: float | None) -> Outcome:
        facts = [e.fact for e in self._events()]
        alerts = [e for stream in self.log.streams("alert/") for e in self.log.read(stream)]
        paged = sum(isinstance(f, ResponderPaged) for f in facts)
        return Outcome(
            moment=moment,
            in_hand=in_hand,
            takeover_seconds=None if took is None else round(took, 2),
            incidents=len(self.log.streams(PREFIX)),
            alerts=sum(isinstance(e.fact, AlertFired) for e in alerts),
            pages=len(set(self.pager.keys)),
            repeated_pages=len(self.pager.keys) - len(set(self.pager.keys)),
            undelivered=paged - sum(isinstance(f, PageDelivered) for f in facts),
            mitigations=sum(isinstance(f, MitigationStarted) for f in facts),
            rollbacks=len(self.orders.rollbacks()),
            handed_over=next((f.reason for f in facts if isinstance(f, MitigationFailed)), ""),
            documents=len([*(self._folder / "vault" / "RCAs").glob("*.md")]),
            pending=self.log.pending(),
        )

    def _start(self, name: str) -> int:
        """A `firstcause serve` that leaves when we do. Both share log, evidence and vault; series are their own."""
        folder, port = self._folder / name, free_port()
        folder.mkdir(parents=True)
        (folder / "firstcause.toml").write_text(
            f'{_POLICY}\n[contact.alice]\nchannels = ["{self.pager.url}"]\n\n'
            f'[serve]\nlisten = "127.0.0.1:{port}"\n\n'
            f'[store]\nurl = "env:FIRSTCAUSE_STORE"\nvault = "../vault"\n\n{self.orders.toml()}'
        )
        command = [sys.executable, "-m", "firstcause", "serve", "--leave-with-stdin", "--config"]
        with (folder / "serve.log").open("ab") as log:
            process = subprocess.Popen(
                [*command, str(folder / "firstcause.toml")],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, "FIRSTCAUSE_STORE": self._url},
            )
        self._closing.callback(_end, process)
        self._engines[f"{os.uname().nodename}:{process.pid}"] = process
        return port


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    if process.stdin:
        process.stdin.close()


def _ready(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=2.0).is_success
    except httpx2.HTTPError:
        return False


def _wait(holds: Callable[[], bool], seconds: float, otherwise: str) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {otherwise}")
        Flag().wait(POLL_SECONDS)
