"""`firstcause runbook`: the section on a fault in a service's runbook: is it there, and write it from the log."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat

Service = Annotated[str, typer.Argument(metavar="SERVICE", help="a service of firstcause.toml")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="as in tls/incomplete-chain")]


def register(app: typer.Typer) -> None:
    """Add the group `runbook` to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Runbooks of the vault: check for a section on a fault, write it.")
    group.command("check")(check)
    group.command("write")(write)
    app.add_typer(group, name="runbook")


def check(
    service: Service, code: Code, config: ConfigFile = DEFAULT_CONFIG, output: OutputFormat = Format.TEXT
) -> None:
    """Tell whether the service's runbook has a section under the heading `## CODE`.

    `firstcause runbook check order-service tls/incomplete-chain`
    """
    from firstcause.app.proofs.prove import Prover
    from firstcause.cli.proof import tell
    from firstcause.config.load import load
    from firstcause.review.checks import RunbookCheck

    known_fault(code)
    tell(Prover.of(load(config)).prove(RunbookCheck(service, code)), output)


def write(
    service: Annotated[str, typer.Argument(metavar="[SERVICE]", help="default: the incident's")] = "",
    code: Annotated[str, typer.Argument(metavar="[CODE]", help="default: the incident's")] = "",
    incident: Annotated[str, typer.Option(metavar="ID", help="the section on this incident's fault")] = "",
    force: Annotated[bool, typer.Option("--force", help="write over a section that a person has edited")] = False,
    config: ConfigFile = DEFAULT_CONFIG,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Write the section on a fault into the service's runbook: what it is, what to look at, what helped before.

    It tells of every incident of this fault in this service. What stands around the section stays as it is.

    `firstcause runbook write --incident 2025-11-07-1`

    `firstcause runbook write order-service tls/incomplete-chain`
    """
    from firstcause.app import Archive
    from firstcause.app.runbook import subject_of, write_section
    from firstcause.config.load import load

    if not incident and not (service and code):
        raise typer.BadParameter("name a service and a fault, or an --incident")
    with Archive(load(config)) as archive:
        if incident:
            found = subject_of(archive, incident)
            service, code = service or found[0], code or found[1]
        known_fault(code)
        known_service(service, [one.name for one in archive.config.catalogue])
        done = write_section(archive, service, code, force=force)
    kept = done.written.kept
    if output is Format.JSON:
        kept_line = kept.line if kept else None
        typer.echo(json.dumps({"path": done.path, "code": code, "written": kept is None, "kept_line": kept_line}))
    elif kept:
        typer.echo(f"{done.path}:{kept.line}: the section on {code} was edited by a person, and stays; --force writes")
    else:
        typer.echo(f"{done.path}: the section on {code} is {'renewed' if done.written.replaced else 'written'}")
        typer.echo(f"next: `firstcause runbook check {service} {code}`")
    raise typer.Exit(1 if kept else 0)


def known_fault(code: str) -> None:
    """Raises BadParameter for a code that we do not have."""
    from firstcause.model.fault import FAULTS

    if code not in FAULTS:
        raise typer.BadParameter(f"there is no fault '{code}'; `firstcause explain CODE` tells of each")


def known_service(name: str, known: list[str]) -> None:
    """Raises BadParameter for a service that the configuration does not have."""
    if name not in known:
        raise typer.BadParameter(f"there is no service '{name}'; firstcause.toml has {', '.join(known) or 'none'}")
