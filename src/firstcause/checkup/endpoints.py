"""Does every endpoint answer, as each of its views? One real handshake each, all at once, none repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from firstcause.checkup.outcome import Checked, absent, broken, works
from firstcause.config.schema import Config
from firstcause.model.handshake import HandshakeFailure, HandshakeObserved, Look, Outcome
from firstcause.tls.pages.catalogue import page

KIND = "endpoint"
LookAll = Callable[[Iterable[Look]], Sequence[tuple[datetime, HandshakeObserved]]]


def check(config: Config, look_all: LookAll) -> list[Checked]:
    """A line for each endpoint and view."""
    looks = list(_looks(config))
    seen = look_all(looks)
    bare = [s.name for s in config.catalogue if not s.endpoints]
    return [
        *(_judged(look, observed) for look, (_, observed) in zip(looks, seen, strict=True)),
        *(absent(KIND, name, "no endpoint", f"add endpoints to [service.{name}]") for name in bare),
    ]


def _looks(config: Config) -> Iterator[Look]:
    """As `serve` will take them."""
    catalogue, timeout = config.catalogue, config.detect.look_timeout.total_seconds()
    for service in catalogue:
        for view in service.views or ("system",):
            for endpoint in service.endpoints:
                yield Look(service.name, endpoint, catalogue.view(view), timeout)


def _judged(look: Look, seen: HandshakeObserved) -> Checked:
    name = f"{look.service} {look.endpoint.address} as {look.view.name}"
    if seen.outcome is Outcome.UNOBSERVED:
        said = seen.failure.explanation if seen.failure else "could not be looked at"
        return broken(KIND, name, f"not looked at: {said}", f"see the files of [view.{look.view.name}]")
    if seen.failure is not None:
        return broken(KIND, name, f"{seen.failure.code}: {seen.failure.explanation}", _remedy(look, seen.failure))
    told = [f"{seen.observed.version}, asked as {seen.server_name}", *(w.explanation for w in seen.warnings)]
    return works(KIND, name, "; ".join(told))


def _remedy(look: Look, failure: HandshakeFailure) -> str:
    """What to check first; where no view is named, that the system's trust may be the wrong one."""
    if failure.code in ("tls/unknown-ca", "tls/self-signed") and not look.view.trust:
        return (
            f"name the authority of its callers: trust in a [view.NAME], and views = [...] in [service.{look.service}]"
        )
    found = page(failure.code)
    return found.checks[0] if found else "look again with `firstcause probe`"
