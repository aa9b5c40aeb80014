"""`firstcause probe`: one deep look at each target, told to people and to machines.

It parses what the user names, and renders what was observed. Looking is done by the lane, judging by `tls`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Protocol, cast

import typer

from firstcause.cli.options import Format, OutputFormat
from firstcause.model.handshake import (
    CertificateSummary,
    HandshakeFailure,
    HandshakeObserved,
    Look,
    Outcome,
)
from firstcause.model.service import Endpoint, View

MOST_SHOWN: Final = 20  # certificates of one chain that an observation holds


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
    trust: Annotated[Path | None, typer.Option(help="trusted authorities, PEM; default: the system's")] = None,
    client_cert: Annotated[Path | None, typer.Option(help="client certificate and chain, PEM")] = None,
    client_key: Annotated[Path | None, typer.Option(help="its private key, PEM")] = None,
    alpn: Annotated[str, typer.Option(help="application protocols, such as h2,http/1.1")] = "",
    timeout: Annotated[float, typer.Option(min=0.01, help="seconds for each look")] = 5.0,
    expect: Annotated[str, typer.Option(metavar="CODE", help="exit 0 when exactly this fault is found")] = "",
    output: OutputFormat = Format.TEXT,
) -> None:
    """Look at TLS endpoints and name what is wrong.

    firstcause probe order.internal:443

    firstcause probe 127.0.0.1:8443 --server-name order-service.internal --trust ca.pem

    firstcause probe billing.internal:443 --expect tls/client-certificate-missing
    """
    view = View("", _path(trust), _path(client_cert), _path(client_key))
    protocols = tuple(p for p in alpn.split(",") if p)
    looks = [Look("", parse_target(t, server_name, protocols), view, timeout, diagnostic=True) for t in targets]
    results = _take(looks)
    for observed_at, observed in results:
        if output is Format.JSON:
            typer.echo(json.dumps(probe_json(observed, observed_at)))
        else:
            typer.echo(probe_text(observed, system_trust=trust is None))
    raise typer.Exit(exit_code([observed for _, observed in results], expect))


def parse_target(target: str, server_name: str = "", alpn: tuple[str, ...] = ()) -> Endpoint:
    """`host:port` or `[address]:port` as an endpoint. Raises BadParameter."""
    host, _, port = target.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise typer.BadParameter(f"'{target}' is not HOST:PORT, such as order.internal:443")
    return Endpoint(host, int(port), server_name or host, alpn)


def exit_code(observed: list[HandshakeObserved], expect: str = "") -> int:
    """0 all well, or the expected fault everywhere; 1 a fault, or another one; 3 could not observe."""
    if expect:
        met = all(o.outcome is Outcome.FAULTY and o.failure and o.failure.code == expect for o in observed)
        return 0 if met else _unmet(observed)
    return 0 if all(o.outcome is Outcome.HEALTHY for o in observed) else _unmet(observed)


def probe_json(observed: HandshakeObserved, observed_at: datetime) -> dict[str, object]:
    """The object of the contract. What the handshake did not reach is null."""
    return {
        "target": observed.target,
        "server_name": observed.server_name,
        "observed_at": _time(observed_at),
        "outcome": observed.outcome.value,
        "failure": _failure_json(observed.failure) if observed.failure else None,
        "alternatives": list(observed.alternatives),
        "warnings": [asdict(warning) for warning in observed.warnings],
        "observed": _observed_json(observed),
        "timing": asdict(observed.timing),
    }


def probe_text(observed: HandshakeObserved, *, system_trust: bool = False) -> str:
    """What a person needs: what is wrong, both sides, what to check first, what is safe to do, the chain."""
    return "\n".join(probe_lines(observed, system_trust=system_trust))


def probe_lines(observed: HandshakeObserved, *, system_trust: bool = False) -> Iterator[str]:
    """The lines of `probe_text`."""
    yield from _headline(observed)
    if observed.failure is not None:
        yield from _failure_lines(observed.failure, observed.alternatives)
    for warning in observed.warnings:
        yield f"  warning    {warning.code}: {warning.explanation}"
    yield from _chain_lines(observed.observed.chain)
    if observed.failure is not None:
        yield from _advice_lines(observed.failure.code)
    if system_trust:
        yield "  judged by the system's trust store; --trust FILE judges as your callers do"


def _headline(observed: HandshakeObserved) -> Iterator[str]:
    from firstcause.tls.pages.catalogue import title

    yield f"{observed.target} asked as {observed.server_name}: {observed.outcome.value}"
    if observed.failure is not None:
        yield f"{title(observed.failure.code)} ({observed.failure.code})"
        yield f"  {observed.failure.explanation}"
        return
    seen, seconds = observed.observed, observed.timing.handshake_seconds or 0.0
    agreed = ", ".join(part for part in (seen.version, seen.cipher, seen.group, seen.alpn) if part)
    yield f"  {agreed}; handshake in {seconds * 1000:.1f} ms"


def _failure_lines(failure: HandshakeFailure, alternatives: tuple[str, ...]) -> Iterator[str]:
    yield ""
    yield f"  expected   {failure.detail.expected}"
    yield f"  presented  {', '.join(failure.detail.presented) or 'nothing'}"
    if failure.detail.certificate:
        yield f"  meant is   the {failure.detail.certificate}"
    side = "our side" if failure.detected_by == "local" else "the peer"
    alert = f", alert {failure.alert.name} ({failure.alert.number}) {failure.alert.direction}" if failure.alert else ""
    yield f"  noticed    by {side}, phase {failure.phase.value}{alert}"
    if alternatives:
        yield f"  or else    {', '.join(alternatives)}"


def _chain_lines(chain: tuple[CertificateSummary, ...]) -> Iterator[str]:
    if not chain:
        return
    yield ""
    yield "  the chain as sent"
    for depth, certificate in enumerate(chain):
        dates = f"{certificate.not_before:%Y-%m-%d} to {certificate.not_after:%Y-%m-%d}"
        yield f"  {'   ' * depth}└─ {certificate.subject}  ({dates})"
    top = chain[-1]
    if len(chain) == MOST_SHOWN:
        yield f"  these are the first {MOST_SHOWN}; there may be more"
    elif top.issuer != top.subject:
        yield f"  {'   ' * len(chain)}└─ {top.issuer}  (not sent)"


def _advice_lines(code: str) -> Iterator[str]:
    from firstcause.tls.pages.catalogue import page

    found = page(code)
    if found is None:
        return
    yield ""
    yield "  check first"
    yield from (f"    {number}. {check}" for number, check in enumerate(found.checks, 1))
    yield f"  safe to do: {found.mitigation}"


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


def _failure_json(failure: HandshakeFailure) -> dict[str, object]:
    return {
        "code": failure.code,
        "phase": failure.phase.value,
        "detected_by": failure.detected_by,
        "alert": asdict(failure.alert) if failure.alert else None,
        "detail": {
            "expected": failure.detail.expected,
            "presented": list(failure.detail.presented),
            "certificate": failure.detail.certificate or None,
        },
        "explanation": failure.explanation,
    }


def _observed_json(observed: HandshakeObserved) -> dict[str, object]:
    seen = observed.observed
    request = seen.client_certificate
    return {
        "version": seen.version or None,
        "cipher": seen.cipher or None,
        "group": seen.group or None,
        "alpn": seen.alpn or None,
        "chain": [_certificate_json(c) for c in seen.chain],
        "client_certificate": {
            "requested": request.requested,
            "acceptable_issuers": list(request.acceptable_issuers),
        },
        "ocsp_staple": seen.ocsp_staple,
        "first_bytes": seen.first_bytes,
    }


def _certificate_json(certificate: CertificateSummary) -> dict[str, object]:
    dates = {"not_before": _time(certificate.not_before), "not_after": _time(certificate.not_after)}
    return asdict(certificate) | dates | {"names": list(certificate.names)}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _path(path: Path | None) -> str:
    return str(path) if path else ""
