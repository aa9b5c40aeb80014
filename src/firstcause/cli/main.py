"""The command line: one file a command, and one way to say what went wrong.

Exit codes are a contract: 0 well, 1 findings, 2 wrong usage or unreadable input, 3 could not observe, 130 interrupted.
"""

from __future__ import annotations

import errno
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from firstcause.cli import (
    actions,
    check,
    coverage,
    diagnose,
    drill,
    evidence,
    explain,
    incident,
    init,
    lint,
    load,
    mitigation,
    preflight,
    probe,
    rca,
    related,
    release,
    rules,
    runbook,
    search,
    serve,
    stats,
    sweep,
)
from firstcause.model.errors import FirstcauseError

# What the machine refuses, and what to do about it; any other OSError is a defect, and loud.
HINTS = {
    errno.ENOSPC: "free some space, or choose another folder",
    errno.EDQUOT: "your quota is used up: free some space, or choose another folder",
    errno.EROFS: "choose a folder that can be written to",
    errno.EACCES: "choose a folder that you may write to",
}

app = typer.Typer(
    name="firstcause",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"firstcause {version('firstcause')}")
        raise typer.Exit


@app.callback()
def about(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=_tell_version,
            help="tell which version this is",
        ),
    ] = False,
) -> None:
    """From the first failed handshake to a finished, checked RCA.

    Start here: `firstcause drill`
    """


for command in (
    drill,
    init,
    check,
    coverage,
    serve,
    probe,
    sweep,
    preflight,
    load,
    explain,
    incident,
    diagnose,
    mitigation,
    evidence,
    actions,
    runbook,
    search,
    related,
    stats,
    rules,
    release,
    lint,
    rca,
):
    command.register(app)


def run() -> None:
    """Run the command; errors that we can explain become two lines and exit code 2."""
    try:
        app()
    except FirstcauseError as error:
        complain(error)
        sys.exit(2)
    except OSError as error:
        if error.errno not in HINTS:
            raise
        complain(FirstcauseError(f"{error.strerror}: {error.filename or 'writing'}", hint=HINTS[error.errno]))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def complain(error: FirstcauseError) -> None:
    """The two lines that every explained error gets."""
    sys.stderr.write(f"firstcause: error: {error}\n")
    if error.hint:
        sys.stderr.write(f"hint: {error.hint}\n")
