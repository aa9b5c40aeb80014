"""A search index in a SQLite file: a table of accounts, and their words in FTS5, weighted by where they stand.

The file is a cache: whoever deletes it loses nothing, and one that is damaged or of another format is written anew.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from firstcause.model.account import PARTS, Account, Texts
from firstcause.model.errors import StorageFullError
from firstcause.store.errors import DatabaseBusyError, DatabaseUnavailableError
from firstcause.store.search.rows import FORMAT, from_row, to_row

BUSY_SECONDS: Final = 10.0
# title, fault, services, summary, cause, factors, timeline, actions, rest: as in `model.account.Texts`.
WEIGHTS: Final = (10.0, 8.0, 4.0, 3.0, 4.0, 3.0, 2.0, 1.5, 1.0)
_TABLES: Final = f"""
    CREATE TABLE documents (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL, account TEXT);
    CREATE VIRTUAL TABLE words USING fts5({", ".join(PARTS)}, tokenize = "porter unicode61 remove_diacritics 2");
    PRAGMA user_version = {FORMAT};
"""
_MATCHING: Final = (
    f"SELECT d.path, m.fit FROM (SELECT rowid, -bm25(words, {', '.join(map(str, WEIGHTS))}) AS fit FROM words "  # noqa: S608
    "WHERE words MATCH ? ORDER BY fit DESC LIMIT ?) AS m JOIN documents AS d ON d.id = m.rowid"
)
_HOLDING: Final = "SELECT path FROM documents WHERE id IN (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)"
_COUNTING: Final = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
COMMON: Final = 0.3  # of all documents
FEW: Final = 300  # documents that are weighed in no time
_WORD: Final = re.compile(r"[^\W_]+")


class SqliteSearchIndex:
    """`ports.SearchIndex` in a file, or in memory where no file is named. A context manager."""

    def __init__(self, file: Path | None = None) -> None:
        self._place = str(file) if file else ":memory:"
        self._common: dict[str, bool] = {}
        with _explained(self._place):
            self._connection = _opened(file)

    def stamps(self) -> Mapping[str, str]:
        """Relative path -> the stamp with which it was last put here."""
        with _explained(self._place):
            return dict(self._connection.execute("SELECT path, stamp FROM documents"))

    def update(self, changed: Mapping[str, tuple[str, Account | None]], gone: Iterable[str]) -> None:
        """Put these documents here, and forget those that are gone; all or nothing."""
        self._common.clear()
        with _explained(self._place), self._writing() as write:
            for path in (*gone, *changed):
                write.execute("DELETE FROM words WHERE rowid = (SELECT id FROM documents WHERE path = ?)", (path,))
                write.execute("DELETE FROM documents WHERE path = ?", (path,))
            for path, (stamp, account) in changed.items():
                row = to_row(account) if account else None
                id_ = write.execute(
                    "INSERT INTO documents (path, stamp, account) VALUES (?, ?, ?)", (path, stamp, row)
                ).lastrowid
                if account:
                    texts = (text for _, text in account.texts.parts())
                    write.execute(f"INSERT INTO words (rowid, {', '.join(PARTS)}) VALUES ({_marks()})", (id_, *texts))  # noqa: S608

    def accounts(self) -> list[Account]:
        """Every account, by path, without its texts."""
        with _explained(self._place):
            rows = self._connection.execute(
                "SELECT path, account FROM documents WHERE account IS NOT NULL ORDER BY path"
            )
            return [from_row(path, row) for path, row in rows]

    def texts(self, path: str) -> Texts:
        """The words of one document."""
        with _explained(self._place):
            row = self._connection.execute(
                f"SELECT {', '.join(PARTS)} FROM words WHERE rowid = (SELECT id FROM documents WHERE path = ?)",  # noqa: S608
                (path,),
            ).fetchone()
        return Texts(*row) if row else Texts()

    def matching(self, words: Sequence[str], limit: int) -> Mapping[str, float]:
        """Documents that hold one of the words, the best by BM25 over the weighted parts."""
        with _explained(self._place):
            terms = " OR ".join(_phrase(word) for word in words if _WORD.search(word) and not self._is_common(word))
            if not terms:
                return {}
            return dict(self._connection.execute(_MATCHING, (terms, limit)))

    def holding(self, phrase: str, limit: int) -> Sequence[str]:
        """Documents in which the words of the phrase stand together, in that order."""
        if not _WORD.search(phrase):
            return []
        with _explained(self._place):
            return [path for (path,) in self._connection.execute(_HOLDING, (_phrase(phrase), limit))]

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def __enter__(self) -> SqliteSearchIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _is_common(self, word: str) -> bool:
        """Whether so many documents have it that it tells none from another; weighing them all takes the longest."""
        if word not in self._common:
            (documents,) = self._connection.execute("SELECT count(*) FROM documents").fetchone()
            enough = max(FEW, int(COMMON * documents))
            counted = self._connection.execute(_COUNTING, (_phrase(word), enough)).fetchone()
            self._common[word] = counted == (enough,)
        return self._common[word]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise


def _marks() -> str:
    return ", ".join("?" * (len(PARTS) + 1))


def _phrase(words: str) -> str:
    """FTS5's own quotes: whatever stands between them is words, and no syntax."""
    return f'"{" ".join(_WORD.findall(words))}"'


def _opened(file: Path | None) -> sqlite3.Connection:
    if file is None:
        return _with_tables(_connection(":memory:"))
    try:
        return _with_tables(_connection(str(file)))
    except sqlite3.DatabaseError as error:
        if not _is_damaged(error):
            raise
        for name in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
            name.unlink(missing_ok=True)
        return _with_tables(_connection(str(file)))


def _connection(place: str) -> sqlite3.Connection:
    connection = sqlite3.connect(place, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")  # a cache: what the loss of power takes is read again
    return connection


def _with_tables(connection: sqlite3.Connection) -> sqlite3.Connection:
    """With empty tables of our format, where there were others or none."""
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone() != (FORMAT,):
        connection.execute("DROP TABLE IF EXISTS documents")
        connection.execute("DROP TABLE IF EXISTS words")
        for statement in _TABLES.strip().split(";\n"):
            connection.execute(statement)
    connection.execute("COMMIT")
    return connection


def _is_damaged(error: sqlite3.DatabaseError) -> bool:
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


@contextmanager
def _explained(place: str) -> Iterator[None]:
    """SQLite's errors, as those that our callers know how to answer."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise DatabaseBusyError(f"{place}: {error}", hint="another process is indexing the same vault") from error
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            raise StorageFullError(f"cannot store in {place}: {error}", hint="free some space") from error
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            raise DatabaseUnavailableError(f"cannot open {place}: {error}", hint="may we write there?") from error
        raise
