"""`firstcause coverage`: who watches what, what nobody watches, and the line that would change it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat

if TYPE_CHECKING:
    from firstcause.config.schema import Config
    from firstcause.review.coverage import Means, Watched


def register(app: typer.Typer) -> None:
    """Add `coverage` to the command line."""
    app.command("coverage")(coverage)


def coverage(
    tier: Annotated[int, typer.Option(min=1, help="only services of this tier, or more important")] = 9,
    config: ConfigFile = DEFAULT_CONFIG,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Tell for every service which kinds of fault are watched, and by which line the others would be.

    `firstcause coverage`

    `firstcause coverage --tier 1 --format json`
    """
    from firstcause.config.load import load
    from firstcause.review import coverage as review

    loaded = load(config)
    cells = [c for c in review.coverage(loaded.catalogue, means(loaded)) if c.tier <= tier]
    open_ends = review.gaps(cells)
    if output is Format.JSON:
        typer.echo(json.dumps({"coverage": [asdict(cell) for cell in cells], "gaps": len(open_ends)}))
    else:
        typer.echo("\n".join(_show(cells)))
        typer.echo(f"\n{len(open_ends)} of {len(cells)} are watched by nobody")
    raise typer.Exit(1 if open_ends else 0)


def means(config: Config) -> Means:
    """What the configuration has beyond the catalogue."""
    from firstcause.review.coverage import Means

    return Means(
        prometheus=config.prometheus is not None,
        changes=config.learns_of_changes,
        deployers=tuple(d.name for d in config.deployers),
    )


def _show(cells: Sequence[Watched]) -> Iterator[str]:
    """A heading for each service; below it, what is watched, and what is not with the lines that are missing."""
    shown = ""
    for cell in cells:
        if cell.service != shown:
            yield f"{cell.service}, tier {cell.tier}"
        shown = cell.service
        what = f"{cell.concern.value} of {cell.caller}" if cell.caller else cell.concern.value
        yield f"  {what:<36} {cell.by or 'nobody'}"
        yield from (f"      in [{line.table}]  {line.text}" for line in cell.lines)
