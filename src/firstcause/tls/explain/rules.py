"""From what a line says to what it means: who failed whom, and then the faults that it may be, ranked.

The direction comes before the cause. "Received" means that the other side ended the handshake and this one is only the
messenger: alerts 42, 45, 46 and 48 speak of the server's certificate in a server's log, and of the client's in a
client's. Alerts 40, 46, 47 and 80 name no cause; they get a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from firstcause.model.handshake import Alert
from firstcause.tls.explain.suspects import (
    ALERTS,
    ALWAYS_AT_FAULT,
    IN_THE_CERTIFICATE,
    SYMPTOMS,
    UNKNOWN_ALERT,
    Row,
    Suspects,
)
from firstcause.tls.explain.words import OF_THE_WIRE, VAGUE, Cause, Reading, Role, Side, Symptom

MOST_CAUSES: Final = 6
LEAST_CONFIDENCE: Final = 0.02
# Where nothing tells who speaks. Most servers ask for no certificate, so what is found wrong, a client found; an alert
# that was heard may as well be heard by either.
CLIENT_FINDS: Final = 0.75
CLIENT_HEARS: Final = 0.5

Party = Literal["client", "server"]


def most_telling(readings: Iterable[Reading]) -> Reading | None:
    """The reading of several lines: the best of what they say, and the role that any of them shows."""
    found = list(readings)
    if not found:
        return None
    best = max(found, key=_weight)  # of equals the first: what came later often only follows from it
    alert = best.alert or next((r.alert for r in found if r.alert), None)
    role = best.role or next((r.role for r in found if r.role), None)
    return Reading(best.stack or next((r.stack for r in found if r.stack), ""), best.symptom, alert, role)


def _weight(reading: Reading) -> int:
    """What the speaker found out itself says more than an alert heard, and that more than how the connection"
    " ended."""
    if reading.symptom is None:
        return 0 if reading.alert is None else 4 if reading.alert.direction == "received" else 3
    if reading.symptom in OF_THE_WIRE:
        return 4 if reading.alert else 2
    if reading.symptom is Symptom.UNTOLD:
        return 4 if reading.alert else 1
    return 3 if reading.symptom in VAGUE else 5


def is_open(reading: Reading) -> bool:
    """Whether the line may say more than this reading of it: that something failed, but not why."""
    return reading.alert is None and reading.symptom in VAGUE - {Symptom.FILES}


def says_more(reading: Reading, than: Reading) -> bool:
    """Whether one reading of a line names a reason where another one only says that something failed."""
    return _weight(reading) > _weight(than)


def counts_alert(reading: Reading) -> bool:
    """Whether the alert decides: the speaker found nothing by itself, or only how the connection ended."""
    return reading.alert is not None and (reading.symptom is None or reading.symptom in VAGUE | OF_THE_WIRE)


def passed_on(reading: Reading) -> bool:
    """Whether the speaker is only the messenger: the other side ended the handshake."""
    return counts_alert(reading) and reading.alert is not None and reading.alert.direction == "received"


def row_of(reading: Reading) -> Row:
    """The suspects of a reading, by who speaks. An alert sent is one that the other side receives."""
    if counts_alert(reading) and reading.alert is not None:
        return _heard(reading.alert)
    return SYMPTOMS.get(reading.symptom, Row()) if reading.symptom else Row()


def _heard(alert: Alert) -> Row:
    row = ALERTS.get(alert.name, UNKNOWN_ALERT)
    return row if alert.direction == "received" else Row(row.by_server, row.by_client)


def implied_role(row: Row) -> Role | None:
    """The only side that ever says so, if there is only one."""
    if bool(row.by_client) == bool(row.by_server):
        return None
    return "client" if row.by_client else "server"


def causes(reading: Reading, role: Role | None) -> tuple[Cause, ...]:
    """The suspects, ranked, for this role; for both of them, weighed, where it is not known."""
    row = row_of(reading)
    if role == "server":
        return _ranked(row.by_server or row.by_client)
    if role:
        return _ranked(row.by_client or row.by_server)
    share = CLIENT_HEARS if passed_on(reading) else CLIENT_FINDS
    weighed = [(code, weight * share) for code, weight in row.by_client]
    weighed += [(code, weight * (1 - share)) for code, weight in row.by_server]
    return _ranked(tuple(weighed))


def _ranked(suspects: Suspects) -> tuple[Cause, ...]:
    summed: dict[str, float] = {}
    for code, weight in suspects:
        summed[code] = summed.get(code, 0.0) + weight
    return ranked(summed)


def ranked(weights: Mapping[str, float]) -> tuple[Cause, ...]:
    """Codes by weight, best first, without those that are hardly possible."""
    order = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Cause(code, round(weight, 3)) for code, weight in order if weight >= LEAST_CONFIDENCE)[:MOST_CAUSES]


def accuser(reading: Reading, role: Role | None) -> Party | None:
    """Who ended the handshake: this side, or the other one, whose alert this side only passes on."""
    if role is None:
        return None
    speaker: Party = "server" if role == "server" else "client"
    return other(speaker) if passed_on(reading) else speaker


def other(party: Party) -> Party:
    """The one at the other end."""
    return "client" if party == "server" else "server"


def side_at_fault(code: str, by: Party | None) -> Side:
    """Where a repair has to be made, when the side `by` ended the handshake; `either` where both could."""
    if code in ALWAYS_AT_FAULT:
        return ALWAYS_AT_FAULT[code]
    if code in IN_THE_CERTIFICATE and by is not None:
        return other(by)
    return "either"
