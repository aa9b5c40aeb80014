"""Runbooks of the vault: whether they hold a section on a fault, and writing one from what the log knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from firstcause.app.archive import Archive
from firstcause.model.change import Change
from firstcause.model.errors import EvidenceNotFoundError, FirstcauseError
from firstcause.model.handshake import HandshakeObserved
from firstcause.model.incident import Hypothesis, Incident
from firstcause.model.mitigation import MitigationState
from firstcause.review.runbook import Written, put_section
from firstcause.review.runbook_section import Cited, Story, compose
from firstcause.tls.told import told

MOST_CITED = 2
HELPED = (MitigationState.APPLIED, MitigationState.VERIFIED)


class NoCauseError(FirstcauseError):
    """The incident has no cause, so nobody knows of which fault a runbook is to tell."""


@dataclass(frozen=True, slots=True)
class RunbookSection:
    """What was written, and where; or what a person has edited, and is therefore as it was."""

    path: str
    code: str
    written: Written


def subject_of(archive: Archive, incident_id: str) -> tuple[str, str]:
    """Service and fault of an incident. Raises NoCauseError, UnknownIncidentError."""
    cause = archive.desk.incident(incident_id).cause
    if cause is None:
        hint = "name both, as in `firstcause runbook write SERVICE CODE`"
        raise NoCauseError(f"{incident_id} has no cause yet", hint=hint)
    return cause.service, cause.code


def write_section(archive: Archive, service_name: str, code: str, *, force: bool = False) -> RunbookSection:
    """Write the section on this fault into the service's runbook. Raises VaultError, StorageFullError."""
    service, vault = archive.config.catalogue.service(service_name), archive.stores.vault
    path = service.runbook_path
    before = vault.read(path) if path in vault.documents() else ""
    section = compose(code, service, archive.config.catalogue, tuple(_stories(archive, service_name, code)))
    written = put_section(before, section, code, f"Runbook of {service_name}", force=force)
    if written.text != before:
        vault.write({path: written.text})
    return RunbookSection(path, code, written)


def _stories(archive: Archive, service: str, code: str) -> Iterator[Story]:
    """Every incident of which this was the cause."""
    for incident in archive.desk.incidents():
        if incident.cause and (incident.cause.service, incident.cause.code) == (service, code):
            yield _story(archive, incident, incident.cause)


def _story(archive: Archive, incident: Incident, cause: Hypothesis) -> Story:
    names, marks = archive.names(incident.id), incident.milestones
    at = marks.began or marks.detected
    look = _failing_look(archive, names, cause)
    after = marks.mitigated.at - marks.detected.at if marks.mitigated and marks.detected else None
    return Story(
        incident.id,
        (at.at if at else incident.opened_at or archive.world.clock.now()).date(),
        PurePosixPath(incident.rca).stem,
        seen=_seen(cause, look, names),
        change=_change(cause.change, cause, names),
        mitigation=_mitigation(incident),
        mitigated_after=after,
        endpoints=cause.endpoints,
        view=look[1].view if look else "",
    )


def _failing_look(
    archive: Archive, names: Mapping[str, str], cause: Hypothesis
) -> tuple[str, HandshakeObserved] | None:
    """The first look of the log that found the fault; None where none did, or where it is no longer kept."""
    for content_id in names:
        try:
            seen = archive.desk.evidence(content_id).observation
        except EvidenceNotFoundError:
            continue
        if not isinstance(seen, HandshakeObserved) or seen.service != cause.service:
            continue
        if seen.failure and seen.failure.code == cause.code:
            return names[content_id], seen
    return None


def _seen(cause: Hypothesis, look: tuple[str, HandshakeObserved] | None, names: Mapping[str, str]) -> Cited:
    if look is None or look[1].failure is None:
        cited = (names[one] for reason in cause.supporting for one in reason.evidence if one in names)
        return Cited(told(cause.explanation).rstrip("."), tuple(dict.fromkeys(cited))[:MOST_CITED])
    name, seen = look
    as_whom = f" as {seen.view}" if seen.view else ""
    return Cited(f"{seen.target}{as_whom}: {told(look[1].failure.explanation).rstrip('.')}", (name,))


def _change(change: Change | None, cause: Hypothesis, names: Mapping[str, str]) -> Cited | None:
    if change is None:
        return None
    replaced = [name for name, (before, after) in change.artifacts.items() if before != after]
    what = f"{change.title}{', which replaced ' + told(', '.join(replaced)) if replaced else ''}"
    reasons = (reason for reason in cause.supporting if reason.kind == "change")
    cited = tuple(names[one] for reason in reasons for one in reason.evidence if one in names)
    return Cited(what, cited[:MOST_CITED])


def _mitigation(incident: Incident) -> Cited | None:
    """What was applied and has not failed; where nobody rolled anything back, nothing is claimed."""
    done = incident.mitigation
    if done is None or done.plan is None or done.state not in HELPED or incident.undoing is not None:
        return None
    return Cited(done.plan.action)
