"""The plan: what to do, how to undo it, and how we will know that it worked. Stated before anything is done."""

from __future__ import annotations

from firstcause.model.incident import Incident
from firstcause.model.mitigation import MitigationPlan
from firstcause.model.service import Catalogue


def rollback(incident: Incident, catalogue: Catalogue) -> MitigationPlan | str:
    """A rollback to a named release, or why none can be planned."""
    cause = incident.cause
    if cause is None:
        return "there is no cause yet"
    change, service = cause.change, catalogue.service(cause.service)
    if change is None:
        return f"no change of {service.name} stands behind {cause.code}: there is nothing to roll back"
    if change.revertible_to is None:
        return f"the change {change.id} does not say to which release one can go back; unknown means no"
    if change.after in ("", change.revertible_to):
        return f"the change {change.id} does not say which release it made current: nobody could go back to it"
    if not service.deployer:
        return f"{service.name} has no deployer in the configuration"
    target = change.revertible_to
    return MitigationPlan(
        id=f"{incident.id}/rollback-{service.name}-{target}",
        service=service.name,
        action=f"roll {service.name} back from {change.after} to {target}",
        deployer=service.deployer,
        from_release=change.after,
        to_release=target,
        way_back=f"deploy {change.after} again with the same deployer",
        verification=f"every endpoint of {service.name} handshakes well, and no call to it fails any more",
    )
