"""What the commands `search`, `related` and `stats` ask of a vault, each in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from firstcause.app.vault.library import Refreshed
from firstcause.app.vault.opening import library, vault_of
from firstcause.model.account import Account
from firstcause.model.errors import VaultError
from firstcause.review.related import Related, related
from firstcause.review.search.rank import Result
from firstcause.store.files import write_durably

if TYPE_CHECKING:
    from firstcause.config.schema import Config


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a question, and what was done to the index for it."""

    results: Sequence[Result]
    documents: int
    refreshed: Refreshed


def search(
    vault: Path, question: str, limit: int, today: date | None = None, config: Config | None = None, likeness: str = ""
) -> Found:
    """The documents that answer, best first; relative days count from `today`."""
    with library(vault, config, likeness) as opened:
        refreshed = opened.refresh()
        results = opened.search(question, today or this_day(), limit)
        return Found(results, len(opened.accounts()), refreshed)


def related_to(file: Path, vault: Path | None, limit: int, config: Config | None = None) -> list[Related]:
    """The incidents that belong to that of a document, which may lie outside the vault. Raises VaultError."""
    from firstcause.app.vault.told import told

    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise VaultError(f"cannot read {file}: {error}", hint="is it a text file in UTF-8?") from error
    folder = (vault or vault_of(file)).resolve()
    whole = file.resolve()
    path = whole.relative_to(folder).as_posix() if whole.is_relative_to(folder) else file.name
    with library(folder, config) as opened:
        opened.refresh()
        return related(told(path, text), opened.accounts(), limit)


def accounts(vault: Path, config: Config | None = None) -> tuple[Sequence[Account], Refreshed]:
    """Every incident of the vault."""
    with library(vault, config) as opened:
        refreshed = opened.refresh()
        return opened.accounts(), refreshed


def this_day() -> date:
    """Today, in UTC as all our times are."""
    return datetime.now(UTC).date()


def write_plots(folder: Path, plots: Mapping[str, str]) -> None:
    """Each picture as a file of that folder. Raises StorageFullError, OSError."""
    write_durably({folder / name: svg.encode() for name, svg in plots.items()})
