"""`firstcause diagnose`: the competing hypotheses of an incident, with what speaks for and against each."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat

if TYPE_CHECKING:
    from firstcause.model.incident import Hypothesis, Incident, Reason

Document = dict[str, object]


def register(app: typer.Typer) -> None:
    """Add `diagnose` to the command line."""
    app.command("diagnose")(diagnose)


def diagnose(
    incident: Annotated[str, typer.Option("--incident", metavar="ID", help="as in 2025-11-07-1")],
    config: ConfigFile = DEFAULT_CONFIG,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Ranked hypotheses, for and against, as the log holds them.

    `firstcause diagnose --incident 2025-11-07-1`

    `firstcause diagnose --incident 2025-11-07-1 --format json`
    """
    from firstcause.app import Archive
    from firstcause.config.load import load

    with Archive(load(config)) as archive:
        one, names = archive.desk.incident(incident), archive.desk.names(incident)
    if output is Format.JSON:
        sys.stdout.write(json.dumps(_document(one, names)) + "\n")
        return
    for line in _lines(one, names):
        typer.echo(line)


def _document(one: Incident, names: Mapping[str, str]) -> Document:
    """In the shape of the contract; what was ruled out comes last, with the reason against it."""
    standing = [_hypothesis(h, h.contradicting, names) for h in one.hypotheses]
    excluded = [_hypothesis(h, (*h.contradicting, reason), names) for h, reason in one.ruled_out]
    verdict = "cause" if one.cause else "inconclusive"
    return {"verdict": verdict, "would_decide": one.inconclusive or None, "ranking": [*standing, *excluded]}


def _hypothesis(one: Hypothesis, against: tuple[Reason, ...], names: Mapping[str, str]) -> Document:
    from firstcause.eventlog.codec import to_json
    from firstcause.model.fault import family, slug

    return {
        "service": one.service,
        "code": one.code,
        "score": one.score,
        "unit": "weight of the evidence",
        "mechanism": slug(one.code) if family(one.code) == "app" else one.code,
        "confidence": one.confidence,
        "evidence": [e for reason in one.supporting for e in _cited(reason, names)],
        "against": [e for reason in against for e in _cited(reason, names)],
        "change": to_json(one.change) if one.change else None,
    }


def _cited(reason: Reason, names: Mapping[str, str]) -> Iterator[Document]:
    for content_id in reason.evidence:
        yield {"id": names.get(content_id, content_id), "text": reason.text}


def _lines(one: Incident, names: Mapping[str, str]) -> Iterator[str]:
    verdict = f"cause: {one.cause.code} on {one.cause.service}" if one.cause else "inconclusive"
    yield f"{one.id}: {verdict}"
    if one.inconclusive and not one.cause:
        yield f"what would decide it: {one.inconclusive}"
    for place, hypothesis in enumerate(one.hypotheses, 1):
        yield f"{place}. {hypothesis.code} on {hypothesis.service}, confidence {hypothesis.confidence:.2f}"
        yield from (f"   for      {_told(reason, names)}" for reason in hypothesis.supporting)
        yield from (f"   against  {_told(reason, names)}" for reason in hypothesis.contradicting)
    for hypothesis, reason in one.ruled_out:
        yield f"-  {hypothesis.service}, ruled out: {_told(reason, names)}"
    if not one.hypotheses and not one.ruled_out:
        yield "nothing was ranked so far"


def _told(reason: Reason, names: Mapping[str, str]) -> str:
    short = ", ".join(names[one] for one in reason.evidence if one in names)
    return f"{reason.text} ({short})" if short else reason.text
