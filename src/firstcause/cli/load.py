"""`firstcause load`: handshakes with a service as a scenario says, until its objective breaks or the time is over."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat

if TYPE_CHECKING:
    from firstcause.app.load import Loaded
    from firstcause.config.schema import Config
    from firstcause.load.tally import Tally
    from firstcause.model.load import LoadScenario


def register(app: typer.Typer) -> None:
    """Add `load` to the command line."""
    app.command("load")(load)


def load(
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO", help="the file of the scenario, TOML")],
    rate: Annotated[float | None, typer.Option(min=0.001, help="a second, instead of the scenario's")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="write load.json and its plots there")] = None,
    timeout: Annotated[float, typer.Option(min=0.01, help="seconds for each handshake")] = 5.0,
    last: Annotated[bool, typer.Option("--last", help="run nothing: did its last run meet the objective")] = False,
    config: ConfigFile = DEFAULT_CONFIG,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Put a service under a load of handshakes, and stop when its objective breaks.

    Only services with `load = true` in firstcause.toml.

    `firstcause load order-service.toml`

    `firstcause load order-service.toml --rate 200 --out results`

    `firstcause load RCAs/evidence/2025-11-07-incomplete-chain-order-service/load.toml --last`
    """
    from dataclasses import replace

    from firstcause.app.load import Load
    from firstcause.app.load_runs import keep_run
    from firstcause.cli.load_plots import write_plots
    from firstcause.config.load import load as configuration
    from firstcause.config.load_scenario import load_scenario

    loaded_config = configuration(config)
    scenario = _file(scenario, loaded_config.store.vault)
    if last:
        _tell_last(scenario, loaded_config, output)
    catalogue = loaded_config.catalogue
    asked = load_scenario(scenario, catalogue)
    content = scenario.read_bytes()
    asked = replace(asked, rate=rate) if rate else asked
    loaded = Load(asked, catalogue, timeout).run(_tell)
    if not rate and not loaded.interrupted:  # another rate, or a part, is not what the scenario asks for
        keep_run(scenario, content, asked, loaded, datetime.now(UTC))
    found = as_json(scenario, asked, loaded)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "load.json").write_text(json.dumps(found) + "\n", "utf-8")
        write_plots(out, loaded.tally)
    typer.echo(json.dumps(found) if output is Format.JSON else "\n".join(_lines(asked, loaded)))
    raise typer.Exit(130 if loaded.interrupted else int(bool(loaded.broken)))


def _file(scenario: Path, vault: Path) -> Path:
    """The scenario; a path that is not there counts from the vault, as documents have it."""
    return scenario if scenario.exists() or not (vault / scenario).is_file() else vault / scenario


def _tell_last(scenario: Path, config: Config, output: Format) -> NoReturn:
    from dataclasses import replace

    from firstcause.app.proofs.loaded import prove_loaded
    from firstcause.cli.proof import tell
    from firstcause.review.checks import LoadCheck

    beside = replace(config, store=replace(config.store, vault=scenario.absolute().parent))
    tell(prove_loaded(LoadCheck(scenario.name), beside), output)


def as_json(file: Path, scenario: LoadScenario, loaded: Loaded) -> dict[str, object]:
    """One object: what was asked, what became of it, and whether the objective held."""
    tally = loaded.tally
    return {
        "scenario": str(file),
        "service": scenario.service,
        "rate": scenario.rate,
        "seconds": round(loaded.seconds, 3),
        "handshakes": tally.done,
        "held": not loaded.broken,
        "broken": loaded.broken or None,
        "latency_seconds": {name: round(value, 6) for name, value in tally.quantiles().items()},
        "failures": dict(tally.failures),
        "expected_failures": dict(tally.expected),
        "versions": dict(tally.versions),
        "resumed": tally.resumed,
        "late_seconds": round(loaded.late_seconds, 6),
        "interrupted": loaded.interrupted,
    }


def _tell(now: float, tally: Tally) -> None:
    p95 = tally.quantiles().get("p95")
    latency = f", p95 {p95 * 1000:.1f} ms" if p95 is not None else ""
    failed = sum(tally.failures.values())
    sys.stderr.write(f"{now:5.0f} s  {tally.done} handshakes, {failed} failed{latency}\n")


def _lines(scenario: LoadScenario, loaded: Loaded) -> Iterator[str]:
    tally = loaded.tally
    verdict = f"the objective broke: {loaded.broken}" if loaded.broken else "the objective held"
    yield f"{tally.done} handshakes with {scenario.service} in {loaded.seconds:.1f} s: {verdict}"
    quantiles = ", ".join(f"{name} {value * 1000:.1f} ms" for name, value in tally.quantiles().items())
    if quantiles:
        yield f"  latency    {quantiles}, from the moment at which each was due"
    for code, count in tally.failures.most_common():
        yield f"  failed     {count:>6}  {code}"
    for code, count in tally.expected.most_common():
        yield f"  expected   {count:>6}  {code}"
    spoken = ", ".join(f"{version} {count}" for version, count in sorted(tally.versions.items()))
    yield f"  versions   {spoken or 'none'}"
    if tally.resumed:
        yield f"  resumed    {tally.resumed}"
    if loaded.late_seconds > 0.1:
        yield f"  our own side was up to {loaded.late_seconds:.2f} s late: this machine is too slow for such a rate"
