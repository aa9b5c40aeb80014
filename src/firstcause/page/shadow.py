"""Shadow mode: beside the team's present pager, whom would we have paged, and when?

Nobody is called. Each page that would have gone out is stated as PageWithheld, so that a team can hold it against what
its own pager did. Nobody can fail to answer a page that was not sent: steps follow by time alone, until somebody
acknowledges; and begin anew when a mitigation fails behind the back of whoever did.
"""

from __future__ import annotations

from datetime import datetime

from firstcause.model.event import Actor, Statement
from firstcause.model.facts import PageReopened, PageWithheld
from firstcause.model.incident import Incident
from firstcause.model.service import Catalogue
from firstcause.page.message import compose
from firstcause.page.policy import PagePolicy

SHADOW = Actor("rule", "page/shadow")


def due(incident: Incident, catalogue: Catalogue, policy: PagePolicy, now: datetime) -> list[Statement]:
    """The pages that would go out now, if any. The caller has seen to it that a page is wanted at all."""
    if incident.call_again:
        return _again(incident, catalogue, policy, now)
    if incident.acknowledged_by:
        return []
    taken = _taken(incident)
    if not taken:
        return [_withhold(incident, catalogue, policy, 0, "the first to be called", now)]
    last_step, last_at = taken[-1]
    step, seconds = last_step + 1, policy.escalate_after.total_seconds()
    if step >= len(policy.steps) or now - last_at < policy.escalate_after:
        return []
    return [_withhold(incident, catalogue, policy, step, f"nobody acknowledged within {seconds:.0f} s", now)]


def _again(incident: Incident, catalogue: Catalogue, policy: PagePolicy, now: datetime) -> list[Statement]:
    """Everybody up to the step that was reached, as `escalation` would call them."""
    reached = max((step for step, _ in _taken(incident)), default=0)
    steps, reason = range(min(reached + 1, len(policy.steps))), incident.call_again
    withheld = [_withhold(incident, catalogue, policy, step, reason, now) for step in steps]
    return [Statement(PageReopened(reason), now, SHADOW), *withheld]


def _taken(incident: Incident) -> list[tuple[int, datetime]]:
    """(step, when) of what was paged before shadow mode began, and of what was withheld since; the oldest first."""
    sent = [(page.step, page.paged_at) for page in incident.pages]
    withheld = [(page.step, page.due_at) for page in incident.withheld]
    return sorted((*sent, *withheld), key=lambda taken: taken[1])


def _withhold(
    incident: Incident, catalogue: Catalogue, policy: PagePolicy, step: int, reason: str, now: datetime
) -> Statement:
    contact = policy.steps[step]
    text = compose(incident, catalogue.service(incident.service), policy.link)
    return Statement(PageWithheld(contact.name, step, contact.channels, text, reason), now, SHADOW)
