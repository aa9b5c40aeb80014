"""Typed evidence beside the spine: resources, the network, visits that break off, log lines. Each against the
service's own past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from firstcause.diagnose.localise.excess import SPREADS, excess, seconds, surprise
from firstcause.diagnose.localise.finding import Finding, Kind
from firstcause.diagnose.localise.signals import Edge, Gauge, Oddity, OddityKind

# A resource that hardly moves would make every tick unheard-of: a tenth of its level is no news.
LEAST_SWING = 0.1
KINDS: dict[OddityKind, Kind] = {"broken": "exception", "log": "log", "silence": "silence"}


def resources(gauges: Iterable[Gauge]) -> Iterator[Finding]:
    """CPU and memory beyond all that the service used before."""
    for gauge in gauges:
        if not gauge.before or not gauge.during:
            continue
        past_values = sorted(gauge.before)
        usual = past_values[len(past_values) // 2]
        # Not the very highest, for the onset may lie before the alarm; and half of the values since, not a blip.
        past, now = (
            past_values[int(0.95 * (len(past_values) - 1))] - usual,
            sorted(gauge.during)[len(gauge.during) // 2] - usual,
        )
        swing = max(SPREADS * past, LEAST_SWING * usual)
        if now > swing > 0:
            level = f"{usual + now:.4g} {gauge.unit} (usually {usual:.4g}, seldom over {usual + past:.4g})"
            text = f"{gauge.kind} rose to {level}"
            yield Finding(gauge.service, gauge.kind, now - swing, gauge.unit, 1 - swing / now, text)


def network(edges: Iterable[Edge]) -> Iterator[Finding]:
    """Waiting that no service accounts for, blamed on the end of the edge whose edges suffer most.

    A slow network interface shows on every edge of its service, in and out. Between two ends with the same share of
    suffering edges the callee is blamed: its callers see it.
    """
    lost = [(edge, excess(edge.wire, seconds)) for edge in edges if edge.wire]
    shares = _suffering([(edge, found.mass) for edge, found in lost])
    for edge, found in lost:
        if found.mass <= 0:
            continue
        blamed = edge.caller if shares[edge.caller] > shares[edge.callee] else edge.callee
        text = (
            f"{edge.caller} waits {found.level:.3g} s a call for {edge.callee} beyond what {edge.callee} works "
            f"({found.baseline:.3g} s before)"
        )
        yield Finding(blamed, "network", found.mass, "s", found.novelty, text)


def _suffering(lost: list[tuple[Edge, float]]) -> dict[str, float]:
    """Of a service's edges, the share that carries at least a tenth of the worst one's loss."""
    worst = max((mass for _, mass in lost), default=0.0)
    suffering: defaultdict[str, list[bool]] = defaultdict(list)
    for edge, mass in lost:
        for end in (edge.caller, edge.callee):
            suffering[end].append(mass > 0 and mass >= worst / 10)
    return {service: sum(ill) / len(ill) for service, ill in suffering.items()}


def oddities(seen: Iterable[Oddity]) -> Iterator[Finding]:
    """Visits that broke off and log lines that are new, beyond what the past leads to expect."""
    for odd in seen:
        beyond = odd.count - odd.expected
        if beyond > 0:
            strength = surprise(odd.count, odd.expected)
            yield Finding(odd.service, KINDS[odd.kind], beyond, "times", strength, _told(odd))


def _told(odd: Oddity) -> str:
    if odd.kind == "silence":
        return f"{odd.text}, which its past leads to expect {odd.count:.0f} times"
    return f"{odd.text}: {odd.count:.0f} times, {odd.expected:.1f} expected"
