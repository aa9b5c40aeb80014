"""`firstcause check`: everything that the configuration names is tried once, and what is missing is said."""

from __future__ import annotations

import getpass
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat

if TYPE_CHECKING:
    from firstcause.checkup.outcome import Checked
    from firstcause.checkup.run import Checkup
    from firstcause.config.schema import Config


def register(app: typer.Typer) -> None:
    """Add `check` to the command line."""
    app.command("check")(check)


def check(
    config: ConfigFile = DEFAULT_CONFIG,
    test_page: Annotated[str, typer.Option(metavar="NAME", help="really page this contact, with a code")] = "",
    answered: Annotated[str, typer.Option(metavar="CODE", help="the code of a test page that arrived")] = "",
    output: OutputFormat = Format.TEXT,
) -> None:
    """Try every endpoint, view, source, contact, deployer and store once: works, or why not and what to do.

    `firstcause check`

    `firstcause check --test-page alice`

    `firstcause check --answered K7WQ2MXA`
    """
    from firstcause.checkup.run import run
    from firstcause.config.load import load

    loaded = load(config)
    if answered:
        _answer(loaded, answered)
    elif test_page:
        lines = _send(loaded, test_page)
        _show(lines, output, {})
        raise typer.Exit(_exit_code(lines))
    else:
        checkup = run(loaded)
        _show(checkup.checked, output, _verdict(checkup))
        if output is Format.TEXT:
            _tell(checkup)
        raise typer.Exit(_exit_code(checkup.checked))


def _answer(config: Config, code: str) -> None:
    from firstcause.app import Archive
    from firstcause.checkup.pages import answer

    with Archive(config) as archive:
        channel = answer(archive, code, getpass.getuser())
    typer.echo(f"{channel} reaches a person; `firstcause check` says what is left")


def _send(config: Config, contact: str) -> list[Checked]:
    from firstcause.app import Archive
    from firstcause.checkup.pages import send

    with Archive(config) as archive:
        return send(archive, contact)


def _exit_code(lines: Sequence[Checked]) -> int:
    return 1 if any(line.state == "broken" for line in lines) else 0


def _show(lines: Sequence[Checked], output: Format, verdict: dict[str, object]) -> None:
    if output is Format.JSON:
        typer.echo(json.dumps({"checks": [asdict(line) for line in lines], **verdict}))
        return
    for line in lines:
        typer.echo(f"{line.state.value:<7} {line.kind:<10} {line.name}".rstrip())
        typer.echo(f"{'':<18} {line.told}")
        if line.remedy:
            typer.echo(f"{'':<18} -> {line.remedy}")


def _verdict(checkup: Checkup) -> dict[str, object]:
    verdict = checkup.verdict
    return {
        "verdict": verdict.text,
        "missing_for_watching": list(verdict.for_watching),
        "missing_for_paging": list(verdict.for_paging),
    }


def _tell(checkup: Checkup) -> None:
    """The verdict, and what is missing for the next better one."""
    typer.echo(f"\n{checkup.verdict.text}")
    if checkup.verdict.for_watching:
        _missing("watch", checkup.verdict.for_watching)
    _missing("page", checkup.verdict.for_paging)


def _missing(what: str, sentences: Sequence[str]) -> None:
    if sentences:
        typer.echo(f"missing to {what}:")
        for sentence in sentences:
            typer.echo(f"  - {sentence}")
