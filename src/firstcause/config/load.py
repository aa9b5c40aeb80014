"""Reads `firstcause.toml`. Every complaint names file, line, what was expected, and a hint."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

from firstcause.config import changes, heartbeat, services, settings
from firstcause.config.errors import ConfigError
from firstcause.config.exporter import exporter
from firstcause.config.logs import log_interval
from firstcause.config.prometheus import prometheus
from firstcause.config.schema import Config
from firstcause.config.table import Source, Table

_PLACE = re.compile(r"\(at line (\d+), column \d+\)$")


def load(path: Path) -> Config:
    """The configuration in this file. Raises ConfigError."""
    return read(table_in(path, "configuration file", "name it with --config, or run where firstcause.toml lies"))


def table_in(path: Path, what: str, hint: str) -> Table:
    """The whole of a TOML file. `what` it is and the `hint` are for whoever names one that is not there."""
    source = _read(path, what, hint)
    try:
        values = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(source, str(error)) from None
    return Table(source, (), values)


def read(top: Table) -> Config:
    """The configuration in this table."""
    catalogue = services.catalogue(top)
    contacts = settings.contacts(top)
    deployers = settings.deployers(top)
    sources = top.table("sources")
    change_files, change_settings = changes.changes(sources, os.environ)
    config = Config(
        path=top.source.path.absolute(),
        catalogue=catalogue,
        detect=settings.detect(top),
        diagnose=settings.diagnose(top),
        mitigate=settings.mitigate(top),
        page=settings.page(top, contacts),
        store=settings.store(top, os.environ),
        serve=settings.serve(top, os.environ),
        contacts=contacts,
        deployers=deployers,
        changes=change_settings,
        heartbeat=heartbeat.heartbeat(top, os.environ),
        change_files=change_files,
        scrape_interval=settings.scrape_interval(sources),
        log_interval=log_interval(sources),
        prometheus=prometheus(sources, os.environ),
        exporter=exporter(top, catalogue),
        author=top.text("author", "SRE"),
    )
    sources.done()
    top.done()
    services.check_deployers(top, catalogue, {d.name for d in deployers})
    return config


def _read(path: Path, what: str, hint: str) -> Source:
    try:
        # Some editors put a byte order mark in front; it is no part of the text.
        return Source(path, path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"there is no {what} {path}", hint=hint) from None
    except OSError as error:
        hint = "it must be a text file that you may read"
        raise ConfigError(f"{path} cannot be read: {error.strerror}", hint=hint) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: not a text in UTF-8", hint="save the file in UTF-8") from None


def _not_toml(source: Source, problem: str) -> ConfigError:
    """tomllib tells the place in words only: "... (at line 3, column 5)" or "... (at end of document)"."""
    place = _PLACE.search(problem)
    line = int(place[1]) if place else source.text.count("\n") + 1
    twice = "declare" in problem or "overwrite" in problem
    hint = "a table or key stands in the file once" if twice else "strings stand in quotes, tables in [brackets]"
    return ConfigError(f"{source.path}:{line}: not valid TOML: {problem}", hint=hint)
