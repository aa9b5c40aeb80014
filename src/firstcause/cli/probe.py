"""`firstcause probe`: one deep look at each target, told to people and to machines.

It parses what the user names; how a look is told, `observed_text` and `observed_json` know. Looking is done by the
lane, judging by `tls`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Protocol, cast

import typer

from firstcause.cli.observed_json import observed_json
from firstcause.cli.observed_text import observed_text
from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat
from firstcause.model.handshake import HandshakeObserved, Look, Outcome
from firstcause.model.service import Catalogue, Endpoint, View

SYSTEM_TRUST = "judged by the system's trust store; --trust FILE, or --as VIEW, judges as your callers do"


class Version(StrEnum):
    """As `model.service.VERSIONS`, for the command line's completion."""

    TLS1_0 = "TLSv1.0"
    TLS1_1 = "TLSv1.1"
    TLS1_2 = "TLSv1.2"
    TLS1_3 = "TLSv1.3"


class StartTls(StrEnum):
    """As `model.service.STARTTLS`."""

    SMTP = "smtp"
    IMAP = "imap"
    POP3 = "pop3"
    POSTGRES = "postgres"
    LDAP = "ldap"


class Lane(Protocol):
    """What a one-off look needs from the handshake probe."""

    def look_all(self, looks: Iterable[Look]) -> list[tuple[datetime, HandshakeObserved]]:
        """Take these looks at once, and wait for their results."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("probe")(probe)


def probe(
    targets: Annotated[list[str], typer.Argument(metavar="HOST:PORT...", help="where to look")],
    server_name: Annotated[str, typer.Option(help="name to ask for and to check; default: the host")] = "",
    as_view: Annotated[str, typer.Option("--as", metavar="VIEW", help="look as this caller of firstcause.toml")] = "",
    trust: Annotated[Path | None, typer.Option(help="trusted authorities, PEM; default: the system's")] = None,
    client_cert: Annotated[Path | None, typer.Option(help="client certificate and chain, PEM")] = None,
    client_key: Annotated[Path | None, typer.Option(help="its private key, PEM")] = None,
    alpn: Annotated[str, typer.Option(help="application protocols, such as h2,http/1.1")] = "",
    min_version: Annotated[Version | None, typer.Option(help="offer no version below")] = None,
    max_version: Annotated[Version | None, typer.Option(help="offer no version above")] = None,
    starttls: Annotated[StartTls | None, typer.Option(help="begin in clear text, and ask for TLS")] = None,
    http: Annotated[bool, typer.Option("--http", help="send a HEAD request once the handshake is done")] = False,
    at: Annotated[str, typer.Option(metavar="TIME", help="judge dates as of then, as in 2027-01-31T00:00:00Z")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="refuse what Python does from 3.13 on")] = False,
    timeout: Annotated[float, typer.Option(min=0.01, help="seconds for each look")] = 5.0,
    expect: Annotated[str, typer.Option(metavar="CODE", help="exit 0 when exactly this fault is found")] = "",
    config: ConfigFile = DEFAULT_CONFIG,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Look at TLS endpoints and name what is wrong.

    `firstcause probe order.internal:443`

    `firstcause probe 127.0.0.1:8443 --server-name order-service.internal --trust ca.pem`

    `firstcause probe 127.0.0.1:8443 --as billing-api`

    `firstcause probe mail.internal:25 --starttls smtp --at 2027-01-31T00:00:00Z`

    `firstcause probe billing.internal:443 --expect tls/client-certificate-missing`
    """
    known = _catalogue(config) if as_view else Catalogue()
    files = _path(trust), _path(client_cert), _path(client_key)
    bare = View("", *files, min_version or "", max_version or "", strict=strict)
    view = seen_as(known, as_view, bare) if as_view else bare
    protocol = "http" if http else (starttls or "")
    judged_at = parse_time(at) if at else None
    look = Look("", Endpoint("", 0, ""), view, timeout, diagnostic=True, every_address=True, at=judged_at)
    asked = Endpoint("", 0, server_name, tuple(p for p in alpn.split(",") if p), protocol)
    looks = [replace(look, endpoint=_as_known(parse_target(target), asked, known)) for target in targets]
    results = _take(looks)
    note = _judged_by(view, judged_at)
    for observed_at, observed in results:
        if output is Format.JSON:
            typer.echo(json.dumps(observed_json(observed, observed_at)))
        else:
            typer.echo(observed_text(observed, judged_by=note))
    raise typer.Exit(exit_code([observed for _, observed in results], expect))


def parse_target(target: str) -> Endpoint:
    """`host:port` or `[address]:port` as an endpoint. Raises BadParameter."""
    host, _, port = target.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise typer.BadParameter(f"'{target}' is not HOST:PORT, such as order.internal:443")
    return Endpoint(host, int(port), host)


def parse_time(text: str) -> datetime:
    """RFC 3339, or a date alone; without a zone it is UTC. Raises BadParameter."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no time, such as 2027-01-31T00:00:00Z") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def seen_as(known: Catalogue, name: str, over: View) -> View:
    """The view of this name, with what was given besides. Raises BadParameter."""
    found = next((view for view in known.views if view.name == name), None)
    if found is None:
        listed = ", ".join(sorted(view.name for view in known.views)) or "none"
        raise typer.BadParameter(f"there is no view '{name}'; the configuration has {listed}")
    return View(
        name,
        over.trust or found.trust,
        over.client_cert or found.client_cert,
        over.client_key or found.client_key,
        over.min_version or found.min_version,
        over.max_version or found.max_version,
        strict=over.strict or found.strict,
    )


def exit_code(observed: list[HandshakeObserved], expect: str = "") -> int:
    """0 all well, or the expected fault everywhere; 1 a fault, or another one; 3 could not observe."""
    if expect:
        met = all(o.outcome is Outcome.FAULTY and o.failure and o.failure.code == expect for o in observed)
        return 0 if met else _unmet(observed)
    return 0 if all(o.outcome is Outcome.HEALTHY for o in observed) else _unmet(observed)


def _as_known(target: Endpoint, asked: Endpoint, known: Catalogue) -> Endpoint:
    """What the catalogue knows of this address, and what was asked for, which comes first."""
    listed = next((e for s in known for e in s.endpoints if e.address == target.address), target)
    return Endpoint(
        target.host,
        target.port,
        asked.server_name or listed.server_name,
        asked.alpn or listed.alpn,
        asked.protocol or listed.protocol,
        listed.certificate,
    )


def _judged_by(view: View, at: datetime | None) -> str:
    notes = [f"judged as of {at:%Y-%m-%d %H:%M} UTC"] if at else []
    return "; ".join([*notes, SYSTEM_TRUST] if not view.trust else notes)


def _catalogue(config: Path) -> Catalogue:
    from firstcause.config.load import load

    return load(config).catalogue


def _take(looks: list[Look]) -> list[tuple[datetime, HandshakeObserved]]:
    from firstcause import app as composition

    # The port knows only the engine's way of looking, which never waits; a person does wait.
    lane = cast(Lane, composition.handshake_probe())
    try:
        return lane.look_all(looks)
    finally:
        lane.close()


def _unmet(observed: list[HandshakeObserved]) -> int:
    return 3 if all(o.outcome is not Outcome.FAULTY for o in observed) and _any_unobserved(observed) else 1


def _any_unobserved(observed: list[HandshakeObserved]) -> bool:
    return any(o.outcome is Outcome.UNOBSERVED for o in observed)


def _path(path: Path | None) -> str:
    return str(path) if path else ""
