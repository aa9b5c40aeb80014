"""Failed handshakes as services' logs tell of them. Where no metric counts them, the lines are all there is.

A line names its peer by an address, a name, or not at all; which service that is, the catalogue tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from firstcause.diagnose.case import Case
from firstcause.diagnose.handshakes import blamed
from firstcause.diagnose.testimony import Testimony
from firstcause.model.incident import Reason
from firstcause.model.logs import HandshakeLines
from firstcause.model.service import Catalogue
from firstcause.tls.blame import Blame

KINDS: Final = 2  # of lines in a reason
SHOWN: Final = 200  # characters of a line in a reason; the evidence has it whole


def testify(case: Case, blames: Sequence[Blame], service: str) -> Testimony | None:
    """What the logs put on this service's account."""
    mine = [logged for logged in case.logged if account(case.catalogue, blames, logged.lines) == service]
    if not mine:
        return None
    text = "; ".join(_told(logged.lines) for logged in mine)
    return Testimony("traffic", 0.6, Reason(text, tuple(logged.evidence for logged in mine)), mine[0].lines.code)


def corroboration(case: Case, service: str) -> Reason | None:
    """What the service's own log says more often than before: the words behind what others count.

    Whoever suffers complains as loudly as whoever causes it, so this accuses nobody; it is told of the accused.
    """
    mine = sorted((one for one in case.risen if one.lines.service == service), key=lambda one: -one.beyond)[:KINDS]
    if not mine:
        return None
    told = (f'"{one.lines.template[:SHOWN]}" {one.lines.count} times, {one.expected:.0f} expected' for one in mine)
    return Reason(f"its log says {'; '.join(told)}", tuple(one.evidence for one in mine))


def complaint(case: Case, blames: Sequence[Blame], service: str) -> Reason | None:
    """The service's own log tells of handshakes that fail on another's account: it suffers."""
    told = [(account(case.catalogue, blames, one.lines), one) for one in case.logged if one.lines.service == service]
    others = [(whose, one) for whose, one in told if whose and whose != service]
    if not others:
        return None
    names = ", ".join(sorted({whose for whose, _ in others}))
    return Reason(f"its log tells of handshakes that fail with {names}", tuple(one.evidence for _, one in others))


def accounts(case: Case, blames: Sequence[Blame]) -> set[str]:
    """Every service on whose account the logs put something."""
    return {account(case.catalogue, blames, logged.lines) for logged in case.logged} - {""}


def account(catalogue: Catalogue, blames: Sequence[Blame], lines: HandshakeLines) -> str:
    """On whose account these handshakes go; "" where that is nobody whom we know."""
    peer = _service_behind(catalogue, lines.peer)
    if lines.role == "server" and not peer:
        # A server seldom knows who did not get in: whom a look has found, or itself where its words say so.
        found = (b.service for b in blames if b.target == lines.service)
        return next(found, lines.service if lines.at_fault == "server" else "")
    caller, callee = (peer, lines.service) if lines.role == "server" else (lines.service, peer)
    return blamed(caller, callee, blames) or (caller if lines.at_fault == "client" else callee)


def _service_behind(catalogue: Catalogue, peer: str) -> str:
    """The service that a line means by its name, its server name or its address, with or without the port."""
    if not peer:
        return ""
    host = peer.rpartition(":")[0] or peer
    for service in catalogue:
        names = {name for e in service.endpoints for name in (e.address, e.server_name)}
        if peer in {service.name, *names} or host in {service.name, *(e.server_name for e in service.endpoints)}:
            return service.name
    return ""


def _told(lines: HandshakeLines) -> str:
    towards = f" with {lines.peer}" if lines.peer else ""
    said = f': "{lines.lines[0][:SHOWN]}"' if lines.lines else ""
    return f"{lines.service} logs {lines.count} failed handshakes{towards}{said}"
