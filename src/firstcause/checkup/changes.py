"""Can we learn of changes: from files of change events, from repositories and clusters, and from whoever sends them?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from firstcause.app import change_sources
from firstcause.checkup.outcome import Checked, absent, broken, works
from firstcause.config.schema import Config
from firstcause.model.evidence import Unobserved
from firstcause.sources.changes import ChangeFile
from firstcause.sources.polled import PolledChanges

KIND = "changes"


def check(config: Config, now: datetime) -> Iterator[Checked]:
    """A line for each file, each repository or cluster, and one for what is sent to us."""
    since, sources = now - config.diagnose.change_window, change_sources(config)
    if not config.learns_of_changes:
        yield absent(KIND, "", "no change is known to firstcause", "name a file in [sources.changes]")
    for path in config.change_files:
        yield _file(path, since)
    for source in sources.polled:
        source.refresh()
        yield _told(source, since, "try the same by hand, as the user that runs firstcause")
    if config.changes.signed:
        yield works(KIND, "/intake", "takes what is signed with the configured secret")


def _file(path: Path, since: datetime) -> Checked:
    if _is_to_come(path):
        return absent(KIND, str(path), "not there yet", "your deployer creates it with its first change event")
    return _told(ChangeFile(path), since, "firstcause must be able to read it")


def _told(source: ChangeFile | PolledChanges, since: datetime, remedy: str) -> Checked:
    found = source.changes(since)
    if isinstance(found, Unobserved):
        return broken(KIND, source.name, found.reason, remedy)
    if source.skipped():
        hint = f"{source.skipped()} records cannot be read: see that one"
        return broken(KIND, source.name, source.problems()[-1], hint)
    return works(KIND, source.name, f"{len(found)} changes within the change window")


def _is_to_come(path: Path) -> bool:
    """Not there, in a folder that is."""
    try:
        return path.parent.is_dir() and not path.exists()
    except OSError:
        return False
