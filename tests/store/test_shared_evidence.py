"""What one process saw can be read by another, on another machine, that shares only the database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from firstcause.app import Archive
from firstcause.config.load import load
from firstcause.eventlog.identity import make_evidence
from firstcause.model.errors import EvidenceNotFoundError
from firstcause.model.evidence import Unobserved


def archive(folder: Path, url: str) -> Archive:
    folder.mkdir()
    (folder / "firstcause.toml").write_text(f'[store]\nurl = "{url}"\n')
    return Archive(load(folder / "firstcause.toml"))


def test_evidence_goes_where_the_log_is(url: str, now: datetime, tmp_path: Path) -> None:
    """With a server it is there for everybody; with a file it stays in its folder."""
    seen = make_evidence("probe", "order-service", now, Unobserved("timed out after 5 s"))
    with archive(tmp_path / "here", url) as here, archive(tmp_path / "there", url) as there:
        here.stores.evidence.put(seen)
        assert here.desk.evidence(seen.id[:8]) == seen
        if url.startswith("postgresql"):
            assert there.desk.evidence(seen.id) == seen
        else:
            with pytest.raises(EvidenceNotFoundError):
                there.desk.evidence(seen.id)
    assert (tmp_path / "here" / "evidence").exists() is url.startswith("sqlite")
