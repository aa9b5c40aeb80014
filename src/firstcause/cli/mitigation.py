"""`firstcause mitigation`: what is proposed, and a person's word on it. `stop` halts all automatic action, `resume`
lifts the halt."""

from __future__ import annotations

import getpass
import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from firstcause.model.incident import Incident
    from firstcause.model.mitigation import Mitigation

Id = Annotated[str, typer.Argument(metavar="INCIDENT", help="as in 2025-11-07-1")]
By = Annotated[str, typer.Option(help="who says so; default: you")]


def register(app: typer.Typer) -> None:
    """Add the group `mitigation` to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Mitigations: list, approve, refuse, stop, resume.")
    for name, command in (
        ("list", listing),
        ("approve", approve),
        ("refuse", refuse),
        ("stop", stop),
        ("resume", resume),
    ):
        group.command(name)(command)
    app.add_typer(group, name="mitigation")


def listing(config: ConfigFile = DEFAULT_CONFIG, output: OutputFormat = Format.TEXT) -> None:
    """Who halted and resumed automatic action, and every plan: where it stands, or which guard refused it and why.

    `firstcause mitigation list`

    `firstcause mitigation list --format json`
    """
    from firstcause.app import Archive
    from firstcause.config.load import load
    from firstcause.serve.mitigation import halts_shown

    with Archive(load(config)) as archive:
        halts = list(halts_shown(archive.desk.halts()))
        planned = [(i.id, m) for i in archive.desk.incidents() for m in i.mitigations]
    (_print_json if output is Format.JSON else _print_text)(halts, planned)


def _print_json(halts: Iterable[Mapping[str, object]], planned: Iterable[tuple[str, Mitigation]]) -> None:
    """One object a line; those about the halt have the key `halted`, those about a plan the key `incident`."""
    from firstcause.eventlog.codec import to_json

    for shown in (*halts, *({"incident": id_, **to_json(mitigation)} for id_, mitigation in planned)):
        sys.stdout.write(json.dumps(shown) + "\n")


def _print_text(halts: list[Mapping[str, object]], planned: list[tuple[str, Mitigation]]) -> None:
    for halt in halts:
        word = "halted" if halt["halted"] else "resumed"
        typer.echo(f"{str(halt['at'])[:19].replace('T', ' ')}Z  {word:<9} by {halt['by']}: {halt['reason']}")
    if halts and halts[-1]["halted"]:
        typer.echo("all automatic action is halted; `firstcause mitigation resume REASON` lifts it")
    for id_, mitigation in planned:
        action = mitigation.plan.action if mitigation.plan else "nothing could be planned"
        typer.echo(f"{id_}  {mitigation.state.value:<9} {action}  {mitigation.reason}".rstrip())
    if not planned:
        typer.echo("no mitigation was planned so far")


def approve(incident: Id, by: By = "", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Let the plan be carried out: one that is proposed, or one that a guard refused.

    The guards are asked once more. Your word opens those that are for automatic action alone (`named-fault`,
    `probe-and-traffic`, `not-frozen`, `cool-down`, and a halt from before it), and no others.

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
    """Halt all automatic action. What a person approves afterwards is carried out all the same.

    `firstcause mitigation stop "storage migration until noon"`
    """
    _tell(config, "mitigation/stop", {"by": by, "reason": reason})
    typer.echo("all automatic action is halted; plans are still made. `firstcause mitigation resume REASON` lifts it")


def resume(
    reason: Annotated[str, typer.Argument(metavar="REASON", help="why; it is recorded")],
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Lift the halt: automatic action is possible again. What was refused meanwhile stays refused.

    `firstcause mitigation resume "the migration is done"`
    """
    _tell(config, "mitigation/resume", {"by": by, "reason": reason})
    typer.echo("the halt is lifted; what was refused meanwhile waits for `firstcause mitigation approve`")


def _incident(config: ConfigFile, incident_id: str) -> Incident | None:
    from firstcause.app import Archive
    from firstcause.config.load import load

    with Archive(load(config)) as archive:
        return next((i for i in archive.desk.incidents() if i.id == incident_id), None)


def _plan(config: ConfigFile, incident_id: str) -> str:
    """The plan that is the talk now, by its id. Raises typer.BadParameter when there is none."""
    found = _incident(config, incident_id)
    if found is None or found.in_hand is None or found.in_hand.plan is None:
        raise typer.BadParameter(f"{incident_id} has no plan; see `firstcause mitigation list`")
    return found.in_hand.plan.id


def _tell(config: ConfigFile, path: str, body: dict[str, str]) -> None:
    from firstcause.cli.api import post
    from firstcause.config.load import load

    post(load(config).serve, path, {**body, "by": body["by"] or getpass.getuser()})
