"""Short names for evidence: E1, E2, ... within one incident.

It knows the order in which the log cites evidence, and nothing of what the evidence says. Since the log is only
appended to, a name that the log has given never changes; those of figures come after and are final once the log is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from firstcause.model.event import Event
from firstcause.model.facts import CauseIdentified, HypothesisRaised, HypothesisRuledOut


def evidence_names(events: Iterable[Event], extra: Iterable[str] = ()) -> Mapping[str, str]:
    """Content id -> `E1`, in the order in which `events` cite the evidence, then in that of `extra`.

    An event cites what stands on it first, then what its hypothesis names for and against.
    """
    cited = (content_id for event in events for content_id in _cited(event))
    in_order = dict.fromkeys((*cited, *extra))
    return {content_id: f"E{number}" for number, content_id in enumerate(in_order, 1)}


def _cited(event: Event) -> Iterator[str]:
    yield from event.evidence
    if isinstance(event.fact, HypothesisRaised | HypothesisRuledOut | CauseIdentified):
        hypothesis = event.fact.hypothesis
        for reason in (*hypothesis.supporting, *hypothesis.contradicting):
            yield from reason.evidence
