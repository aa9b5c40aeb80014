"""Is it over? Recovery is seen in the traffic and at the endpoints; resolution is recovery that lasted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from firstcause.detect.onset import Step, improvement, last_bad, relapse, within
from firstcause.detect.policy import DetectPolicy
from firstcause.detect.watch import Watches, of_service
from firstcause.model.event import Actor, Statement
from firstcause.model.facts import IncidentResolved, RecoveryObserved
from firstcause.model.handshake import Outcome
from firstcause.model.incident import Incident

DETECT = Actor("rule", "detect/recovery")

# Many sources never say that a change is finished: it cannot hold an incident open for good.
LONGEST_ROLLOUT = timedelta(hours=1)
AFTERMATH = 1 / 3  # of the share during the incident: what is less bad than that came after it


def recovered_at(series: Sequence[Step], allowed_share: float, policy: DetectPolicy, now: datetime) -> datetime | None:
    """When the signals were back inside their baseline, once they have been there for `recovery_quiet`.

    `series` covers the time since before the onset. The quiet as a whole must also be within the baseline: a trickle
    that no single step betrays is not health. A few slow answers afterwards delay when recovery is believed, and do not
    move when it was.
    """
    began_quiet, better = now - policy.recovery_quiet, improvement(series)
    over = last_bad(series, allowed_share, AFTERMATH * better.before if better else 0.0)
    if over is None and better:
        over = better.at  # so little traffic passes that no single step sticks out
    if over is not None:
        over = relapse(series, over) or over  # what is clearly bad is no aftermath, however bad it was before
    if over is None or over > began_quiet:
        return None
    since = [s for s in series if s.at > over]
    quiet = [s for s in since if s.at > began_quiet and s.total] or since
    total, bad = sum(s.total for s in quiet), sum(s.bad for s in quiet)
    return over if total and within(total, bad, allowed_share) else None


def endpoints_healthy(watches: Watches, services: Sequence[str], confirmations: int) -> bool:
    """Whether every endpoint of these services is confirmed healthy, as far as we can look (true when we cannot)."""
    seen = (w for s in services for w in of_service(watches, s) if w.seen.outcome is not Outcome.UNOBSERVED)
    return all(w.healthy(confirmations) for w in seen)


def well_on_both_sides(watches: Watches, service: str, confirmations: int) -> bool:
    """Whether every endpoint of the service is confirmed healthy, and every other's as that service sees it."""
    seen = (w for key, w in watches.items() if service in (key[0], key[2]) and w.seen.outcome is not Outcome.UNOBSERVED)
    return all(w.healthy(confirmations) for w in seen)


def recovery(at: datetime, evidence: tuple[str, ...], allowed_share: float) -> Statement:
    """The fact of recovery, at the moment at which it was."""
    method = (
        f"the last second with more degraded requests than the baseline's share of {allowed_share:.2%} explains "
        "(three standard deviations and one request) and than a third of the share during the incident"
    )
    return Statement(RecoveryObserved("degraded requests at the entry", method), at, DETECT, evidence)


def without_impact(at: datetime, evidence: tuple[str, ...], *, traffic_observed: bool) -> Statement:
    """The fact of recovery where no hurt customer was seen: no alert fires, and no look finds anything wrong.

    The method says what was looked at, and what could not be.
    """
    seen = "no look at an endpoint finds a fault" if evidence else "no alert fires any more; no endpoint is watched"
    hurt = "no degraded request beyond the baseline was seen at any time"
    method = f"{seen}; {hurt if traffic_observed else 'the requests at the entry could not be observed'}"
    return Statement(RecoveryObserved("looks at the endpoints" if evidence else "alerts", method), at, DETECT, evidence)


def resolution(incident: Incident, policy: DetectPolicy, now: datetime) -> list[Statement]:
    """IncidentResolved, once it has been quiet for `resolve_after` and no rollout is under way."""
    if incident.milestones.recovered is None or incident.milestones.resolved or _busy(incident, now):
        return []
    finished = [c.finished_at for c in incident.changes if c.finished_at]
    quiet_since = max([incident.milestones.recovered.at, *finished])
    if now - quiet_since < policy.resolve_after:
        return []
    seconds = policy.resolve_after.total_seconds()
    reason = f"the signals have been back for {seconds:.0f} s, no alert fires and no change is under way"
    return [Statement(IncidentResolved(reason), now, DETECT)]


def _busy(incident: Incident, now: datetime) -> bool:
    alerting = any(not a.resolved for a in incident.alerts)
    rolling = any(c.finished_at is None and now - c.at < LONGEST_ROLLOUT for c in incident.changes)
    return alerting or rolling
