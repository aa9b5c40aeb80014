"""What the engine needs from the world, as Protocols. All of them are synchronous; edges implement them.

Times are aware datetimes in UTC. What cannot be observed is answered with `Unobserved(reason)`, not with an exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from firstcause.model.account import Account, Texts
from firstcause.model.change import Change
from firstcause.model.effect import KeyedEffect, LeasedEffect
from firstcause.model.event import Event, Statement
from firstcause.model.evidence import Evidence, MetricSampled, Sample, Unobserved
from firstcause.model.handshake import HandshakeObserved, Look
from firstcause.model.logs import LogTally
from firstcause.model.mitigation import Deployment, MitigationPlan
from firstcause.model.query import Query
from firstcause.model.span import Span
from firstcause.model.window import Window


class Clock(Protocol):
    """The only way to the present moment."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        ...


class EventLog(Protocol):
    """Streams of events, appended to and never changed."""

    def append(
        self,
        stream: str,
        expected: int,
        statements: Sequence[Statement],
        *,
        now: datetime,
        effects: Sequence[KeyedEffect] = (),
        completes: str = "",
        open_key: str = "",
        closes: bool = False,
    ) -> list[Event]:
        """Append when the stream's last sequence is still `expected`; all or nothing, with the effects.

        `completes` marks an effect as done in the same transaction; `open_key` claims that key for the stream;
        `closes` gives it back. Raises ConcurrentAppendError, OpenKeyTakenError, StorageFullError.
        """
        ...

    def read(self, stream: str, after: int = 0) -> list[Event]:
        """The stream's events with a sequence above `after`, in order."""
        ...

    def streams(self, prefix: str) -> list[str]:
        """Names of all streams that begin with `prefix`, sorted."""
        ...

    def open_streams(self) -> Mapping[str, str]:
        """open_key -> stream, for everything that is open."""
        ...


class EffectQueue(Protocol):
    """What is still to be done. An effect is leased, and leased again by another when the lease runs out."""

    def lease(self, owner: str, now: datetime, lease_for: timedelta, limit: int = 8) -> list[LeasedEffect]:
        """Take due effects whose lease is free or has run out."""
        ...

    def renew(self, key: str, owner: str, until: datetime) -> bool:
        """Keep a lease while working; False when it was lost."""
        ...

    def begin(self, key: str, owner: str) -> bool:
        """Whether the owner may begin what must not be begun twice: the lease is theirs, and nobody began before."""
        ...

    def retry(self, key: str, owner: str, at: datetime, reason: str) -> None:
        """Give the effect back, to be tried again at `at`."""
        ...

    def pending(self) -> int:
        """How many effects are not done."""
        ...


class EvidenceStore(Protocol):
    """Evidence by content hash. What is there is never changed."""

    def put(self, evidence: Evidence) -> str:
        """Keep it durably; returns its id. Raises StorageFullError."""
        ...

    def get(self, evidence_id: str) -> Evidence:
        """By its id, or by an unambiguous beginning of it. Raises EvidenceNotFoundError."""
        ...


class SeriesStore(Protocol):
    """Time series, as scraped."""

    def write(self, metric: str, samples: Iterable[Sample]) -> None:
        """Keep raw samples of one metric."""
        ...


class SpanStore(Protocol):
    """Spans, as received over OTLP."""

    def write_spans(self, spans: Sequence[Span]) -> None:
        """Keep spans; one that is there already is ignored."""
        ...


class MetricSource(Protocol):
    """Answers queries about metrics."""

    def ask(self, query: Query) -> MetricSampled | Unobserved:
        """The answer, or why there is none."""
        ...

    def settled(self, now: datetime) -> datetime:
        """Until when everything is in: a window that ends here or earlier is answered alike whenever it is asked."""
        ...

    def sampled_near(self, query: Query, at: datetime) -> datetime:
        """The moment nearest to `at` at which a series of the query was sampled; `at` itself where none is known.

        Counts over a window that begins and ends at such moments need no interpolation.
        """
        ...


class ChangeSource(Protocol):
    """Tells what was changed."""

    def changes(self, since: datetime) -> Sequence[Change] | Unobserved:
        """Changes that began at or after `since`, each once, as last recorded."""
        ...


class LogSource(Protocol):
    """Follows the services' logs, in its own thread."""

    def tally(self, window: Window, before: Window) -> LogTally | Unobserved:
        """What the lines of `window` say, with the counts of `before` beside; or why no line could be read."""
        ...

    def problems(self) -> Sequence[str]:
        """Why some lines cannot be read at present: `orders: /var/log/orders.log: Permission denied`."""
        ...


class HandshakeProbe(Protocol):
    """Takes looks at endpoints, in its own thread."""

    def submit(self, looks: Iterable[Look]) -> None:
        """Begin these looks; returns at once."""
        ...

    def collect(self) -> list[tuple[datetime, HandshakeObserved]]:
        """Looks that finished since the last call, with the time at which each was begun."""
        ...

    def close(self) -> None:
        """Take no more looks, and give everything back."""
        ...


class Notifier(Protocol):
    """One channel to a person."""

    def notify(self, key: str, subject: str, text: str) -> str:
        """Deliver; returns the channel's receipt. `key` is the same for a repeat. Raises NotificationError."""
        ...


class Deployer(Protocol):
    """Carries out a mitigation. Calls may take as long as a rollout takes."""

    def current(self, service: str) -> Deployment | Unobserved:
        """What is current, and whether a rollout is under way."""
        ...

    def roll_back(self, plan: MitigationPlan) -> str:
        """Go to `plan.to_release`; returns a receipt. Idempotent. Raises DeploymentError."""
        ...


class Vault(Protocol):
    """The folder of documents."""

    def write(self, files: Mapping[str, str]) -> None:
        """Write all files (relative path -> text), each atomically. Raises StorageFullError, VaultError."""
        ...

    def documents(self) -> tuple[str, ...]:
        """Relative paths of all Markdown files, sorted."""
        ...

    def read(self, path: str) -> str:
        """The text of one document. Raises VaultError."""
        ...


class SearchIndex(Protocol):
    """What is known of the documents of one vault, and a full-text index of their words."""

    def stamps(self) -> Mapping[str, str]:
        """Relative path -> the stamp with which it was last put here."""
        ...

    def update(self, changed: Mapping[str, tuple[str, Account | None]], gone: Iterable[str]) -> None:
        """Put these documents here, each with its stamp, and forget those that are gone; all or nothing.

        None for a note that tells of no incident: its stamp alone is kept.
        """
        ...

    def accounts(self) -> list[Account]:
        """Every account, by path, without its texts."""
        ...

    def texts(self, path: str) -> Texts:
        """The words of one document."""
        ...

    def matching(self, words: Sequence[str], limit: int) -> Mapping[str, float]:
        """Documents that hold one of the words, at most `limit` of the best; higher fits better."""
        ...

    def holding(self, phrase: str, limit: int) -> Sequence[str]:
        """Documents in which the words of the phrase stand together, in that order."""
        ...


class Likeness(Protocol):
    """A hook for whoever has a model of language: how alike a question is to documents. None comes with us."""

    def alike(self, question: str, documents: Mapping[str, str]) -> Mapping[str, float]:
        """Relative path -> from 0 to 1, of the documents (path -> text) that are worth showing."""
        ...
