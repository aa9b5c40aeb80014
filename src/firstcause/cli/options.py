"""Options that several commands share."""

from __future__ import annotations

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
