"""Options that several commands share."""

from __future__ import annotations

import shlex
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """Text is for people, JSON for machines."""

    TEXT = "text"
    JSON = "json"


OutputFormat = Annotated[Format, typer.Option("--format", help="text for people, json for machines")]
ConfigFile = Annotated[Path, typer.Option("--config", "-c", envvar="FIRSTCAUSE_CONFIG", help="the configuration file")]
DEFAULT_CONFIG = Path("firstcause.toml")


def this_command() -> str:
    """How the reader can call us from this very shell: by name where that works, else by the path used now."""
    if shutil.which("firstcause"):
        return "firstcause"
    called = Path(sys.argv[0]).absolute()
    if called.name == "__main__.py":  # `python -m firstcause`: the file itself is no program
        return f"{shlex.quote(sys.executable)} -m firstcause"
    return shlex.quote(str(called))
