"""How a proof is told, wherever a command has one: a line or an object, and the exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NoReturn

import typer

from firstcause.cli.options import Format

if TYPE_CHECKING:
    from firstcause.review.checks import Proof


def tell(proof: Proof, output: Format) -> NoReturn:
    """Print it, and leave: 0 it passes, 1 it fails, 3 it could not be run."""
    from firstcause.review.checks import Verdict
    from firstcause.tls.told import told

    if output is Format.JSON:
        typer.echo(json.dumps({"verdict": proof.verdict.value, "reason": proof.reason}))
    else:
        typer.echo(f"{proof.verdict.value}: {told(proof.reason)}")
    raise typer.Exit({Verdict.PASSES: 0, Verdict.FAILS: 1}.get(proof.verdict, 3))
