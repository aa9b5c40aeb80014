"""`firstcause explain`: log lines to causes; a fault code, or a rule of lint, to its page.

It reads what the user names and renders what `tls.explain` found. Whatever it finds, the exit code is 0.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from firstcause.cli.options import Format, OutputFormat
from firstcause.model.errors import FirstcauseError

if TYPE_CHECKING:
    from firstcause.tls.explain.words import Explanation, Role
    from firstcause.tls.pages.page import FaultPage

MAX_LINE = 64 * 1024  # characters of one record; what is longer is cut
RULE = re.compile(r"RCA\d{3}")
Record = tuple[str, str]
"""A record's id and its text."""


class Input(StrEnum):
    """How the input is cut into records."""

    TEXT = "text"
    NDJSON = "ndjson"


class Speaker(StrEnum):
    """Who wrote the lines."""

    CLIENT = "client"
    SERVER = "server"
    PROXY = "proxy"


SPEAKERS: Mapping[Speaker, Role] = {
    Speaker.CLIENT: "client",
    Speaker.SERVER: "server",
    Speaker.PROXY: "proxy",
}


class UnreadableError(FirstcauseError):
    """The input is no text, or no record."""


def register(app: typer.Typer) -> None:
    """Add `explain` to the command line."""
    app.command("explain")(explain)


def explain(
    what: Annotated[
        str, typer.Argument(metavar="[FILE]", help="log lines, a fault code, or a rule; default: stdin")
    ] = "-",
    role: Annotated[Speaker | None, typer.Option(help="who wrote the lines, where they do not show it")] = None,
    form: Annotated[Input, typer.Option("--input", help="text: a record a line; ndjson: {id, text}")] = Input.TEXT,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Tell what the words of a TLS library mean: who failed whom, which faults it may be, what would decide.

    `firstcause explain /var/log/nginx/error.log`

    `firstcause explain --role server --format json`

    `firstcause explain tls/incomplete-chain`

    `firstcause explain RCA601`
    """
    from firstcause.model.fault import FAULTS

    if what in FAULTS:
        _show_page(what, output)
        return
    if RULE.fullmatch(what):
        _show_rule(what, output)
        return
    with _opened(what) as file:
        for record, text in _records(file, what, form):
            _show(record, text, SPEAKERS[role] if role else None, output)


def explanation_json(record: str, found: Explanation) -> dict[str, object]:
    """The object of the contract."""
    return {
        "id": record,
        "causes": [asdict(cause) for cause in found.causes],
        "role": found.role,
        "stack": found.stack or None,
        "alert": asdict(found.alert) if found.alert else None,
        "side_at_fault": found.side_at_fault,
        "explanation": found.explanation,
        "next_checks": list(found.next_checks),
        "elsewhere": found.elsewhere or None,
    }


def explanation_lines(record: str, text: str, found: Explanation) -> Iterator[str]:
    """What a person needs: the words, what they mean, and what to check."""
    yield f"{record}: {text.strip()[:200]}"
    yield f"  {found.explanation}"
    for cause in found.causes:
        yield f"  {cause.confidence:4.0%}  {cause.code}"
    for number, check in enumerate(found.next_checks, 1):
        yield f"  {number}. {check}"


def _show(record: str, text: str, role: Role | None, output: Format) -> None:
    from firstcause.tls.explain.explain import explain as explained

    found = explained(text, role=role)
    if output is Format.JSON:
        sys.stdout.write(json.dumps(explanation_json(record, found)) + "\n")
    elif found.causes or found.elsewhere:
        typer.echo("\n".join(explanation_lines(record, text, found)) + "\n")


def _show_page(code: str, output: Format) -> None:
    from firstcause.tls.pages.catalogue import page, title

    found = page(code)
    if output is Format.JSON:
        sys.stdout.write(json.dumps({"code": code, **(asdict(found) if found else {"title": title(code)})}) + "\n")
        return
    typer.echo("\n".join([f"{title(code)} ({code})", *(_page_lines(found) if found else ())]))


def _show_rule(name: str, output: Format) -> None:
    from firstcause.review.lint.registry import rule

    found = rule(name)
    if found is None:
        raise UnreadableError(f"there is no rule {name}", hint="docs/rules/README.md lists them; RCA601 is one")
    if output is Format.JSON:
        about = {"rule": found.id, "slug": found.slug, "severity": found.level.value, "fix": found.fix.value}
        sys.stdout.write(json.dumps({**about, "page": found.page}) + "\n")
        return
    typer.echo(f"{found.id} {found.slug} ({found.level.value})\n\n{found.page}")


def _page_lines(page: FaultPage) -> Iterator[str]:
    yield f"  {page.definition}"
    yield f"  the client sees  {page.client_sees}"
    yield f"  the server sees  {page.server_sees}"
    for heading, points in (("what usually changed", page.changes), ("check first", page.checks)):
        yield f"  {heading}"
        yield from (f"    {number}. {point}" for number, point in enumerate(points, 1))
    yield f"  safe to do: {page.mitigation}"
    yield f"  to bring it about: {page.injection}"


def _opened(what: str) -> TextIO:
    """The file, or standard input. Bytes that are no UTF-8 are replaced: logs hold anything."""
    if what == "-":
        return open(sys.stdin.fileno(), encoding="utf-8", errors="replace", closefd=False)
    try:
        return Path(what).open(encoding="utf-8", errors="replace")
    except OSError as error:
        hint = "name a file, or a fault code such as tls/incomplete-chain"
        raise UnreadableError(f"{what}: {error.strerror}", hint=hint) from None


def _records(file: Iterable[str], what: str, form: Input) -> Iterator[Record]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        yield (str(number), line[:MAX_LINE]) if form is Input.TEXT else _record(line, f"{what}:{number}")


def _record(line: str, where: str) -> Record:
    try:
        body = json.loads(line)
        return str(body["id"]), str(body["text"])
    except (ValueError, KeyError, TypeError, RecursionError):
        hint = 'each line is an object with "id" and "text"'
        raise UnreadableError(f"{where}: not a record", hint=hint) from None
