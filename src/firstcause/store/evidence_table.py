"""Evidence as rows beside the log, so that what one process saw can be read from every machine.

It knows how to keep and to find them, and notices when one was changed, as the files do. Nothing here updates or
deletes.
"""

from __future__ import annotations

import json

from sqlalchemy import func, select

from firstcause.eventlog.codec import MalformedRecordError, evidence_from_json, evidence_to_json
from firstcause.eventlog.identity import canonical_json
from firstcause.model.errors import EvidenceNotFoundError
from firstcause.model.evidence import Evidence
from firstcause.store.database import Database
from firstcause.store.errors import EvidenceChangedError
from firstcause.store.evidence import checked, hash_of, is_beginning, several
from firstcause.store.schema import evidence as table
from firstcause.store.upsert import insert_new


class EvidenceTable:
    """`ports.EvidenceStore` in the log's database. Any number of threads and processes may use it at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, evidence: Evidence) -> str:
        """Keep it durably; what is there already stays as it is. Returns its id.

        Raises StorageFullError, and ValueError for evidence whose id is not the hash of its content.
        """
        row = {"id": checked(evidence).id, "body": canonical_json(evidence_to_json(evidence)).decode()}
        with self._database.writing() as connection:
            insert_new(connection, table, [row])
        return evidence.id

    def get(self, evidence_id: str) -> Evidence:
        """By its id, or an unambiguous beginning of it. Raises EvidenceNotFoundError, EvidenceChangedError."""
        found = self._matching(evidence_id) if is_beginning(evidence_id) else []
        if not found:
            raise EvidenceNotFoundError(f"no evidence has the id {evidence_id}", hint="looked in the log's database")
        if len(found) > 1:
            raise several(evidence_id, found)
        return self._verified(found[0])

    def _matching(self, beginning: str) -> list[str]:
        begins = func.substr(table.c.id, 1, len(beginning)) == beginning
        with self._database.reading() as connection:
            exact = list(connection.scalars(select(table.c.id).where(table.c.id == beginning)))
            return exact or sorted(connection.scalars(select(table.c.id).where(begins)))

    def _verified(self, known: str) -> Evidence:
        with self._database.reading() as connection:
            body = connection.scalar(select(table.c.body).where(table.c.id == known)) or ""
        try:
            evidence = evidence_from_json(json.loads(body))
        except (ValueError, MalformedRecordError) as error:
            raise _changed(known) from error
        if known != evidence.id or known != hash_of(evidence):
            raise _changed(known)
        return evidence


def _changed(known: str) -> EvidenceChangedError:
    return EvidenceChangedError(
        f"evidence {known[:12]} was changed in the database: its row no longer has the hash in its id",
        hint="restore the row from a backup; figures that cite it cannot be trusted until then",
    )
