"""`firstcause serve`: intake, engine, probes and API in one process."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile


def register(app: typer.Typer) -> None:
    """Add `serve` to the command line."""
    app.command("serve")(serve)


def serve(
    config: ConfigFile = DEFAULT_CONFIG,
    leave_with_stdin: Annotated[
        bool, typer.Option(help="stop when standard input ends, as when the parent process dies")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="log what is done, to stderr")] = False,
) -> None:
    """Watch the services of the configuration: detect, page, diagnose, mitigate, record.

    firstcause serve --config firstcause.toml
    """
    from firstcause.config.load import load
    from firstcause.serve.service import run

    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    raise typer.Exit(run(load(config), leave_with_stdin=leave_with_stdin))
