"""`firstcause stats`: how the incidents of a vault went, as distributions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat
from firstcause.cli.vaults import Day, VaultFolder, complain_of, configured, day_of, folder_of
from firstcause.review.stats.by import By

A_DAY = ["%Y-%m-%d"]


def register(app: typer.Typer) -> None:
    """Add `stats` to the command line."""
    app.command("stats")(stats)


def stats(
    vault: VaultFolder = None,
    since: Annotated[datetime | None, typer.Option(formats=A_DAY, help="the first day, inclusive")] = None,
    until: Annotated[datetime | None, typer.Option(formats=A_DAY, help="the last day, inclusive")] = None,
    by: Annotated[By | None, typer.Option(help="put incidents side by side")] = None,
    plots: Annotated[Path | None, typer.Option(metavar="DIR", help="write distributions there, as SVG")] = None,
    today: Day = None,
    config: ConfigFile = DEFAULT_CONFIG,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Tell how long incidents took, what repeats, who noticed, and what became of the action items.

    `firstcause stats --vault DIR`

    `firstcause stats --since 2026-01-01 --by service`

    `firstcause stats --plots plots`
    """
    from firstcause.app.vault import reports
    from firstcause.cli.stats_json import as_json
    from firstcause.cli.stats_text import show
    from firstcause.review.stats import groups
    from firstcause.review.stats.plots import plots as drawn
    from firstcause.review.stats.statistics import statistics

    loaded = configured(config)
    accounts, refreshed = reports.accounts(folder_of(vault, loaded), loaded)
    complain_of(refreshed.unread)
    inside, before = groups.within(accounts, day_of(since), day_of(until))
    day = day_of(today) or reports.this_day()
    found = statistics(inside, day, before=before)
    side_by_side = groups.groups(inside, by, day) if by else []
    services = groups.services_by_faults(inside)
    if output is Format.JSON:
        typer.echo(as_json(found, side_by_side, services))
    else:
        show(found, side_by_side, services)
    if plots is not None:
        pictures = drawn(found)
        reports.write_plots(plots, pictures)
        typer.echo(f"wrote {', '.join(pictures) or 'nothing: there are no figures'} to {plots}", err=True)
