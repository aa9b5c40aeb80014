"""Which service is to blame: one ranking from requests, errors, durations, resources, spans and logs."""

from __future__ import annotations

from firstcause.diagnose.localise import witnesses
from firstcause.diagnose.localise.finding import Finding, score, weigh
from firstcause.diagnose.localise.signals import Alarm, Signals
from firstcause.diagnose.localise.spine import spine


def localise(signals: Signals, alarm: Alarm) -> list[tuple[str, float, dict[str, float]]]:
    findings: list[Finding] = [
        *spine(signals, alarm),
        *witnesses.resources(signals.gauges),
        *witnesses.network(signals.edges),
        *witnesses.oddities(signals.oddities),
    ]
    worth = weigh(findings)
    return sorted(((s, score(w), w) for s, w in worth.items()), key=lambda x: (-x[1], x[0]))
