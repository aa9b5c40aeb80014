"""`firstcause evidence`: shows a piece of evidence, and asks it again."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat

if TYPE_CHECKING:
    from firstcause.app import Archive
    from firstcause.model.evidence import Evidence


def register(app: typer.Typer) -> None:
    """Add `evidence` to the command line."""
    app.command("evidence")(evidence)


def evidence(
    name: Annotated[str, typer.Argument(metavar="ID", help="E3, or a content id")],
    incident: Annotated[str, typer.Option(help="in which incident E3 is meant; default: the newest")] = "",
    again: Annotated[bool, typer.Option("--again", help="ask it again, and compare")] = False,
    config: ConfigFile = DEFAULT_CONFIG,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Show what was observed, by whom and when; `--again` asks the same question now.

    `firstcause evidence E3`

    `firstcause evidence E3 --incident 2025-11-07-1 --again`
    """
    from firstcause.app import Archive
    from firstcause.cli.evidence_again import ask
    from firstcause.cli.evidence_text import told
    from firstcause.config.load import load
    from firstcause.eventlog.codec import to_json

    with Archive(load(config)) as archive:
        found = _find(archive, name, incident)
        anew = ask(archive, found) if again else None
    if output is Format.JSON:
        body = {**to_json(found), **({"again": anew.document()} if anew else {})}
        sys.stdout.write(json.dumps(body) + "\n")
    else:
        typer.echo("\n".join(told(found)))
        if anew:
            typer.echo(anew.text())
    raise typer.Exit(anew.exit_code if anew else 0)


def _find(archive: Archive, name: str, incident: str) -> Evidence:
    """By short name within an incident and its document, or by content id."""
    from firstcause.model.errors import EvidenceNotFoundError

    if not name.upper().startswith("E") or not name[1:].isdigit():
        return archive.desk.evidence(name)
    newest = next(iter(archive.desk.incidents()), None)
    chosen = incident or (newest.id if newest else "")
    if not chosen:
        raise EvidenceNotFoundError("there is no incident yet", hint="short names like E3 belong to an incident")
    names = {short: content_id for content_id, short in archive.names(chosen).items()}
    if name.upper() not in names:
        raise EvidenceNotFoundError(f"{chosen} has no {name}", hint=f"it has E1 to E{len(names)}")
    return archive.desk.evidence(names[name.upper()])
