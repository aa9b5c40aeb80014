"""Which pages are due now? Decided from the incident, the policy and the present moment alone.

A step is due when the one before it went unanswered for `escalate_after`, or when none of its channels took the
page. An acknowledgement ends it, until something happens that whoever answered cannot know: then everybody who was
called is called once more, and the escalation goes on from there. An escalation that came due while we were down is
made once, at start.

In shadow mode (`page/shadow`) nobody is called; once it ends, whoever was not called is.
"""

from __future__ import annotations

from datetime import datetime

from firstcause.model.event import Actor, Statement
from firstcause.model.facts import PageEscalated, PageReopened, ResponderPaged
from firstcause.model.incident import Incident, Page, Urgency
from firstcause.model.service import Catalogue
from firstcause.page import shadow
from firstcause.page.message import compose
from firstcause.page.policy import PagePolicy

PAGE = Actor("rule", "page/escalation")


def due(incident: Incident, catalogue: Catalogue, policy: PagePolicy, now: datetime) -> list[Statement]:
    """The next page, if one is due."""
    if not _wanted(incident) or not policy.steps:
        return []
    if policy.shadow:
        return shadow.due(incident, catalogue, policy, now)
    if incident.call_again:
        return _again(incident, catalogue, policy, now)
    if incident.acknowledged_by:
        return []
    if not incident.pages:
        return [_page(incident, catalogue, policy, 0, now)]
    last = incident.pages[-1]
    step, reason = last.step + 1, _why_go_on(policy, last, now)
    if not reason or step >= len(policy.steps):
        return []
    escalated = Statement(PageEscalated(step, reason), now, PAGE)
    return [escalated, _page(incident, catalogue, policy, step, now)]


def _wanted(incident: Incident) -> bool:
    over = incident.milestones.resolved or incident.milestones.recovered
    return incident.urgency is Urgency.PAGE and not over


def _why_go_on(policy: PagePolicy, last: Page, now: datetime) -> str:
    contact = next((c for c in policy.steps if c.name == last.contact), None)
    if contact and set(contact.channels) <= set(last.failed):
        return f"no channel reached {last.contact}"
    if now - last.paged_at >= policy.escalate_after:
        return f"{last.contact} did not answer within {policy.escalate_after.total_seconds():.0f} s"
    return ""


def _again(incident: Incident, catalogue: Catalogue, policy: PagePolicy, now: datetime) -> list[Statement]:
    """Everybody up to the step that was reached, all at once: they are awake, or should be."""
    reached = max((page.step for page in incident.pages), default=0)
    steps = range(min(reached + 1, len(policy.steps)))
    pages = [_page(incident, catalogue, policy, step, now, number=len(incident.pages) + step) for step in steps]
    return [Statement(PageReopened(incident.call_again), now, PAGE), *pages]


def _page(
    incident: Incident, catalogue: Catalogue, policy: PagePolicy, step: int, now: datetime, *, number: int | None = None
) -> Statement:
    """`number` is the page's own within the incident, by default the next one."""
    contact, text = policy.steps[step], compose(incident, catalogue.service(incident.service), policy.link)
    page = f"{incident.id}/{len(incident.pages) if number is None else number}"
    return Statement(ResponderPaged(page, contact.name, step, contact.channels, text), now, PAGE)
