"""`firstcause actions`: what the documents of the vault promise, what of it is late, and whether it was done.

`check` runs the checks that we know (docs/actions.md). Nothing else of what a document says is ever run.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat

if TYPE_CHECKING:
    from firstcause.config.schema import Config


class Ask(StrEnum):
    """What to do with the action items."""

    LIST = "list"
    CHECK = "check"


class Status(StrEnum):
    """As a document has it."""

    OPEN = "open"
    DONE = "done"


def register(app: typer.Typer) -> None:
    """Add `actions` to the command line."""
    app.command("actions")(actions)


def actions(
    what: Annotated[Ask, typer.Argument(metavar="[check]", help="run their checks")] = Ask.LIST,
    overdue: Annotated[bool, typer.Option("--overdue", help="only those that are open, and late")] = False,
    owner: Annotated[str, typer.Option(metavar="NAME", help="only this owner's")] = "",
    status: Annotated[Status | None, typer.Option(help="only those that are open, or done")] = None,
    ical: Annotated[bool, typer.Option("--ical", help="as a calendar of to-dos (iCalendar)")] = False,
    vault: Annotated[Path | None, typer.Option(metavar="DIR", help="default: that of firstcause.toml")] = None,
    config: ConfigFile = DEFAULT_CONFIG,
    output: OutputFormat = Format.TEXT,
) -> None:
    """List the action items of all documents, and run the checks that prove them done.

    `firstcause actions --overdue --owner orders`

    `firstcause actions check`

    `firstcause actions --status open --ical > actions.ics`
    """
    from firstcause.app.promises import all_promises
    from firstcause.app.proofs.prove import Prover
    from firstcause.cli.actions_output import as_calendar, as_json, as_table, complaints, exit_code
    from firstcause.review.actions import Standing, Wanted, by_due_date
    from firstcause.review.checks import read_check

    now = datetime.now(UTC)
    loaded, folder = _vault(vault, config)
    found = all_promises(folder)
    for line in complaints(found.unread):
        sys.stderr.write(f"{line}\n")
    standing = Standing(status.value) if status else None
    wanted = Wanted(owner, standing, now.date() if overdue else None)
    listed = by_due_date(one for one in found.promises if wanted.takes(one))
    prover = Prover.of(loaded)
    proofs = [prover.prove(read_check(one.check)) for one in listed] if what is Ask.CHECK else None
    if ical:
        sys.stdout.write(as_calendar(listed, now))
    elif output is Format.JSON:
        typer.echo(as_json(listed, proofs, found.unread, now.date()))
    else:
        as_table(listed, proofs, now.date())
    raise typer.Exit(exit_code(proofs))


def _vault(vault: Path | None, config: Path) -> tuple[Config | None, Path]:
    """The configuration, where there is one, and the folder of the documents."""
    from dataclasses import replace

    from firstcause.config.load import load

    if vault is not None and not config.is_file():
        return None, vault
    loaded = load(config)
    if vault is None:
        return loaded, loaded.store.vault
    return replace(loaded, store=replace(loaded.store, vault=vault.absolute())), vault
