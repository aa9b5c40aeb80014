"""`firstcause release`: the drill fleet's deployer, which the engine calls as it would call yours.

It prints what came of it; how a rollout goes is decided in `drill.fleet.releases`.
"""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import Format, OutputFormat

if TYPE_CHECKING:
    from firstcause.drill.fleet.layout import FleetLayout
    from firstcause.model.change import Change

# Imports of the fleet are inside the commands, so that `firstcause --help` need not wait for them.


ServiceName = Annotated[str, typer.Argument(metavar="SERVICE", help="for instance order-service")]
FleetFolder = Annotated[Path, typer.Option("--fleet", envvar="FIRSTCAUSE_FLEET", help="the fleet's folder")]
Author = Annotated[str, typer.Option("--by", help="who does it, for the change event; default: you")]

DEFAULT_SOAK_SECONDS = 120.0


def register(app: typer.Typer) -> None:
    """Add the group `release` to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Deploy and roll back releases of the drill's fleet.")
    group.command("deploy")(deploy)
    group.command("rollback")(rollback)
    group.command("list")(listing)
    app.add_typer(group, name="release")


def deploy(
    service: ServiceName,
    fleet: FleetFolder,
    release: Annotated[str, typer.Argument(metavar="[RELEASE]", help="default: the next number")] = "",
    bundle: Annotated[Path | None, typer.Option(help="certificates in PEM, to make the release from")] = None,
    key: Annotated[Path | None, typer.Option(help="the private key in PEM, to make the release from")] = None,
    soak_seconds: Annotated[float, typer.Option(help="wait before the last replica")] = DEFAULT_SOAK_SECONDS,
    by: Author = "",
    output: OutputFormat = Format.TEXT,
) -> None:
    """Roll a release out: all replicas but one, a soak, the last one.

    firstcause release deploy order-service r42 --fleet DIR

    firstcause release deploy order-service --bundle cert.pem --key key.pem --fleet DIR
    """
    from firstcause.drill.fleet import contexts, layout, releases, rollout

    found = layout.load(fleet)
    known = releases.listing(found, service).releases
    if (bundle is None) != (key is None):
        raise typer.BadParameter("--bundle and --key make a release together")
    if not release and bundle is None:
        raise typer.BadParameter("name a release, or give --bundle and --key to make one", param_hint="RELEASE")
    release = release or rollout.next_release(known)
    if bundle is not None and key is not None:
        replaced = {contexts.BUNDLE: bundle.read_bytes(), contexts.KEY: key.read_bytes()}
        releases.derive_release(found, service, release, replaced)
    change = releases.deploy(found, service, release, soak_seconds=soak_seconds, by=by or getpass.getuser())
    _print_outcome(found, service, change, output)


def rollback(
    service: ServiceName,
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="the release to go back to")],
    fleet: FleetFolder,
    by: Author = "",
    output: OutputFormat = Format.TEXT,
) -> None:
    """Bring every replica to RELEASE at once, interrupting a deploy; safe to repeat.

    firstcause release rollback order-service r41 --fleet DIR
    """
    from firstcause.drill.fleet import layout, releases

    found = layout.load(fleet)
    change = releases.rollback(found, service, release, by=by or getpass.getuser())
    _print_outcome(found, service, change, output)


def listing(service: ServiceName, fleet: FleetFolder, output: OutputFormat = Format.TEXT) -> None:
    """What is current, whether every replica runs it, and which releases there are.

    firstcause release list order-service --fleet DIR
    """
    from firstcause.drill.fleet import layout, releases

    deployment = releases.listing(layout.load(fleet), service)
    if output is Format.JSON:
        typer.echo(json.dumps(asdict(deployment)))
        return
    state = "rolling" if deployment.rolling else "settled" if deployment.settled else "not settled"
    typer.echo(f"{service}: {deployment.current} is current, {state}; releases {', '.join(deployment.releases)}")


def _print_outcome(layout: FleetLayout, service: str, change: Change | None, output: Format) -> None:
    from firstcause.drill.fleet import releases, rollout

    deployment = releases.listing(layout, service)
    if output is Format.JSON:
        document = None if change is None else rollout.change_document(change)
        typer.echo(json.dumps({**asdict(deployment), "change": document}))
        return
    typer.echo(f"{service}: every replica runs {deployment.current}")
    if change is not None:
        typer.echo(
            f"next: `firstcause release rollback {service} {change.before} --fleet {layout.directory}` undoes it"
        )
