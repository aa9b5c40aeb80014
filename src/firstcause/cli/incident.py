"""`firstcause incident`: incidents from a terminal. Reading needs the store alone; telling needs a running `serve`."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat
from firstcause.model.incident import Incident

if TYPE_CHECKING:
    from firstcause.model.incident import Incident

Id = Annotated[str, typer.Argument(metavar="ID", help="as in 2025-11-07-1")]
By = Annotated[str, typer.Option(help="who says so; default: you")]


def register(app: typer.Typer) -> None:
    """Add the group `incident` to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Incidents: list, show, timeline, ack, note, answer, resolve.")
    for name, command in (
        ("list", listing),
        ("show", show),
        ("timeline", timeline),
        ("ack", acknowledge),
        ("note", note),
        ("answer", answer),
        ("resolve", resolve),
    ):
        group.command(name)(command)
    app.add_typer(group, name="incident")


def listing(config: ConfigFile = DEFAULT_CONFIG, output: OutputFormat = Format.TEXT) -> None:
    """All incidents, the newest first.

    `firstcause incident list`

    `firstcause incident list --format json`
    """
    from rich.console import Console
    from rich.table import Table

    from firstcause.app import Archive
    from firstcause.config.load import load
    from firstcause.eventlog.codec import to_json

    with Archive(load(config)) as archive:
        incidents = archive.desk.incidents()
    if output is Format.JSON:
        for one in incidents:
            sys.stdout.write(json.dumps({**to_json(one), "status": one.status.value}) + "\n")
        return
    table = Table("incident", "severity", "status", "opened (UTC)", "cause", box=None, padding=(0, 2))
    for one in incidents:
        cause = f"{one.cause.code} on {one.cause.service}" if one.cause else f"none yet; {_alerts(one)}"
        opened = f"{one.opened_at:%H:%M:%S}" if one.opened_at else "-"
        table.add_row(one.id, one.severity.value if one.severity else "-", one.status.value, opened, cause)
    Console(highlight=False).print(table if incidents else "no incident so far")


def _alerts(incident: Incident) -> str:
    """Which fault was seen where; without one, who complains."""
    alert = next((a for a in incident.alerts if a.code and not a.resolved), None)
    return f"{alert.code} on {alert.service} alerts" if alert else f"{incident.service} alerts"


def show(incident: Id, config: ConfigFile = DEFAULT_CONFIG, output: OutputFormat = Format.TEXT) -> None:
    """One incident, with its cause, its mitigation and its document.

    `firstcause incident show 2025-11-07-1`
    """
    from firstcause.app import Archive
    from firstcause.config.load import load
    from firstcause.eventlog.codec import to_json

    with Archive(load(config)) as archive:
        one = archive.desk.incident(incident)
    if output is Format.JSON:
        sys.stdout.write(json.dumps({**to_json(one), "status": one.status.value}) + "\n")
        return
    cause = f"{one.cause.code} on {one.cause.service}: {one.cause.explanation}" if one.cause else "none yet"
    states = [f"{m.state.value} {m.reason}".strip() for m in one.mitigations]
    for label, text in (
        ("incident", f"{one.id}, {one.status.value}"),
        ("summary", one.summary),
        ("cause", cause),
        ("mitigation", states[0] if states else "none"),
        *(("undoing it", state) for state in states[1:]),
        ("acknowledged", one.acknowledged_by or "by nobody"),
        *_withheld(one),
        ("open questions", str(sum(not a for a in one.questions.values()))),
        ("document", one.rca or "none yet"),
    ):
        typer.echo(f"{label:<15} {text}")


def _withheld(incident: Incident) -> list[tuple[str, str]]:
    """Whom shadow mode did not call; no line where nothing was withheld."""
    told = (f"{page.contact} at {page.due_at:%H:%M:%S}Z" for page in incident.withheld)
    return [("withheld", f"would have paged {', '.join(told)} (shadow mode)")] if incident.withheld else []


