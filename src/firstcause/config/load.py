"""Reads `firstcause.toml`. Every complaint names file, line, what was expected, and a hint."""

from __future__ import annotations

import os
from pathlib import Path

from firstcause.config import changes, heartbeat, services, settings
from firstcause.config.exporter import exporter
from firstcause.config.file import table_in
from firstcause.config.lint import lint_settings
from firstcause.config.logs import log_interval
from firstcause.config.prometheus import prometheus
from firstcause.config.schema import Config
from firstcause.config.table import Table


def load(path: Path) -> Config:
    """The configuration in this file. Raises ConfigError."""
    return read(table_in(path, "configuration file", "name it with --config, or run where firstcause.toml lies"))


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
        lint=lint_settings(top),
    )
    sources.done()
    top.done()
    services.check_deployers(top, catalogue, {d.name for d in deployers})
    return config
