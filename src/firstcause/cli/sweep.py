"""`firstcause sweep`: one deep look at each of many endpoints, told as they finish.

Without a list of targets it is the catalogue that is swept. `--fault` asks one question of all: who else has this?
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from firstcause.cli.observed_json import observed_json
from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format
from firstcause.cli.sweep_progress import Progress
from firstcause.cli.sweep_results import Results
from firstcause.cli.sweep_summary import summary_text
from firstcause.model.handshake import HandshakeObserved, Outcome
from firstcause.model.target import Target
from firstcause.review.swept import Answer, Summary, answer

AT_ONCE = 256
SHARD = re.compile(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})")


@dataclass(slots=True)
class Telling:
    """Where answers go: all of them to the file of results, to standard output those that are asked for."""

    results: Results | None
    code: str  # only who may have this fault is told; "": everybody
    output: Format
    found: int = 0

    def tell(self, target: Target, observed_at: datetime, observed: HandshakeObserved, one: Answer) -> None:
        """One answer."""
        line = json.dumps(sweep_json(target, observed_at, observed))
        if self.results is not None:
            self.results.add(line)
        if self.code and not one.may_have(self.code):
            return
        self.found += bool(self.code)
        if self.output is Format.JSON and (self.results is None or self.code):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        elif self.output is Format.TEXT and one.outcome is not Outcome.HEALTHY:
            typer.echo(sweep_line(observed))


def register(app: typer.Typer) -> None:
    """Add `sweep` to the command line."""
    app.command("sweep")(sweep)


def sweep(
    targets: Annotated[
        Path | None, typer.Option(metavar="FILE", help="NDJSON or host:port lines; default: all of firstcause.toml")
    ] = None,
    fault: Annotated[str, typer.Option(metavar="CODE", help="tell only who has this fault")] = "",
    like: Annotated[str, typer.Option(metavar="INCIDENT", help="tell only who has this incident's fault")] = "",
    shard: Annotated[str, typer.Option(metavar="I/N", help="only the I-th of N parts, as in 1/4")] = "",
    concurrency: Annotated[int, typer.Option(min=1, max=10_000, help="looks at a time")] = AT_ONCE,
    timeout: Annotated[float, typer.Option(min=0.01, help="seconds for each look")] = 5.0,
    light: Annotated[
        bool, typer.Option("--light", help="a light look first, a deep one where anything is odd")
    ] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="write every answer there")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="go on where the file of --out ends")] = False,
    config: ConfigFile = DEFAULT_CONFIG,
    output: Annotated[Format, typer.Option("--format", help="json: an answer a line; text for people")] = Format.JSON,
) -> None:
    """Look at many TLS endpoints, and tell each answer as it comes; a summary follows.

    `firstcause sweep`

    `firstcause sweep --targets fleet.ndjson --out swept.ndjson`

    `firstcause sweep --targets fleet.ndjson --out swept.ndjson --resume`

    `firstcause sweep --fault tls/incomplete-chain --format text`

    `firstcause sweep --like 2025-11-07-1`
    """
    from firstcause.app.sweep import sweep as look_at_all

    code = _wanted_code(fault, like, config)
    listed = _part(_listed(targets, config, timeout), shard)
    with _results(out, resume=resume) or nullcontext() as results:
        telling, summary = Telling(results, code, output), Summary(datetime.now(UTC))
        for earlier in results.earlier if results else ():
            summary.note(earlier)
        left = [target for target in listed if results is None or not results.has(target)]
        with _promising(out), Progress(len(left)) as progress:
            for target, observed_at, observed in look_at_all(left, concurrency, light=light):
                one = answer(observed)
                telling.tell(target, observed_at, observed, one)
                summary.note(one)
                progress.advance(faulty=one.outcome is Outcome.FAULTY)
    typer.echo(summary_text(summary), err=output is Format.JSON)
    raise typer.Exit(exit_code(summary, code))


def exit_code(summary: Summary, code: str) -> int:
    """0 all healthy, or nobody with the fault asked for; 1 somebody; 3 nobody, but some could not be observed."""
    faulty = summary.may_have[code] if code else summary.outcomes[Outcome.FAULTY]
    if faulty:
        return 1
    return 3 if summary.outcomes[Outcome.UNOBSERVED] else 0


def sweep_json(target: Target, observed_at: datetime, observed: HandshakeObserved) -> dict[str, object]:
    """The object of `probe`, and which row of the list it answers."""
    row = {"id": target.id, "line": target.line, "service": observed.service or None, "view": observed.view or None}
    return row | observed_json(observed, observed_at)


def sweep_line(observed: HandshakeObserved) -> str:
    """What a person needs of one finding."""
    whose = " ".join(f"{word} {name}" for word, name in (("of", observed.service), ("as", observed.view)) if name)
    code = observed.failure.code if observed.failure else observed.outcome.value
    said = observed.failure.explanation if observed.failure else ""
    return f"{observed.target} {whose + ' ' if whose else ''}{code}: {said}"


@contextmanager
def _promising(out: Path | None) -> Iterator[None]:
    """Whoever interrupts is told that nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        if out is not None:
            sys.stderr.write(f"interrupted; {out} keeps what was answered, and --resume goes on from there\n")
        raise


def _listed(file: Path | None, config: Path, timeout: float) -> list[Target]:
    from firstcause.config.load import load
    from firstcause.config.targets import TargetFile, catalogue_targets

    if file is None:
        return catalogue_targets(load(config).catalogue, timeout)
    found = TargetFile(file, timeout)
    listed = list(found)
    if found.unknown:
        sys.stderr.write(f"note: {file}: keys that are not known were left aside: {', '.join(sorted(found.unknown))}\n")
    return listed


def _part(listed: list[Target], shard: str) -> list[Target]:
    """Every N-th target, beginning with the I-th: all parts together are the list, and none is much longer."""
    if not shard:
        return listed
    found = SHARD.fullmatch(shard)
    if found is None or int(found[1]) > int(found[2]):
        raise typer.BadParameter(f"'{shard}' is no part of a whole, such as 1/4, 2/4, 3/4 and 4/4")
    return listed[int(found[1]) - 1 :: int(found[2])]


def _results(out: Path | None, *, resume: bool) -> Results | None:
    if out is None and resume:
        raise typer.BadParameter("--resume goes on with the file of --out, and none is named")
    return Results.open(out, resume=resume) if out else None


def _wanted_code(fault: str, like: str, config: Path) -> str:
    """The fault that is asked for: by its code, or as the cause of an incident. Raises BadParameter."""
    from firstcause.model.fault import FAULTS

    if fault and fault not in FAULTS:
        raise typer.BadParameter(
            f"there is no fault '{fault}'; `firstcause explain CODE` tells of each, as in tls/unknown-ca"
        )
    if not like:
        return fault
    return fault or _cause_of(like, config)


def _cause_of(incident: str, config: Path) -> str:
    from firstcause.app import Archive
    from firstcause.config.load import load

    with Archive(load(config)) as archive:
        cause = archive.desk.incident(incident).cause
    if cause is None:
        raise typer.BadParameter(f"{incident} has no cause yet; --fault CODE asks for one")
    return cause.code