def timeline(incident: Id, config: ConfigFile = DEFAULT_CONFIG, output: OutputFormat = Format.TEXT) -> None:
    """Its events, each with its evidence.

    `firstcause incident timeline 2025-11-07-1`
    """
    from firstcause.app import Archive
    from firstcause.cli.event_phrases import phrase
    from firstcause.config.load import load
    from firstcause.eventlog.codec import to_json

    with Archive(load(config)) as archive:
        events, names = archive.desk.events(incident), archive.desk.names(incident)
    for event in sorted(events, key=lambda e: (e.occurred_at, e.sequence)):
        if output is Format.JSON:
            sys.stdout.write(json.dumps(to_json(event)) + "\n")
            continue
        stage, text = phrase(event)
        if text:
            cited = " ".join(names[e] for e in event.evidence)
            typer.echo(f"{event.occurred_at:%Y-%m-%d %H:%M:%S}Z  {stage:<12} {text}  {cited}")


def acknowledge(incident: Id, by: By = "", config: ConfigFile = DEFAULT_CONFIG) -> None:
    """Take the incident.

    `firstcause incident ack 2025-11-07-1`
    """
    _tell(config, f"incidents/{incident}/acknowledge", {"by": by or getpass.getuser()})
    typer.echo(f"{incident} is yours")


def note(
    incident: Id,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="the remark")],
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Add a remark; it never becomes a figure.

    `firstcause incident note 2025-11-07-1 "called the bank"`
    """
    _tell(config, f"incidents/{incident}/note", {"by": by or getpass.getuser(), "text": text})
    typer.echo(f"noted; `firstcause incident timeline {incident}` shows it")


def answer(
    incident: Id,
    question: Annotated[
        str, typer.Argument(metavar="[QUESTION]", help="as in the document; default: each open one")
    ] = "",
    text: Annotated[str, typer.Argument(metavar="[ANSWER]", help="yours")] = "",
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Answer the open questions of the document; it is then written again, around what people wrote in it.

    `firstcause incident answer 2025-11-07-1`

    `firstcause incident answer 2025-11-07-1 "How many support tickets came in?" "21"`
    """
    if question and not text:
        raise typer.BadParameter("a question wants its ANSWER; without both, you are asked each open question")
    for asked, said in [(question, text)] if question else _asked_one_by_one(incident, config):
        body = {"by": by or getpass.getuser(), "question": asked, "answer": said}
        _tell(config, f"incidents/{incident}/answer", body)
    typer.echo(f"answered; `firstcause incident show {incident}` tells what is still open")


def _asked_one_by_one(incident: str, config: Path) -> Iterator[tuple[str, str]]:
    """Every open question with what is typed; an empty line leaves it open."""
    from firstcause.app import Archive
    from firstcause.config.load import load

    with Archive(load(config)) as archive:
        asked = tuple(archive.desk.incident(incident).questions.items())
    questions = [question for question, said in reversed(asked) if not said]  # the first of a document comes last
    if not questions:
        typer.echo(f"{incident} has no open question")
        raise typer.Exit
    typer.echo("An empty answer leaves a question open.")
    for question in questions:
        said = typer.prompt(question, default="", show_default=False).strip()
        if said:
            yield question, said


def resolve(
    incident: Id,
    reason: Annotated[str, typer.Argument(metavar="REASON", help="why it is over")],
    by: By = "",
    config: ConfigFile = DEFAULT_CONFIG,
) -> None:
    """Close it by hand.

    `firstcause incident resolve 2025-11-07-1 "certificate re-issued"`
    """
    _tell(config, f"incidents/{incident}/resolve", {"by": by or getpass.getuser(), "reason": reason})
    typer.echo(f"{incident} is resolved; its document is being written")


def _tell(config: ConfigFile, path: str, body: dict[str, str]) -> None:
    from firstcause.cli.api import post
    from firstcause.config.load import load

    post(load(config).serve, path, body)
