"""`firstcause mitigation`: what is proposed, and a person's word on it. `stop` halts all automatic action."""

from __future__ import annotations

import getpass
import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat

if TYPE_CHECKING:
    from firstcause.model.incident import Incident

Id = Annotated[str, typer.Argument(metavar="INCIDENT", help="as in 2025-11-07-1")]
By = Annotated[str, typer.Option(help="who says so; default: you")]


def register(app: typer.Typer) -> None:
    """Add the group `mitigation` to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Mitigations: list, approve, refuse, stop.")
    for name, command in (("list", listing), ("approve", approve), ("refuse", refuse), ("stop", stop)):
        group.command(name)(command)
    app.add_typer(group, name="mitigation")


def listing(config: ConfigFile = DEFAULT_CONFIG, output: OutputFormat = Format.TEXT) -> None:
    """Every plan, and where it stands.

    `firstcause mitigation list`

    `firstcause mitigation list --format json`
    """
    from firstcause.eventlog.codec import to_json

    planned = [i for i in _incidents(config) if i.mitigation]
    for incident in planned:
        mitigation = incident.mitigation
        if mitigation is None:
            continue
        if output is Format.JSON:
            sys.stdout.write(json.dumps({"incident": incident.id, **to_json(mitigation)}) + "\n")
            continue
        action = mitigation.plan.action if mitigation.plan else "nothing could be planned"
        typer.echo(f"{incident.id}  {mitigation.state.value:<9} {action}  {mitigation.reason}".rstrip())
    if not planned and output is Format.TEXT:
        typer.echo("no mitigation was planned so far")


def approve(incident: Id, by: By = "", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Let the proposed plan be carried out.

    `firstcause mitigation approve 2025-11-07-1`
    """
    _tell(config, f"incidents/{incident}/mitigation/approve", {"by": by, "plan": _plan(config, incident)})
    typer.echo(f"approved; `firstcause incident timeline {incident}` shows what comes of it")


def refuse(
    incident: Id,
    reason: Annotated[str, typer.Argument(metavar="REASON", help="why not; it is recorded")],
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Say no to the proposed plan.

    `firstcause mitigation refuse 2025-11-07-1 "the schema has changed"`
    """
    body = {"by": by, "plan": _plan(config, incident), "reason": reason}
    _tell(config, f"incidents/{incident}/mitigation/refuse", body)
    typer.echo("refused, and recorded")


def stop(
    reason: Annotated[str, typer.Argument(metavar="REASON", help="why; it is recorded")],
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Halt all automatic action.

    `firstcause mitigation stop "storage migration until noon"`
    """
    _tell(config, "mitigation/stop", {"by": by, "reason": reason})
    typer.echo("all automatic action is halted; plans are still made")


def _incidents(config: ConfigFile) -> list[Incident]:
    from firstcause.app import Archive
    from firstcause.config.load import load

    with Archive(load(config)) as archive:
        return archive.desk.incidents()


def _plan(config: ConfigFile, incident_id: str) -> str:
    """The incident's plan, by its id. Raises typer.BadParameter when there is none."""
    found = next((i for i in _incidents(config) if i.id == incident_id), None)
    if found is None or found.mitigation is None or found.mitigation.plan is None:
        raise typer.BadParameter(f"{incident_id} has no plan; see `firstcause mitigation list`")
    return found.mitigation.plan.id


def _tell(config: ConfigFile, path: str, body: dict[str, str]) -> None:
    from firstcause.cli.api import post
    from firstcause.config.load import load

    post(load(config).serve, path, {**body, "by": body["by"] or getpass.getuser()})
