"""Reads `firstcause.toml`. Every complaint names file, line, what was expected, and a hint."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from firstcause.config import services, settings
from firstcause.config.errors import ConfigError
from firstcause.config.schema import Config
from firstcause.config.table import Source, Table


def load(path: Path) -> Config:
    """The configuration in this file. Raises ConfigError."""
    source = _read(path)
    try:
        values = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"{path}: not valid TOML: {error}", hint="strings stand in quotes, tables in [brackets]"
        ) from None
    return read(Table(source, (), values))


def read(top: Table) -> Config:
    """The configuration in this table."""
    catalogue = services.catalogue(top)
    contacts = settings.contacts(top)
    deployers = settings.deployers(top)
    sources = top.table("sources")
    config = Config(
        path=top.source.path.absolute(),
        catalogue=catalogue,
        detect=settings.detect(top),
        diagnose=settings.diagnose(top),
        mitigate=settings.mitigate(top),
        page=settings.page(top, contacts),
        store=settings.store(top),
        serve=settings.serve(top, os.environ),
        contacts=contacts,
        deployers=deployers,
        change_files=settings.change_files(sources),
        scrape_interval=settings.scrape_interval(sources),
        author=top.text("author", "SRE"),
    )
    sources.done()
    top.done()
    services.check_deployers(top, catalogue, {d.name for d in deployers})
    return config


def _read(path: Path) -> Source:
    try:
        return Source(path, path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"there is no configuration file {path}", hint="name it with --config, or run where firstcause.toml lies"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path} cannot be read: {error}", hint="it must be a text file in UTF-8 that you may read"
        ) from None
