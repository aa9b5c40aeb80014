"""Would every known caller accept this bundle? Asked before the deploy, of the callers that the configuration knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from firstcause.model.errors import FirstcauseError
from firstcause.model.handshake import Detail, HandshakeFailure, HandshakeObserved, Look, Outcome, Phase
from firstcause.model.service import Catalogue, Endpoint, Service, View
from firstcause.sources.handshake.contexts import Offers
from firstcause.sources.handshake.files import ViewFileError
from firstcause.sources.handshake.rehearsal import Bundle, rehearse
from firstcause.tls.judge import judge
from firstcause.tls.trace import NotTried
from firstcause.tls.trust import NOTHING

SPOKEN: Final = ("TLSv1.2", "TLSv1.3")


class UnknownNameError(FirstcauseError):
    """The configuration has no such service, or no such view."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What one caller would find over one version, today or in so many days."""

    view: str
    server_name: str
    version: str
    in_days: int
    observed: HandshakeObserved

    @property
    def accepted(self) -> bool:
        """Whether the caller would go on."""
        return self.observed.outcome is Outcome.HEALTHY


def preflight(
    catalogue: Catalogue, service: str, files: tuple[Path, Path], views: Sequence[str], in_days: int, now: datetime
) -> list[Rehearsed]:
    """Every caller, name and version, today and in `in_days` (0: today alone). Raises UnknownNameError and others."""
    bundle, days = Bundle(*files), sorted({0, in_days})
    offers, found = Offers(), []
    for view in _callers(catalogue, service, views):
        for name in _names(catalogue, service):
            for version in _versions(view):
                look = Look(service, Endpoint("preflight", 443, name), view)
                found += [
                    Rehearsed(view.name, name, version, day, seen)
                    for day, seen in _over(bundle, version, offers, look, days, now)
                ]
    return found


def _over(
    bundle: Bundle, version: str, offers: Offers, look: Look, days: Sequence[int], now: datetime
) -> Iterator[tuple[int, HandshakeObserved]]:
    """One handshake, judged on several days."""
    try:
        offer = offers.offer(look.view)
    except ViewFileError as error:
        yield 0, judge(NotTried(look, str(error)), NOTHING, now)
        return
    if not bundle.is_a_pair:
        yield 0, _no_pair(look)
        return
    trace = rehearse(bundle, version, offer, look, now)
    for day in days:
        yield day, judge(trace, offer.trust, now + timedelta(days=day))


def _no_pair(look: Look) -> HandshakeObserved:
    """No server would even start with it, or it would prove possession of another key."""
    said = "The private key is not the one of the certificate: most servers refuse to start with such a pair."
    detail = Detail("the private key of the leaf", ("another private key",), "leaf")
    failure = HandshakeFailure("tls/key-mismatch", Phase.CERTIFICATE_VERIFY, "local", detail, said)
    endpoint = look.endpoint
    return HandshakeObserved(
        look.service, endpoint.address, endpoint.server_name, look.view.name, Outcome.FAULTY, failure
    )


def _callers(catalogue: Catalogue, service: str, chosen: Sequence[str]) -> list[View]:
    known = {v.name for v in catalogue.views}
    for name in chosen:
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise UnknownNameError(f"there is no view {name!r}", hint=f"the configuration has {listed}")
    return [catalogue.view(name) for name in chosen or _service(catalogue, service).views or ("system",)]


def _names(catalogue: Catalogue, service: str) -> list[str]:
    """Under which the service is called."""
    return sorted({e.server_name for e in _service(catalogue, service).endpoints} - {""}) or [service]


def _service(catalogue: Catalogue, name: str) -> Service:
    found = next((s for s in catalogue if s.name == name), None)
    if found is None:
        listed = ", ".join(s.name for s in catalogue)
        raise UnknownNameError(f"there is no service {name!r}", hint=f"the configuration has {listed}")
    return found


def _versions(view: View) -> tuple[str, ...]:
    low = SPOKEN.index(view.min_version) if view.min_version in SPOKEN else 0
    high = SPOKEN.index(view.max_version) if view.max_version in SPOKEN else len(SPOKEN) - 1
    return SPOKEN[low : high + 1]
