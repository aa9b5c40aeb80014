"""The timeline: the log's facts in the order in which they happened, a row each, alerts of one kind bundled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from firstcause.document.inline import Code, Text, text
from firstcause.document.rca import TimelineRow
from firstcause.model.event import Event
from firstcause.model.facts import AlertFired, AlertJoined, CauseIdentified, ChangeObserved, IncidentOpened
from firstcause.record.case import Case
from firstcause.record.phrases import happened, phrase
from firstcause.record.wording import clock, counted, sentence, whole_second


def timeline(case: Case) -> tuple[TimelineRow, ...]:
    """All rows, oldest first; each ends with one reference to its evidence, or to the log."""
    # Ordered by the true moments: within one second, impact still begins before its alert.
    rows = sorted((*_alert_rows(case), *_fact_rows(case), *_halt_rows(case)), key=lambda row: row[0])
    return tuple(TimelineRow(whole_second(at), words) for at, words in rows)


def _fact_rows(case: Case) -> Iterator[tuple[datetime, Text]]:
    recorded = {event.sequence for event, _ in case.changes()}
    alerted = bool(_alerts(case))
    for event in case.standing():
        if isinstance(event.fact, ChangeObserved) and event.sequence not in recorded:
            continue  # the same change, recorded again later with more detail
        if isinstance(event.fact, IncidentOpened) and alerted:
            continue  # the alert's own row says it
        words = phrase(case, event)
        if words:
            yield happened(event), text(words, " ", case.witness(_evidence(event)))


def _halt_rows(case: Case) -> Iterator[tuple[datetime, Text]]:
    """They stand in a stream of their own, since they concern every service."""
    for event in case.material.halts:
        yield event.occurred_at, text(phrase(case, event), " ", case.log)


def _evidence(event: Event) -> tuple[str, ...]:
    """The event's evidence; a cause rests on that of its hypothesis as well."""
    if isinstance(event.fact, CauseIdentified):
        return (*event.evidence, *(one for reason in event.fact.hypothesis.supporting for one in reason.evidence))
    return event.evidence


def _alerts(case: Case) -> list[tuple[Event, AlertFired | AlertJoined]]:
    return [(e, e.fact) for e in case.standing() if isinstance(e.fact, AlertFired | AlertJoined)]


def _alert_rows(case: Case) -> Iterator[tuple[datetime, Text]]:
    """Many replicas fail alike: one row a service and fault, at the first alert."""
    bundles: dict[tuple[str, str | None], list[tuple[Event, AlertFired | AlertJoined]]] = {}
    for event, fact in _alerts(case):
        bundles.setdefault((fact.service, fact.code), []).append((event, fact))
    for bundle in bundles.values():
        yield bundle[0][0].occurred_at, _bundle_text(case, bundle)


def _bundle_text(case: Case, bundle: list[tuple[Event, AlertFired | AlertJoined]]) -> Text:
    fact = bundle[0][1]
    names = len({one.identity for _, one in bundle})
    last = clock(bundle[-1][0].occurred_at, case.day)
    more = f" ({counted(names, 'alert')} of this kind until {last})" if names > 1 else ""
    code: Text = (" (", Code(fact.code), ")") if fact.code else ()
    evidence = tuple(one for event, _ in bundle for one in event.evidence)
    return text(f"Alert for {fact.service}", code, f": {sentence(fact.summary)}", more, " ", case.witness(evidence))
