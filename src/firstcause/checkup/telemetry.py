"""Do the sources of telemetry answer: metrics of each service, and the files of change events?"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http.client import HTTPException
from pathlib import Path

from firstcause.checkup.outcome import Checked, absent, broken, works
from firstcause.config.schema import Config
from firstcause.model.errors import FirstcauseError
from firstcause.model.evidence import Unobserved
from firstcause.sources.changes import ChangeFile
from firstcause.sources.exposition import Exposition
from firstcause.sources.metrics_client import MetricsClient

AT_ONCE = 16
SCRAPE_SECONDS = 5.0
METRICS, CHANGES = "metrics", "changes"


def check(config: Config, now: datetime) -> list[Checked]:
    """A line for each target of a scrape and each file."""
    targets = [(service.name, url) for service in config.catalogue for url in service.metrics]
    with ThreadPoolExecutor(AT_ONCE, "check") as pool:
        scraped = list(pool.map(lambda target: _scraped(*target), targets))
    return [*scraped, *_changes(config, now)]


def _scraped(service: str, url: str) -> Checked:
    name = f"{service} {url}"
    try:
        client = MetricsClient(url, SCRAPE_SECONDS)
        try:
            text, _ = client.fetch()
        finally:
            client.close()
        count = sum(1 for _ in Exposition({}).parse(text))
    except (FirstcauseError, OSError, HTTPException, ValueError) as error:
        return broken(
            METRICS, name, str(error) or type(error).__name__, "is this the URL of its metrics, seen from here?"
        )
    if not count:
        return broken(
            METRICS, name, "answers without a sample", "is this the metrics path, in Prometheus' text format?"
        )
    return works(METRICS, name, f"{count} samples")


def _changes(config: Config, now: datetime) -> Iterator[Checked]:
    if not config.change_files:
        yield absent(CHANGES, "", "no change is known to firstcause", "name a file in [sources.changes]")
    for path in config.change_files:
        yield _change_file(path, now - config.diagnose.change_window)


def _change_file(path: Path, since: datetime) -> Checked:
    source = ChangeFile(path)
    found = source.changes(since)
    if isinstance(found, Unobserved) and _is_to_come(path):
        return absent(CHANGES, str(path), "not there yet", "your deployer creates it with its first change event")
    if isinstance(found, Unobserved):
        return broken(CHANGES, str(path), found.reason, "firstcause must be able to read it")
    if source.skipped():
        return broken(
            CHANGES, str(path), source.problems()[-1], f"{source.skipped()} lines cannot be read: see that one"
        )
    return works(CHANGES, str(path), f"{len(found)} changes within the change window")


def _is_to_come(path: Path) -> bool:
    """Not there, in a folder that is."""
    try:
        return path.parent.is_dir() and not path.exists()
    except OSError:
        return False
