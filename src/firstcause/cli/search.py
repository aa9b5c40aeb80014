"""`firstcause search`: the incidents of a vault that answer a question, each with its reasons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat
from firstcause.cli.vaults import Day, VaultFolder, complain_of, configured, day_of, folder_of

if TYPE_CHECKING:
    from firstcause.app.vault.reports import Found
    from firstcause.review.search.rank import Result


def register(app: typer.Typer) -> None:
    """Add `search` to the command line."""
    app.command("search")(search)


def search(
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help="what you would ask a colleague")],
    vault: VaultFolder = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="how many documents at most")] = 10,
    today: Day = None,
    likeness: Annotated[
        str, typer.Option(help="an installed model of language that is to help; none comes with us")
    ] = "",
    config: ConfigFile = DEFAULT_CONFIG,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Find incidents by service, severity, time, duration, users, people, kind of fault, and by words.

    `firstcause search "certificate problems in order-service last autumn"`

    `firstcause search "P1 longer than an hour" --vault DIR`

    `firstcause search '"no such host" -billing-api after:2026-01-01'`
    """
    from firstcause.app.vault import reports

    loaded = configured(config)
    question = " ".join(query)
    found = reports.search(folder_of(vault, loaded), question, limit, day_of(today), loaded, likeness)
    complain_of(found.refreshed.unread)
    if output is Format.JSON:
        typer.echo(json.dumps({"results": [_json(one) for one in found.results], "documents": found.documents}))
    else:
        typer.echo("\n".join(_lines(found)))


def _json(one: Result) -> dict[str, object]:
    return {"path": one.path, "score": one.score, "why": one.why, "title": one.title, "lacks": one.lacks}


def _lines(found: Found) -> Iterator[str]:
    """Each with its reasons; those that lack something stand below a line that says so."""
    if not found.results:
        yield f"none of {found.documents} documents"
        return
    is_near = False
    for place, one in enumerate(found.results, 1):
        if one.lacks and not is_near:
            is_near = True
            yield "near, but not all that was asked for:"
        yield f"{place:>2}  {one.path}"
        yield f"    {one.title}"
        yield f"    {'; '.join(one.why) or 'no more than its date'}"
        if one.lacks:
            yield f"    not: {'; '.join(one.lacks)}"
