"""Options of the commands that read a vault, and which vault that is."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from firstcause.config.schema import Config

VaultFolder = Annotated[
    Path | None, typer.Option("--vault", help="the folder of documents; default: the configured one")
]
Day = Annotated[
    datetime | None, typer.Option("--today", formats=["%Y-%m-%d"], help="from which day to count; default: today")
]
_DEFAULT: Final = Path("vault")
MOST_TOLD: Final = 5


def configured(file: Path) -> Config | None:
    """The configuration, where there is one: a vault can be read without any."""
    if not file.exists():
        return None
    from firstcause.config.load import load

    return load(file)


def folder_of(vault: Path | None, config: Config | None) -> Path:
    """The named vault, the configured one, `vault`, or where we are."""
    if vault is not None:
        return vault
    if config is not None:
        return config.store.vault
    return _DEFAULT if _DEFAULT.is_dir() else Path()


def day_of(at: datetime | None) -> date | None:
    """The day that was named."""
    return at.date() if at else None


def complain_of(unread: Iterable[str]) -> None:
    """On standard error: documents that the answer does not know of."""
    told = list(unread)
    for one in told[:MOST_TOLD]:
        typer.echo(f"firstcause: not read: {one}", err=True)
    if len(told) > MOST_TOLD:
        typer.echo(f"firstcause: not read: {len(told) - MOST_TOLD} more", err=True)
