"""Which service is to blame: one ranking from requests, errors, durations, resources, spans and logs.

It knows nothing of where the signals came from, and does not trust the onset: it compares steps before the alarm with
steps since, and both may hold some of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from firstcause.diagnose.localise import witnesses
from firstcause.diagnose.localise.finding import Finding, score, weigh
from firstcause.diagnose.localise.gate import confidences, would_decide
from firstcause.diagnose.localise.localisation import Candidate, Localisation
from firstcause.diagnose.localise.signals import Alarm, Signals
from firstcause.diagnose.localise.spine import Book, behind_alarm, books, strays

# A page shows the strongest; the rest is told by the signals themselves.
MOST_TEXTS = 8


def localise(signals: Signals, alarm: Alarm) -> Localisation:
    """Rank every service that could be to blame, and say whether one stands out."""
    spine = books(signals, alarm)
    findings = [f for book in spine for f in behind_alarm(book)]
    findings += witnesses.resources(signals.gauges)
    findings += witnesses.network(signals.edges)
    findings += witnesses.oddities(signals.oddities)
    ranked = _ranked(findings, spine)
    apart = _set_apart([f for book in spine for f in strays(book)], {candidate.service for candidate in ranked})
    return Localisation((*ranked, *apart), would_decide(ranked, spine))


def _ranked(findings: Iterable[Finding], spine: list[Book]) -> list[Candidate]:
    """Services by the worth of all their findings; between equals names decide, so that the order is strict."""
    of: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        of[finding.service].append(finding)
    worth = weigh(f for found in of.values() for f in found)
    scores = {service: score(by_kind) for service, by_kind in worth.items()}
    order = sorted(scores, key=lambda service: (-scores[service], service))
    explained = max((share for book in spine for s in order[:1] if (share := book.share(s)) is not None), default=0.0)
    sure = confidences([scores[service] for service in order], explained)
    return [
        _candidate(s, of[s], scores[s], c, spine, max(worth[s], key=lambda kind: worth[s][kind]))
        for s, c in zip(order, sure, strict=True)
    ]


def _candidate(
    service: str, findings: list[Finding], worth: float, confidence: float, spine: list[Book], mechanism: str
) -> Candidate:
    findings = sorted(
        (f for f in findings if f.amount > 0), key=lambda f: (f.kind != mechanism, -f.strength, -f.amount)
    )
    main = findings[0]
    amount = sum(f.amount for f in findings if f.kind == main.kind)
    shares = [share for book in spine if (share := book.share(service)) is not None]
    texts = tuple(dict.fromkeys(f.text for f in findings))[:MOST_TEXTS]
    share = max(shares, default=None)
    return Candidate(service, main.kind, worth, amount, main.unit, share, texts, _against(service, spine), confidence)


def _against(service: str, spine: list[Book]) -> tuple[str, ...]:
    """What speaks for the innocence of a service: most of its mass is its callees'."""
    texts = []
    for book in spine:
        account = book.accounts.get(service)
        if account and sum(account.own) < sum(account.mass) / 2:
            mass, own = sum(account.mass), sum(account.own)
            texts.append(f"its callees explain {mass - own:.3g} of the {mass:.3g} {book.unit} that it adds")
    return tuple(texts)


def _set_apart(findings: Iterable[Finding], known: set[str]) -> list[Candidate]:
    """Those without a path to the alarm that nothing else speaks of, each once."""
    first: dict[str, Finding] = {}
    for f in findings:
        if f.service not in known:
            first.setdefault(f.service, f)
    against = ("no known path leads from the alarm to it",)
    return [Candidate(f.service, f.kind, 0.0, f.amount, f.unit, None, (f.text,), against, 0.0) for f in first.values()]
