"""`firstcause related`: the incidents that belong to one, each with its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat
from firstcause.cli.vaults import VaultFolder, configured


def register(app: typer.Typer) -> None:
    """Add `related` to the command line."""
    app.command("related")(related)


def related(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a document")],
    vault: VaultFolder = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="how many documents at most")] = 10,
    config: ConfigFile = DEFAULT_CONFIG,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Find incidents of the same change, fault or service, and those that overlap in time on a shared service.

    `firstcause related vault/RCAs/2025-11-07-ssl-tls-handshake-failure.md`
    """
    from firstcause.app.vault import reports

    found = reports.related_to(file, vault, limit, configured(config))
    if output is Format.JSON:
        results = [{"path": one.path, "score": one.score, "why": one.why, "title": one.title} for one in found]
        typer.echo(json.dumps({"results": results}))
        return
    for one in found:
        typer.echo(f"{one.path}\n    {one.title}\n    {'; '.join(one.why)}")
    if not found:
        typer.echo("none has the same fault or change, or overlaps on a service")
