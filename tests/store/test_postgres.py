"""What is PostgreSQL's own: a server that goes away, others who are at it too, and words that hold no password."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import text

from firstcause.model.effect import KeyedEffect, SendPage, WriteRca
from firstcause.model.errors import ConcurrentAppendError, FirstcauseError, OpenKeyTakenError, StorageFullError
from firstcause.model.event import Statement
from firstcause.store.database import Database, open_database
from firstcause.store.errors import DatabaseBusyError, DatabaseUnavailableError, ServerUnavailableError
from firstcause.store.log import SqlEventLog
from firstcause.testing.postgres import PostgresServer

STREAM = "incident/1"
MINUTE = timedelta(minutes=1)
ROUNDS = 10


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    """A database without any table, on a server."""
    return postgres.url()


@pytest.fixture
def other(url: str, log: SqlEventLog) -> Iterator[SqlEventLog]:
    """The same log, as another process has it open."""
    del log
    database = open_database(url)
    yield SqlEventLog(database)
    database.close()


def together(*actions: Callable[[], object]) -> list[object]:
    """What these return, or raise as errors of ours, when they begin at the same moment."""
    start = Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        start.wait()
        try:
            return action()
        except FirstcauseError as error:
            return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_of_two_processes_that_begin_a_stream_one_wins(
    log: SqlEventLog, other: SqlEventLog, note: Statement, now: datetime
) -> None:
    """The loser is told to fold again, and has left nothing behind."""
    for n in range(ROUNDS):
        stream = f"incident/{n}"
        results = together(*(partial(by.append, stream, 0, [note, note], now=now) for by in (log, other)))
        assert sum(isinstance(result, ConcurrentAppendError) for result in results) == 1
        assert [event.sequence for event in log.read(stream)] == [1, 2]


def test_of_two_processes_that_open_the_same_incident_one_does(
    log: SqlEventLog, other: SqlEventLog, note: Statement, now: datetime
) -> None:
    """Under different ids and at the same moment: the key decides, and the loser's stream never began."""
    for n in range(ROUNDS):
        results = together(
            partial(log.append, f"incident/{n}-a", 0, [note], now=now, open_key=f"orders {n}"),
            partial(other.append, f"incident/{n}-b", 0, [note], now=now, open_key=f"orders {n}"),
        )
        assert sum(isinstance(result, OpenKeyTakenError) for result in results) == 1
        assert len(log.streams(f"incident/{n}-")) == 1
    assert len(log.open_streams()) == ROUNDS


def test_two_processes_lease_each_effect_once(
    log: SqlEventLog, other: SqlEventLog, note: Statement, now: datetime
) -> None:
    """Both ask at the same moment, again and again; neither waits for the other, and nothing is leased twice."""
    page = SendPage(STREAM, "p", "alice", "mail", "it is broken")
    log.append(STREAM, 0, [note], now=now, effects=[KeyedEffect(f"k{n:02}", STREAM, page, now) for n in range(40)])
    leased: list[str] = []
    while len(leased) < 40:
        found = together(lambda: log.lease("a", now, MINUTE, 3), lambda: other.lease("b", now, MINUTE, 3))
        keys = [effect.key for batch in found if isinstance(batch, list) for effect in batch]
        assert keys, "nothing was leased although something is due"
        leased += keys
    assert sorted(leased) == [f"k{n:02}" for n in range(40)]


def test_the_same_keys_are_enqueued_once_by_two_who_do_not_know_of_one_another(
    log: SqlEventLog, other: SqlEventLog, note: Statement, now: datetime
) -> None:
    """In different orders: nobody fails, and nobody waits in a circle."""
    for n in range(ROUNDS):
        wanted = [KeyedEffect(f"{n} {key}", STREAM, WriteRca(STREAM), now) for key in "abcdefgh"]
        results = together(
            partial(log.append, f"a/{n}", 0, [note], now=now, effects=wanted),
            partial(other.append, f"b/{n}", 0, [note], now=now, effects=wanted[::-1]),
        )
        assert not any(isinstance(result, FirstcauseError) for result in results)
    assert log.pending() == 8 * ROUNDS


