"""What a page says: what, where, the evidence, and the next step. A few lines that fit on a lock screen."""

from __future__ import annotations

from firstcause.model.incident import Incident
from firstcause.model.service import Service


def compose(incident: Incident, service: Service, link: str) -> str:
    """The page's text. Its first line carries the severity, the fault code and the service; one that calls again says
    so there, and why on the next."""
    severity = incident.severity.value if incident.severity else "unrated"
    again = incident.call_again
    lines = [f"[{severity}] {'again: ' if again else ''}{incident.summary}"]
    if again:
        lines += [again, *_what_is_done(incident)]
    if service.runbook:
        lines.append(f"runbook: {service.runbook}")
    lines.append(f"acknowledge: firstcause incident ack {incident.id}")
    if link:
        lines.append(link.replace("{incident}", incident.id))
    return "\n".join(lines)


def _what_is_done(incident: Incident) -> list[str]:
    """The way back that is planned by now: whoever repairs has to know which release will run."""
    undoing = incident.undoing
    return [f"{undoing.plan.action} ({undoing.state.value})"] if undoing and undoing.plan else []
