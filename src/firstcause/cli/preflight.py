"""`firstcause preflight`: would every known caller accept this bundle, on every version, today and in some days?

It renders what was rehearsed, as text, as JSON, and as SARIF for whatever shows findings beside a change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format

if TYPE_CHECKING:
    from firstcause.app.preflight import Rehearsed

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class PreflightFormat(StrEnum):
    """SARIF is for code review: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


def register(app: typer.Typer) -> None:
    """Add `preflight` to the command line."""
    app.command("preflight")(preflight)


def preflight(
    service: Annotated[str, typer.Option(metavar="NAME", help="the service that gets them")],
    chain: Annotated[
        Path | None, typer.Option(metavar="FILE", help="the certificates that the server will send, PEM")
    ] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="the private key, PEM")] = None,
    as_view: Annotated[list[str] | None, typer.Option("--as", metavar="VIEW", help="only as this caller")] = None,
    in_days: Annotated[int, typer.Option(min=0, help="and once more as of so many days from now")] = 14,
    in_pipeline: Annotated[
        bool, typer.Option("--in-pipeline", help="ask of no bundle: does the service's pipeline run preflight")
    ] = False,
    config: ConfigFile = DEFAULT_CONFIG,
    output: Annotated[
        PreflightFormat, typer.Option("--format", help="text for people, json for machines, sarif for code review")
    ] = PreflightFormat.TEXT,
) -> None:
    """Tell before the deploy whether every known caller of a service would accept a bundle.

    Callers are the views of the service in firstcause.toml; nothing is sent anywhere.

    `firstcause preflight --chain bundle.pem --key key.pem --service order-service`

    `firstcause preflight --chain bundle.pem --key key.pem --service order-service --as billing-api --in-days 60`

    `firstcause preflight --service order-service --in-pipeline`
    """
    from firstcause.app.preflight import preflight as rehearse_all
    from firstcause.config.load import load

    if in_pipeline:
        _tell_pipeline(service, config, output)
    if chain is None or key is None:
        raise typer.BadParameter("--chain and --key name the bundle; --in-pipeline asks of none")
    catalogue = load(config).catalogue
    found = rehearse_all(catalogue, service, (chain, key), as_view or (), in_days, datetime.now(UTC))
    if output is PreflightFormat.JSON:
        typer.echo(json.dumps(as_json(service, found)))
    elif output is PreflightFormat.SARIF:
        typer.echo(json.dumps(as_sarif(chain, found)))
    else:
        typer.echo("\n".join(_lines(service, chain, found)))
    raise typer.Exit(exit_code(found))


def _tell_pipeline(service: str, config: Path, output: PreflightFormat) -> NoReturn:
    from firstcause.app.proofs.prove import Prover
    from firstcause.cli.proof import tell
    from firstcause.config.load import load
    from firstcause.review.checks import PreflightCheck

    proof = Prover.of(load(config)).prove(PreflightCheck(service))
    tell(proof, Format.TEXT if output is PreflightFormat.TEXT else Format.JSON)


def exit_code(found: Sequence[Rehearsed]) -> int:
    """0 where everybody accepts; 1 where somebody refuses; 3 where somebody could not be asked, and nobody refuses."""
    from firstcause.model.handshake import Outcome

    if any(one.observed.outcome is Outcome.FAULTY for one in found):
        return 1
    return 0 if all(one.accepted for one in found) else 3


def as_json(service: str, found: Sequence[Rehearsed]) -> dict[str, object]:
    """One object: the verdict, and every caller, name, version and day."""
    return {
        "service": service,
        "accepted": all(one.accepted for one in found),
        "checked": [
            {
                "view": one.view,
                "server_name": one.server_name,
                "version": one.version,
                "in_days": one.in_days,
                "outcome": one.observed.outcome.value,
                "code": one.observed.failure.code if one.observed.failure else None,
                "explanation": one.observed.failure.explanation if one.observed.failure else None,
            }
            for one in found
        ],
    }


def as_sarif(chain: Path, found: Sequence[Rehearsed]) -> dict[str, object]:
    """A finding for each code and caller, at the chain's file."""
    from firstcause.tls.pages.catalogue import title

    refused = [one for one in found if one.observed.failure]
    codes = sorted({one.observed.failure.code for one in refused if one.observed.failure})
    place = {"physicalLocation": {"artifactLocation": {"uri": chain.as_posix()}, "region": {"startLine": 1}}}
    results = [
        {"ruleId": code, "level": "error", "message": {"text": text}, "locations": [place]}
        for code, text in dict.fromkeys((_code(one), _sentence(one)) for one in refused)
    ]
    rules = [{"id": code, "shortDescription": {"text": title(code)}} for code in codes]
    driver = {"name": "firstcause preflight", "rules": rules}
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _lines(service: str, chain: Path, found: Sequence[Rehearsed]) -> Iterator[str]:
    from firstcause.model.handshake import Outcome

    refused = [one for one in found if not one.accepted]
    callers = len({one.view for one in found})
    verdict = "is accepted"
    if refused:
        faulty = any(one.observed.outcome is Outcome.FAULTY for one in refused)
        verdict = "would be refused" if faulty else "could not be asked about"
    yield f"{chain} for {service} {verdict}, asked as {callers} caller{'' if callers == 1 else 's'}"
    for one in found:
        unasked = one.observed.outcome is Outcome.UNOBSERVED
        said = "accepts" if one.accepted else "could not be asked" if unasked else f"refuses: {_code(one)}"
        yield f"  {one.view:<24} {one.version}  {_when(one):<12} {said}"
    yield from _reasons(refused, callers)


def _reasons(refused: Sequence[Rehearsed], callers: int) -> Iterator[str]:
    """Each reason once, with those whom it concerns."""
    for explanation in dict.fromkeys(_explanation(one) for one in refused):
        concerned = [one for one in refused if _explanation(one) == explanation]
        views, days = dict.fromkeys(one.view for one in concerned), dict.fromkeys(_when(one) for one in concerned)
        whom = dict.fromkeys(_whom(one) for one in concerned)
        if 1 < len(views) == callers and len(whom) == len(views) * len(days):
            yield f"  every caller, {' and '.join(days)}: {explanation}"
        else:
            yield f"  {', '.join(whom)}: {explanation}"


def _code(one: Rehearsed) -> str:
    return one.observed.failure.code if one.observed.failure else one.observed.outcome.value


def _when(one: Rehearsed) -> str:
    return f"in {one.in_days} days" if one.in_days else "today"


def _whom(one: Rehearsed) -> str:
    return f"{one.view} {_when(one)}" if one.in_days else one.view


def _explanation(one: Rehearsed) -> str:
    return one.observed.failure.explanation if one.observed.failure else one.observed.outcome.value


def _sentence(one: Rehearsed) -> str:
    return f"{_whom(one)}: {_explanation(one)}"
