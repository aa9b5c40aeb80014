"""`firstcause init`: a commented configuration from what is there already.

It says what was found, what could not be known, and what to do next. It never writes over a file unasked.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, this_command

if TYPE_CHECKING:
    from firstcause.model.proposal import Proposal
    from firstcause.model.service import View

SHOWN = 12  # services listed on the terminal; the file has them all


def register(app: typer.Typer) -> None:
    """Add `init` to the command line."""
    app.command("init")(init)


def init(
    addresses: Annotated[list[str] | None, typer.Argument(metavar="[HOST:PORT...]", help="where to look")] = None,
    from_prometheus: Annotated[str, typer.Option(metavar="URL", help="a Prometheus that scrapes the services")] = "",
    prometheus_login: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="as in [sources.prometheus]: token=env:NAME, user=..., ca=PATH"),
    ] = None,
    from_blackbox: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="prometheus.yml, and once more for blackbox.yml")
    ] = None,
    from_kubernetes: Annotated[
        Path | None, typer.Option(metavar="FILE", help="what `kubectl get svc,ing,deploy -o json` printed")
    ] = None,
    from_backstage: Annotated[Path | None, typer.Option(metavar="FILE", help="catalog-info.yaml")] = None,
    trust: Annotated[Path | None, typer.Option(help="authorities that callers trust, PEM")] = None,
    client_cert: Annotated[Path | None, typer.Option(help="a caller's certificate, PEM")] = None,
    client_key: Annotated[Path | None, typer.Option(help="its private key, PEM")] = None,
    out: Annotated[Path, typer.Option(help="the file to write")] = DEFAULT_CONFIG,
    force: Annotated[bool, typer.Option("--force", help="write over a file that is there")] = False,
) -> None:
    """Write a commented firstcause.toml from what is there.

    `firstcause init orders.internal:443 billing.internal:443 --trust ca.pem`

    `firstcause init --from-prometheus http://prometheus.internal:9090`

    `firstcause init --from-prometheus https://metrics.internal --prometheus-login token=env:METRICS_TOKEN`

    `firstcause init --from-blackbox prometheus.yml --from-blackbox blackbox.yml`

    `firstcause init --from-kubernetes services.json`

    `firstcause init --from-backstage catalog-info.yaml --from-blackbox prometheus.yml --trust ca.pem`

    Several sources complete one another: one counts the requests, one knows the endpoints, one the owners.
    """
    from firstcause.app import discovery
    from firstcause.cli.login import credentials, parse_login
    from firstcause.cli.probe import parse_target

    if not any((addresses, from_blackbox, from_prometheus, from_kubernetes, from_backstage)):
        raise typer.BadParameter("give addresses, or one of the --from options", param_hint="HOST:PORT")
    login = parse_login(prometheus_login or ())
    if login and not from_prometheus:
        raise typer.BadParameter("there is no server to log in to", param_hint="--from-prometheus")
    _refuse_to_overwrite(out, force)
    told = discovery.Told(
        addresses=[parse_target(address) for address in addresses or ()],
        blackbox=from_blackbox or (),
        prometheus=from_prometheus,
        login=login,
        credentials=credentials(login),
        kubernetes=from_kubernetes,
        backstage=from_backstage,
        view=_view(trust, client_cert, client_key),
    )
    _write(discovery.find(told), out)


def _view(trust: Path | None, client_cert: Path | None, client_key: Path | None) -> View | None:
    """The caller as whom one looks, where the user says anything of it."""
    from firstcause.model.service import View

    if (client_cert is None) != (client_key is None):
        raise typer.BadParameter("--client-cert and --client-key belong together")
    paths = [str(path.absolute()) if path else "" for path in (trust, client_cert, client_key)]
    return View("callers", *paths) if any(paths) else None


def _refuse_to_overwrite(out: Path, force: bool) -> None:
    from firstcause.config.errors import ConfigError

    if out.exists() and not force:
        hint = "name another with --out, or write over it with --force"
        raise ConfigError(f"{out} is there already, and is left as it is", hint=hint)


def _write(proposal: Proposal, out: Path) -> None:
    from firstcause.app import discovery
    from firstcause.config.write import text

    missing = discovery.missing_files(proposal)
    out.write_text(text(proposal, missing=missing), "utf-8")
    _tell(proposal, missing, out)


def _tell(proposal: Proposal, missing: frozenset[str], out: Path) -> None:
    """What was found and where it is, to standard output; what is not known, to standard error."""
    services = proposal.catalogue.services
    endpoints = sum(len(s.endpoints) for s in services)
    counts = (
        _counted(len(services), "service"),
        _counted(endpoints, "endpoint"),
        _counted(len(proposal.views), "view"),
    )
    typer.echo(f"{out}: {', '.join(counts)}")
    for proposed in proposal.services[:SHOWN]:
        where = ", ".join(e.address for e in proposed.service.endpoints) or "no endpoint"
        typer.echo(f"  {proposed.service.name:<24} {where}")
        for remark in proposed.remarks:
            typer.echo(f"    {remark}")
    if len(services) > SHOWN:
        typer.echo(f"  ... and {len(services) - SHOWN} more")
    for path in sorted(missing):
        sys.stderr.write(f"not on this machine: {path}; its view stands in the file as a comment\n")
    for sentence in proposal.unknown:
        sys.stderr.write(f"could not be known: {sentence}\n")
    option = "" if out == DEFAULT_CONFIG else f" --config {out}"
    typer.echo(f"next: `{this_command()} check{option}` tries all of it")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