def test_one_of_two_begins_what_must_not_be_begun_twice(
    log: SqlEventLog, other: SqlEventLog, note: Statement, now: datetime
) -> None:
    """The first was thought dead and is not: whoever takes over and whoever comes late do not both begin."""
    for n in range(ROUNDS):
        key = f"k{n}"
        log.append(f"s/{n}", 0, [note], now=now, effects=[KeyedEffect(key, f"s/{n}", WriteRca(STREAM), now)])
        log.lease("a", now, MINUTE)

        def take_over(key: str = key) -> bool:
            other.lease("b", now + MINUTE, MINUTE)
            return other.begin(key, "b")

        assert sum(r is True for r in together(partial(log.begin, key, "a"), take_over)) == 1
        log.append(f"s/{n}", 1, [note], now=now, completes=key)


def test_a_restart_of_the_server_is_survived(
    postgres: PostgresServer, log: SqlEventLog, note: Statement, now: datetime
) -> None:
    """While it is down we say so, as something that may pass; afterwards everything acknowledged is there."""
    log.append(STREAM, 0, [note], now=now)
    postgres.stop(signal.SIGQUIT)  # a crash: connections are cut, and the server has to recover
    try:
        with pytest.raises(ServerUnavailableError) as caught:
            log.append(STREAM, 1, [note], now=now)
        assert caught.value.retryable
        assert postgres.password not in str(caught.value)
    finally:
        postgres.start()
    assert len(log.read(STREAM)) == 1
    log.append(STREAM, 1, [note], now=now)


def test_a_connection_that_is_cut_in_the_middle_stores_nothing(
    postgres: PostgresServer, log: SqlEventLog, database: Database, note: Statement, now: datetime
) -> None:
    """An administrator ends our session within the transaction: all or nothing holds, and the next one goes through."""
    log.append(STREAM, 0, [note], now=now)

    def write_while_being_ended() -> None:
        with database.writing() as connection:
            connection.execute(text("UPDATE streams SET sequence = 99"))
            own = connection.scalar(text("SELECT pg_backend_pid()"))
            postgres.run(f"SELECT pg_terminate_backend({own})")
            connection.execute(text("UPDATE streams SET sequence = 100"))

    with pytest.raises(ServerUnavailableError):
        write_while_being_ended()
    assert len(log.append(STREAM, 1, [note], now=now)) == 1


def test_a_deadlock_is_told_as_a_lost_race(
    database: Database, log: SqlEventLog, note: Statement, now: datetime
) -> None:
    """Two take the same two rows in opposite orders: one goes through, the other is told to decide again."""
    for stream in "ab":
        log.append(stream, 0, [note], now=now)
    halfway = Barrier(2)

    def touch(first: str, second: str) -> None:
        with database.writing() as connection:
            for number, stream in enumerate((first, second)):
                connection.execute(text("UPDATE streams SET sequence = 1 WHERE stream = :s"), {"s": stream})
                if number == 0:
                    halfway.wait(10)

    results = together(lambda: touch("a", "b"), lambda: touch("b", "a"))
    assert [type(result) for result in results if result is not None] == [ConcurrentAppendError]


