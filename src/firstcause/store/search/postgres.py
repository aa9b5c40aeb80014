"""A search index on a PostgreSQL server: the same accounts, their words as a tsvector with a GIN index.

The tables are a cache, as SQLite's file is: they carry the format in their name, and no migration leads to them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import text

from firstcause.model.account import PARTS, Account, Texts
from firstcause.store.database import Database
from firstcause.store.search.rows import FORMAT, from_row, to_row

_TABLE: Final = f"search_documents_{FORMAT}"
# PostgreSQL knows four weights, A to D.
_LETTERS: Final = ("A", "A", "B", "C", "B", "C", "C", "D", "D")
_RANKS: Final = "{0.1, 0.3, 0.5, 1.0}"  # of D, C, B, A
_VECTOR: Final = " || ".join(
    f"setweight(to_tsvector('english', :{part}), '{letter}')" for part, letter in zip(PARTS, _LETTERS, strict=True)
)
_WORD: Final = re.compile(r"[^\W_]+")
_CREATE: Final = (
    f"CREATE TABLE IF NOT EXISTS {_TABLE} (vault text, path text, stamp text NOT NULL, account text, texts text, "
    "words tsvector, PRIMARY KEY (vault, path))",
    f"CREATE INDEX IF NOT EXISTS {_TABLE}_words ON {_TABLE} USING gin (words)",
)


class PostgresSearchIndex:
    """`ports.SearchIndex` of one vault in an open database, which stays its owner's."""

    def __init__(self, database: Database, vault: str) -> None:
        self._database = database
        self._vault = vault
        with database.migrating() as connection:
            for statement in _CREATE:
                connection.execute(text(statement))

    def stamps(self) -> Mapping[str, str]:
        """Relative path -> the stamp with which it was last put here."""
        rows = self._rows(f"SELECT path, stamp FROM {_TABLE} WHERE vault = :vault")  # noqa: S608
        return {str(path): str(stamp) for path, stamp in rows}

    def update(self, changed: Mapping[str, tuple[str, Account | None]], gone: Iterable[str]) -> None:
        """Put these documents here, and forget those that are gone; all or nothing."""
        forget = text(f"DELETE FROM {_TABLE} WHERE vault = :vault AND path = :path")  # noqa: S608
        keep = text(
            f"INSERT INTO {_TABLE} (vault, path, stamp, account, texts, words) "  # noqa: S608
            f"VALUES (:vault, :path, :stamp, :account, :texts, {_VECTOR})"
        )
        with self._database.writing() as connection:
            for path in (*gone, *changed):
                connection.execute(forget, {"vault": self._vault, "path": path})
            for path, (stamp, account) in changed.items():
                connection.execute(keep, {"vault": self._vault, "path": path, "stamp": stamp, **_columns(account)})

    def accounts(self) -> list[Account]:
        """Every account, by path, without its texts."""
        rows = self._rows(
            f'SELECT path, account FROM {_TABLE} WHERE vault = :vault AND account IS NOT NULL ORDER BY path COLLATE "C"'  # noqa: S608
        )
        return [from_row(str(path), str(row)) for path, row in rows]

    def texts(self, path: str) -> Texts:
        """The words of one document."""
        rows = self._rows(f"SELECT texts FROM {_TABLE} WHERE vault = :vault AND path = :path", path=path)  # noqa: S608
        return Texts(*json.loads(str(rows[0][0]))) if rows and rows[0][0] else Texts()

    def matching(self, words: Sequence[str], limit: int) -> Mapping[str, float]:
        """Documents that hold one of the words, the best by weight and frequency."""
        wanted = [word for all_ in words for word in _WORD.findall(all_)]
        if not wanted:
            return {}
        # Each word goes through the dictionary of its own; the query's syntax never meets it.
        query = " || ".join(f"plainto_tsquery('english', :w{n})" for n in range(len(wanted)))
        rows = self._rows(
            f"SELECT path, ts_rank('{_RANKS}', words, q, 1) AS fit FROM {_TABLE}, (SELECT {query} AS q) AS asked "  # noqa: S608
            "WHERE vault = :vault AND words @@ q ORDER BY fit DESC, path LIMIT :limit",
            limit=limit,
            **{f"w{n}": word for n, word in enumerate(wanted)},
        )
        return {str(path): float(str(fit)) for path, fit in rows}

    def holding(self, phrase: str, limit: int) -> Sequence[str]:
        """Documents in which the words of the phrase stand together, in that order."""
        rows = self._rows(
            f"SELECT path FROM {_TABLE} WHERE vault = :vault "  # noqa: S608
            "AND words @@ phraseto_tsquery('english', :phrase) LIMIT :limit",
            phrase=" ".join(_WORD.findall(phrase)),
            limit=limit,
        )
        return [str(path) for (path,) in rows]

    def _rows(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        with self._database.reading() as connection:
            return [tuple(row) for row in connection.execute(text(statement), {"vault": self._vault, **values})]


def _columns(account: Account | None) -> dict[str, str | None]:
    """Every column of a document. PostgreSQL keeps no NUL in a text."""
    if account is None:
        return {"account": None, "texts": None, **dict.fromkeys(PARTS, "")}
    parts = {name: words.replace("\0", " ") for name, words in account.texts.parts()}
    return {"account": to_row(account).replace("\\u0000", " "), "texts": json.dumps(list(parts.values())), **parts}
