"""`firstcause coverage`: who watches what, what nobody watches, and the line that would change it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat

if TYPE_CHECKING:
    from firstcause.review.coverage import Watched


def register(app: typer.Typer) -> None:
    """Add `coverage` to the command line."""
    app.command("coverage")(coverage)


def coverage(
    tier: Annotated[int, typer.Option(min=1, help="only services of this tier, or more important")] = 9,
    service: Annotated[str, typer.Option(metavar="NAME", help="only this service")] = "",
    as_callers: Annotated[
        list[str] | None, typer.Option("--as", metavar="CALLER", help="as this caller too, though nobody declares it")
    ] = None,
    endpoints: Annotated[
        list[str] | None, typer.Option("--endpoint", metavar="HOST:PORT", help="at this endpoint too")
    ] = None,
    config: ConfigFile = DEFAULT_CONFIG,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Tell for every service which kinds of fault are watched, and by which line the others would be.

    `firstcause coverage`

    `firstcause coverage --tier 1 --format json`

    `firstcause coverage --service order-service --as billing-api`
    """
    from firstcause.app.coverage import means
    from firstcause.cli.runbook import known_service
    from firstcause.config.load import load
    from firstcause.review import coverage as review

    if (as_callers or endpoints) and not service:
        raise typer.BadParameter("--as and --endpoint speak of one service: name it by --service")
    loaded = load(config)
    if service:
        known_service(service, [one.name for one in loaded.catalogue])
        asked, callers, places = loaded.catalogue.service(service), as_callers or (), endpoints or ()
        cells = list(review.coverage_of(asked, loaded.catalogue, means(loaded), callers, places))
    else:
        cells = [c for c in review.coverage(loaded.catalogue, means(loaded)) if c.tier <= tier]
    open_ends = review.gaps(cells)
    if output is Format.JSON:
        typer.echo(json.dumps({"coverage": [asdict(cell) for cell in cells], "gaps": len(open_ends)}))
    else:
        typer.echo("\n".join(_show(cells)))
        typer.echo(f"\n{len(open_ends)} of {len(cells)} are watched by nobody")
    raise typer.Exit(1 if open_ends else 0)


def _show(cells: Sequence[Watched]) -> Iterator[str]:
    """A heading for each service; below it, what is watched, and what is not with the lines that are missing."""
    from firstcause.review.coverage import what

    shown = ""
    for cell in cells:
        if cell.service != shown:
            yield f"{cell.service}, tier {cell.tier}"
        shown = cell.service
        yield f"  {what(cell):<36} {cell.by or 'nobody'}"
        yield from (f"      in [{line.table}]  {line.text}" for line in cell.lines)
