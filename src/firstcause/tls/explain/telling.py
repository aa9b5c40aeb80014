"""The sentences of an explanation, and what to check next. They say who spoke before they say what it means."""

from __future__ import annotations

from typing import Final

from firstcause.model.handshake import Alert
from firstcause.tls.explain.rules import Party, accuser, counts_alert
from firstcause.tls.explain.words import Cause, Reading, Role, Symptom
from firstcause.tls.pages.catalogue import page

CLEAR: Final = 0.6  # from here on the first cause is named as the one
MOST_CHECKS: Final = 4
MOST_NAMED: Final = 4
OTHER_SIDE: Final = "Read the other side's log of the same second: this line alone cannot decide"
_NOTES: Final = {
    Symptom.BAD_RECORD: "A client on OpenSSL that distrusts a TLS 1.3 server looks like this to servers on other"
    " libraries: rule that out first.",
    Symptom.EXPIRED: "If several unrelated certificates fail at once on one host, suspect its clock first.",
    Symptom.NOT_YET_VALID: "If several unrelated certificates fail at once on one host, suspect its clock first.",
}


def sentences(reading: Reading, role: Role | None, causes: tuple[Cause, ...]) -> str:
    """Two or three sentences for a person: who ended the handshake, why, and what that means."""
    told = [_who(reading, role), _meaning(causes)]
    note = _NOTES.get(reading.symptom) if reading.symptom else None
    return " ".join(part for part in (*told, note or "") if part)


def checks(causes: tuple[Cause, ...]) -> tuple[str, ...]:
    """The first cause's checks; where the line cannot decide, the other side's log and one check for each suspect."""
    if not causes:
        return ()
    if is_clear(causes):
        return _checks_of(causes[0].code)
    firsts = (check for cause in causes[:MOST_NAMED] for check in _checks_of(cause.code)[:1])
    return tuple(dict.fromkeys((OTHER_SIDE, *firsts)))[:MOST_CHECKS]


def is_clear(causes: tuple[Cause, ...]) -> bool:
    """Whether the first cause may be named as the one."""
    return bool(causes) and causes[0].confidence >= CLEAR


def no_failure(understood: bool) -> str:
    """What is said of words without a failed handshake."""
    return "TLS words, but no failed handshake." if understood else "Nothing here tells of a failed TLS handshake."


def before_tls(symptom: Symptom, code: str) -> str:
    """What is said of a failure that no handshake was ever begun for."""
    return f"No handshake was begun: {symptom.value} ({code})."


def _who(reading: Reading, role: Role | None) -> str:
    if counts_alert(reading) and reading.alert is not None:
        return _alert(reading.alert, accuser(reading, role))
    return f"{_this_side(role)} says that {reading.symptom.value}." if reading.symptom else ""


def _alert(alert: Alert, by: Party | None) -> str:
    called = f" (the {by})" if by else ""
    if alert.direction == "received":
        return f"The other side{called} ended the handshake with the alert {alert.name} ({alert.number})."
    return f"This side{called} ended the handshake with the alert {alert.name} ({alert.number})."


def _this_side(role: Role | None) -> str:
    return {"client": "The client", "server": "The server", "proxy": "The proxy, as its upstream's client,"}.get(
        role or "", "The side that wrote this"
    )


def _meaning(causes: tuple[Cause, ...]) -> str:
    if not causes:
        return ""
    if is_clear(causes):
        told = page(causes[0].code)
        return told.definition if told else ""
    named = [cause.code for cause in causes[:MOST_NAMED]]
    return f"These words alone cannot tell which it is: {', '.join(named)}."


def _checks_of(code: str) -> tuple[str, ...]:
    told = page(code)
    return told.checks[:MOST_CHECKS] if told else ()
