"""Can the logs of each service be read? One look at each place; what is written meanwhile is not waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice

from firstcause.checkup.outcome import Checked, absent, broken, works
from firstcause.config.schema import Config
from firstcause.model.service import LogKind, LogPlace
from firstcause.sources.logs.watch import lines_of

KIND = "logs"
ENOUGH = 1000  # lines: more of them prove nothing more


def check(config: Config) -> list[Checked]:
    """A line for each place."""
    return [line for service in config.catalogue for place in service.logs for line in _place(service.name, place)]


def _place(service: str, place: LogPlace) -> Iterator[Checked]:
    name = f"{service} {place}"
    with closing(lines_of(place)) as source:
        count = sum(1 for _ in islice(source.poll(), ENOUGH))
        problems = source.problems()
    if problems:
        yield broken(KIND, name, problems[0], "firstcause must be able to read it, as the user that runs it")
    elif count:
        yield works(KIND, name, f"{count} lines at its end" if count < ENOUGH else f"{ENOUGH} lines and more")
    elif place.kind is LogKind.JOURNALD:
        yield works(KIND, name, "no entry within a moment")
    else:
        yield absent(KIND, name, "nothing has been written there", "is this the file that the service writes?")
