"""What the store offers is what the ports ask for."""

from __future__ import annotations

from pathlib import Path

from firstcause import ports
from firstcause.store.database import Database
from firstcause.store.evidence import EvidenceFiles
from firstcause.store.evidence_table import EvidenceTable
from firstcause.store.log import SqlEventLog
from firstcause.store.series import SqlSeriesStore
from firstcause.store.vault import FileVault


def test_the_store_implements_its_ports(
    log: SqlEventLog, series: SqlSeriesStore, database: Database, tmp_path: Path
) -> None:
    """The type checker judges the signatures; here stands which class serves which port."""

    def serve(
        events: ports.EventLog,
        effects: ports.EffectQueue,
        scraped: ports.SeriesStore,
        traced: ports.SpanStore,
        asked: ports.MetricSource,
        evidence: ports.EvidenceStore,
        shared: ports.EvidenceStore,
        vault: ports.Vault,
    ) -> int:
        return effects.pending() + len(events.open_streams()) + len(vault.documents())

    files, table = EvidenceFiles(tmp_path), EvidenceTable(database)
    assert serve(log, log, series, series, series, files, table, FileVault(tmp_path)) == 0
