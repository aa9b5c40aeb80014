"""Documents of the native format are read wholly: what was rendered is what is read."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from firstcause.document.inline import unescape
from firstcause.document.rca import Rca
from firstcause.document.reading.read import read
from firstcause.document.reading.roles import NATIVE
from firstcause.document.reading.stated import Interval
from firstcause.document.render import render
from firstcause.document.spans import Source

DOCUMENT = """\
---
title: "2026-03-02 - Expired Certificate in cart"
date: 2026-03-02
severity: P1
services: [cart, checkout]
tags: [rca, p1, tls]
status: draft
duration_minutes: 41
author: Platform
---

# 2026-03-02 - Expired Certificate in cart

## Summary

On 2026-03-02 `cart` served an expired certificate. The incident lasted approximately 41 minutes and affected 1210 users
and 2 dependent services.

## Timeline

| Time (UTC) | Event |
|------------|-------|
| 23:40:05 | Probe failed [^E1] |
| 23:58 | Certificate replaced |
| 2026-03-03 00:21:00 | Resolved |

## Root Cause

Nobody renewed the leaf [^E2].

Contributing factors:

- **F1** The alert was silenced
- **F2** Renewal is done by hand

## Impact

- Requests failed: 9.2 % (131 of 1420) [^E1]
- p99 went from 191ms to 2.9 s

### Affected Services

- **cart**: failing
- **check\\_out**: 12 errors

### Customer Impact

> [!question] How many support tickets came in?

> [!question] What did it cost?
> About $3522.

## Resolution

1. Replaced the certificate

## Lessons Learned

### What Went Well

- Alert fired within 4 minutes of incident start

### What Could Be Improved

- **L1** Renewal should run by itself

### Where We Were Lucky

## Action Items

| Id | Priority | Action | Owner | Due Date | Status | Addresses | Check |
|----|----------|--------|-------|----------|--------|-----------|-------|
| A1 | P1 | Renew by timer | Platform | 2026-03-09 | open | F2, L1 | `firstcause coverage` |
| A2 | P2 | ~~Unsilence~~ |  |  | done | F1 |  |

<!-- rca: ignore RCA304, RCA307 the list is of teams -->

## Related Incidents

- [[2026-01-05-x|before]]: same fault

---

*RCA prepared by Platform on 2026-03-04*

[^E1]: [probe](evidence/E1.json)
"""


def test_every_part_of_a_native_document() -> None:
    """Rows with their moments, points with their ids, repairs with their cells, what is asked and what is ignored."""
    r = read(Source(DOCUMENT))
    assert r.native
    assert r.title is not None
    assert r.title.value == "2026-03-02 - Expired Certificate in cart"
    assert [role for role in NATIVE if role in r.parts] == list(NATIVE)
    assert [(h.clock.at, h.clock.day, h.clock.zone, h.text.text, h.line) for h in r.timeline if h.clock] == [
        (datetime(2026, 3, 2, 23, 40, 5, tzinfo=UTC), None, "UTC", "Probe failed [^E1]", 23),
        (datetime(2026, 3, 2, 23, 58, tzinfo=UTC), None, "UTC", "Certificate replaced", 24),
        (datetime(2026, 3, 3, 0, 21, tzinfo=UTC), date(2026, 3, 3), "UTC", "Resolved", 25),
    ]
    assert [p.text for p in r.cause] == ["Nobody renewed the leaf [^E2]."]
    assert [(f.id, f.number, f.text.text) for f in r.factors] == [
        ("F1", 1, "The alert was silenced"),
        ("F2", 2, "Renewal is done by hand"),
    ]
    assert [(p.id, p.text.text) for p in r.improvements] == [("L1", "Renewal should run by itself")]
    assert [p.text.text for p in r.went_well] == ["Alert fired within 4 minutes of incident start"]
    assert [p.text.text for p in r.resolution] == ["Replaced the certificate"]
    assert [a.value for a in r.affected] == ["cart", "check_out"]
    first, second = r.actions
    assert [c.text if c else None for c in (first.id, first.priority, first.text, first.owner, first.due)] == [
        "A1",
        "P1",
        "Renew by timer",
        "Platform",
        "2026-03-09",
    ]
    assert [c.text if c else None for c in (first.status, first.addresses, first.check)] == [
        "open",
        "F2, L1",
        "`firstcause coverage`",
    ]
    assert (first.done, second.done, second.text.text) == (False, True, "Unsilence")
    assert second.owner is not None
    assert second.owner.text == ""
    assert [(q.words.text, q.answered) for q in r.questions] == [
        ("How many support tickets came in?", False),
        ("What did it cost?", True),
    ]
    assert [(c.rules, c.reason) for c in r.comments] == [(("RCA304", "RCA307"), "the list is of teams")]
    assert r.prepared is not None
    assert (r.prepared[0].value, r.prepared[1].value) == ("Platform", date(2026, 3, 4))


def test_figures_of_a_native_document() -> None:
    """How long it lasted, how long detection took, and each amount with its unit, its fraction, its former value."""
    r = read(Source(DOCUMENT))
    assert [(d.value, d.words.text) for d in r.durations] == [(41, "41 minutes")]
    assert [(t.interval, t.minutes) for t in r.took] == [(Interval.DETECT, 4)]
    assert [(a.value, a.unit) for a in r.amounts] == [
        (1210, "users"),
        (2, "services"),
        (9.2, "%"),
        (191, "ms"),
        (2900, "ms"),
        (12, "errors"),
    ]
    share, latency = r.amounts[2], r.amounts[4]
    assert share.of is not None
    assert [(s.value, s.words.text) for s in share.of] == [(131, "131"), (1420, "1420")]
    assert latency.change_from is not None
    assert latency.change_from.value == 191


def test_the_words_of_everything_stand_where_they_are_said_to_stand() -> None:
    """Whatever line ends the file has."""
    for text in (DOCUMENT, DOCUMENT.replace("\n", "\r\n")):
        source = Source(text)
        r = read(source)
        words = [
            *(h.moment for h in r.timeline),
            *(h.text.all() for h in r.timeline),
            *(p.text.all() for p in (*r.factors, *r.improvements, *r.resolution)),
            *(a.text for a in r.actions),
            *(d.words for d in r.durations),
            *(a.words for a in r.amounts),
            *(link.whole for link in r.links),
            *(q.words for q in r.questions),
            *(c.words for c in r.comments),
        ]
        assert len(words) > 25
        assert all(source.words(w.span).text == w.text for w in words)


@given(st.data())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
def test_whatever_is_rendered_is_read(rcas: st.SearchStrategy[Rca], data: st.DataObject) -> None:
    """Rows, ids, repairs and questions of any document, with any characters in them."""
    rca = data.draw(rcas)
    r = read(Source(render(rca)))
    assert r.native
    assert [h.clock.at if h.clock else None for h in r.timeline] == [row.at for row in rca.timeline]
    assert [p.id for p in r.factors] == [f.id for f in rca.root_cause.factors]
    assert [p.id for p in r.improvements] == [i.id for i in rca.lessons.improvements]
    assert [a.id.text if a.id else "" for a in r.actions] == [i.id for i in rca.actions.items]
    assert [unescape(a.owner.text) if a.owner else "" for a in r.actions] == [i.owner for i in rca.actions.items]
    assert [a.value for a in r.affected] == [one.service for one in rca.impact.affected]
    assert sorted(q.answered for q in r.questions) == sorted(not q.open for q in rca.questions())