def wait_in_vain(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
        connection.execute(text("UPDATE streams SET sequence = 1"))


def test_a_lock_that_is_never_given_back_is_told_of(
    url: str, database: Database, log: SqlEventLog, note: Statement, now: datetime
) -> None:
    """We wait as long as the session says, then say so; trying again may help."""
    log.append(STREAM, 0, [note], now=now)
    with psycopg.connect(url) as holder:
        holder.execute("UPDATE streams SET sequence = 1")
        with pytest.raises(DatabaseBusyError, match="lock timeout") as caught:
            wait_in_vain(database)
    assert caught.value.retryable


def test_a_full_disk_stores_nothing_and_says_so(
    postgres: PostgresServer, url: str, log: SqlEventLog, note: Statement, now: datetime
) -> None:
    """The server's own code for it (53100), raised by a trigger in the middle of the append: refused whole."""
    log.append(STREAM, 0, [note], now=now)
    name = url.rpartition("/")[2]
    full = "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'"
    body = f"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {full}; END $$"
    postgres.run(body, name)
    postgres.run("CREATE TRIGGER full_disk BEFORE INSERT ON effects EXECUTE FUNCTION full_disk()", name)
    effect = KeyedEffect("k", STREAM, WriteRca(STREAM), now)
    with pytest.raises(StorageFullError, match="No space left") as caught:
        log.append(STREAM, 1, [note], now=now, effects=[effect])
    assert caught.value.retryable
    assert (len(log.read(STREAM)), log.pending()) == (1, 0)
    postgres.run("DROP TRIGGER full_disk ON effects", name)
    assert len(log.append(STREAM, 1, [note], now=now, effects=[effect])) == 1


@contextmanager
def refused(url: str) -> Iterator[DatabaseUnavailableError]:
    with pytest.raises(DatabaseUnavailableError) as caught:
        open_database(url)
    yield caught.value


def test_what_we_may_not_enter_is_named_without_the_password(postgres: PostgresServer) -> None:
    """A wrong password, a database that is not there, a port where nobody listens, a name that nobody has."""
    port = f"127.0.0.1:{postgres.port}"
    for url, hint in (
        (f"postgresql://firstcause:hunter2@{port}/postgres", "user and password"),
        (f"postgresql://firstcause@{port}/postgres?password=hunter2", "user and password"),
        (postgres.url_of("nowhere"), "createdb"),
        ("postgresql://me:hunter2@127.0.0.1:1/x", "is PostgreSQL running there"),
        ("postgresql://me:hunter2@nobody.invalid/x", "is PostgreSQL running there"),
    ):
        with refused(url) as error:
            assert hint in error.hint
            assert error.retryable
            assert "hunter2" not in f"{error} {error.hint}"
            assert postgres.password not in f"{error} {error.hint}"


def test_a_missing_driver_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """psycopg comes with an extra, which most teams do not need."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with refused("postgresql://me:hunter2@db.internal/firstcause") as error:
        assert "postgresql://me@db.internal/firstcause needs a driver" in str(error)
        assert "firstcause[postgres]" in error.hint
        assert "hunter2" not in str(error)


def test_a_database_that_cannot_hold_every_name_is_refused(postgres: PostgresServer) -> None:
    """Latin-1 would lose the first responder whose name it cannot write."""
    with refused(postgres.url("ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")) as error:
        assert "LATIN1" in str(error)
        assert "UTF8" in error.hint


def test_a_server_that_only_reads_is_told_of(postgres: PostgresServer, url: str) -> None:
    """As after a failover, when the address leads to the standby."""
    open_database(url).close()
    name = url.rpartition("/")[2]
    postgres.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    database = open_database(url)
    with pytest.raises(ServerUnavailableError, match="read-only") as caught:
        wait_in_vain(database)
    assert "standby" in caught.value.hint
    database.close()


def test_a_migration_is_given_time(database: Database) -> None:
    """On a busy machine it takes long to load what migrates: neither it nor who waits for it is cut off meanwhile."""
    with database.migrating() as connection:
        assert connection.scalar(text("SHOW idle_in_transaction_session_timeout")) == "10min"
        assert connection.scalar(text("SHOW lock_timeout")) == "10min"
    with database.writing() as connection:
        assert connection.scalar(text("SHOW lock_timeout")) == "10s"


def test_what_is_acknowledged_is_on_disk_whatever_the_server_defaults_to(postgres: PostgresServer, url: str) -> None:
    """A server that was told to answer before it has written is told otherwise by us; a stricter one is left alone."""
    name = url.rpartition("/")[2]
    for default, ours in (("off", "on"), ("remote_apply", "remote_apply")):
        postgres.run(f"ALTER DATABASE {name} SET synchronous_commit = {default}")
        database = open_database(url)
        with database.writing() as connection:
            assert connection.scalar(text("SHOW synchronous_commit")) == ours
        database.close()


def test_what_a_program_printed_is_kept_without_its_nul(log: SqlEventLog, note: Statement, now: datetime) -> None:
    """PostgreSQL's text cannot hold it: the effect is given back all the same."""
    log.append(STREAM, 0, [note], now=now, effects=[KeyedEffect("k", STREAM, WriteRca(STREAM), now)])
    log.lease("a", now, MINUTE)
    log.retry("k", "a", now, "deployer: \0\0")
    assert [effect.attempt for effect in log.lease("a", now, MINUTE)] == [2]
