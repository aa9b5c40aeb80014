"""`firstcause rca import`: a postmortem of another format, taken apart into our fields, or rewritten as a draft.

It reads what the user names and renders what `document.importing` found. What the document does not say stays empty.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from firstcause.cli.options import Format, OutputFormat
from firstcause.model.errors import FirstcauseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from firstcause.document.importing.imported import Imported
    from firstcause.document.reading.stated import Reading

MOST_BYTES = 8 << 20
FIELDS = ("title", "date", "start", "end", "timezone", "duration_minutes", "severity", "services", "author")
PASSAGES = ("root_cause", "impact")
SHOWN = 160  # characters of a value on a person's screen


class UnreadableError(FirstcauseError):
    """The document cannot be read, or not be rewritten."""


def register(app: typer.Typer) -> None:
    """Add `rca` to the command line."""
    group = typer.Typer(no_args_is_help=True, help="Documents: import what other teams and tools wrote.")
    group.command("import")(import_file)
    app.add_typer(group, name="rca")


def import_file(
    file: Annotated[str, typer.Argument(metavar="FILE", help="a postmortem in Markdown; - is standard input")],
    to_native: Annotated[bool, typer.Option("--to-native", help="print a draft in the native format instead")] = False,
    day: Annotated[str, typer.Option("--date", help="the incident's day, where the document names none")] = "",
    output: OutputFormat = Format.TEXT,
) -> None:
    """Read a foreign postmortem: every field with its lines and how sure it is, and nothing that it does not say.

    `firstcause rca import old/outage.md`

    `firstcause rca import outage.md --format json`

    `firstcause rca import outage.md --to-native > RCAs/2025-11-07-outage.md`
    """
    from firstcause.document.importing.import_document import import_document

    reading = _read(file)
    found = import_document(reading)
    if to_native:
        sys.stdout.write(_draft(file, found, reading, day))
    elif output is Format.JSON:
        from firstcause.document.importing.as_json import imported_json

        sys.stdout.write(json.dumps(imported_json(found)) + "\n")
    else:
        typer.echo("\n".join(_lines(found)))
        sys.stderr.write(f"a draft with what is missing as questions: firstcause rca import {file} --to-native\n")


def _read(file: str) -> Reading:
    from firstcause.document.reading.read import read
    from firstcause.document.spans import Source

    try:
        with open(sys.stdin.fileno(), "rb", closefd=False) if file == "-" else Path(file).open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"{file}: {error.strerror}", hint="name a Markdown file") from None
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"{file}: more than {MOST_BYTES >> 20} MiB", hint="no postmortem is that long; cut it")
    return read(Source(content.decode(errors="replace"), "" if file == "-" else file))


def _draft(file: str, found: Imported, reading: Reading, day: str) -> str:
    from firstcause.document.importing.native import native_draft
    from firstcause.document.render import render

    rca = native_draft(found, reading, _day(file, found, day), datetime.now(UTC).date())
    asked = sum(question.open for question in rca.questions())
    sys.stderr.write(f"{asked} question{'' if asked == 1 else 's'} open: search for [!question]\n")
    return render(rca)


def _day(file: str, found: Imported, day: str) -> date:
    if day:
        try:
            return date.fromisoformat(day)
        except ValueError:
            raise UnreadableError(f"{day}: no day", hint="write it as 2025-11-07") from None
    if found.date is None:
        raise UnreadableError(f"{file}: the document names no day", hint="say it with --date 2025-11-07")
    return found.date.value


def _lines(found: Imported) -> Iterator[str]:
    """A field a line: its value, how sure, and where it stands."""
    from firstcause.document.importing.as_json import imported_json

    told = imported_json(found)
    for name in (*FIELDS, *PASSAGES):
        value = told[name]["text"] if name in PASSAGES and told[name] else told[name]
        yield f"{name:17} {_value(value)}{_where(told, name)}"
    for name, row in (("timeline", "timeline"), ("action_items", "actions")):
        yield f"{row:17} {len(told[name])}"
        yield from (f"  line {one['line']:<5} {_told(one)}" for one in told[name])


def _told(one: dict[str, object]) -> str:
    if "at" in one:
        return f"{one['at'] or one['written']}  {str(one['text'])[:SHOWN]}"
    said = [f"{key} {one[key]}" for key in ("owner", "due", "status") if one[key]]
    return str(one["text"])[:SHOWN] + (f" ({', '.join(said)})" if said else "")


def _value(value: object) -> str:
    if value in (None, []):
        return "not said"
    text = ", ".join(map(str, value)) if isinstance(value, list) else " ".join(str(value).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _where(told: dict[str, Any], name: str) -> str:
    if name not in told["lines"]:
        return ""
    first, last = told["lines"][name]
    lines = f"line {first}" if first == last else f"lines {first}-{last}"
    return f"  ({told['confidence'][name]:.0%}, {lines})"
