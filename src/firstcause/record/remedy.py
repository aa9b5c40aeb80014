"""What contributed or could be better, each with the repair that answers it.

A factor or an improvement carries its remedy from the start, so that none can be left without an action item, and no
action item can address nothing.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from firstcause.document.inline import Text
from firstcause.model.action import Priority
from firstcause.model.fault import REHEARSED, slug
from firstcause.record.case import Case

OPENS: Final[Mapping[str, str]] = {
    "revertible": "Have each change of {service} name the release to go back to",
    "mode": "Decide whether {service} may be rolled back for {fault}, and say so in its mitigation mode",
    "named-fault": "Decide whether {service} may be rolled back for {fault}, and say so in automatic_for",
    "independent-evidence": "Watch {service} by more than one kind of evidence",
    "probe-and-traffic": "Watch {service} by probe and by its callers' metrics",
    "target-known": "Have the deployer of {service} keep the release that one may have to go back to",
}
"""Guard -> what to do so that it lets such a plan pass; the other guards are meant to stand in the way."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A repair: what to do, verb first, and the command that proves it done."""

    priority: Priority
    text: str
    check: str


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Something that the log shows, and what to do about it."""

    text: Text
    remedy: Remedy


def preflight(case: Case) -> Remedy:
    """Would every caller accept the bundle? Asked before the deploy, by the service's own pipeline."""
    return Remedy(
        Priority.P1,
        f"Run preflight as every caller of {case.service} before each of its deploys",
        _command("preflight", "--service", case.service, "--in-pipeline"),
    )


def stop_rollout(case: Case) -> Remedy:
    """The first faulty replica ends the rollout."""
    return Remedy(
        Priority.P1,
        f"Stop a rollout of {case.service} at its first replica that a probe finds faulty",
        rehearsal(case),
    )


def cover(case: Case) -> Remedy:
    """Somebody watches, from every caller's view."""
    what = f"Watch {case.service} from the view of each of its callers, for every kind of fault"
    return Remedy(Priority.P2, what, _coverage(case))


def announce(case: Case) -> Remedy:
    """A certificate's end is known on the day on which it is issued."""
    what = f"Renew the certificates of {case.service} before they end, and have their end announced (expiry_horizon)"
    return Remedy(Priority.P1, what, _coverage(case))


def heed(case: Case) -> Remedy:
    """A ticket that nobody took is no announcement."""
    what = f"Renew the certificates of {case.service} by automation, or give its tickets an owner and a day"
    return Remedy(Priority.P1, what, _command("sweep", "--fault", case.fault))


def sweep(case: Case) -> Remedy:
    """The same fault elsewhere."""
    return Remedy(
        Priority.P3,
        f"Sweep all services for {case.fault} and repair what it finds",
        _command("sweep", "--fault", case.fault),
    )


def load(case: Case, path: str) -> Remedy:
    """Handshakes as the callers make them, before the next release does."""
    what = f"Add the load scenario of {case.service} to the tests of its releases"
    return Remedy(Priority.P2, what, _command("load", path, "--last"))


def runbook(case: Case) -> Remedy:
    """A page of the runbook for the next one who is called."""
    what = f"Write the section on {case.fault or 'this failure'} in the runbook of {case.service}"
    check = _command("runbook", "check", case.service, case.fault) if case.fault else ""
    return Remedy(Priority.P2, what, check)


def rehearse(case: Case, what: str) -> Remedy:
    """A drill of the part that was slow."""
    return Remedy(Priority.P2, f"Rehearse {what} for {case.service} in a drill", f"{rehearsal(case)} --on-call me")


def check_configuration(what: str, priority: Priority = Priority.P2) -> Remedy:
    """Something in the configuration that `check` tries."""
    return Remedy(priority, what, "firstcause check")


def allow(case: Case, guard: str) -> Remedy:
    """What would let the plan pass the next time; a guard that did its work is answered by a rehearsal by hand."""
    what = OPENS.get(guard, "").replace("{service}", case.service).replace("{fault}", case.fault)
    return check_configuration(what, Priority.P1) if what else rehearse(case, "the rollback by a person's approval")


def rehearsal(case: Case) -> str:
    """The drill of this very fault on this very service."""
    scenario = slug(case.fault) if case.fault in REHEARSED else ""
    return f"firstcause drill {scenario} --on {case.service}" if scenario else f"firstcause drill --on {case.service}"


def _coverage(case: Case) -> str:
    """Somebody watches as each caller that suffered and at each endpoint that was hit, whoever is declared."""
    catalogue, cause = case.material.catalogue, case.material.incident.cause
    declared = catalogue.declared_callers(case.service)
    known = {endpoint.address for endpoint in catalogue.service(case.service).endpoints}
    callers = (("--as", one.service) for one in case.suffering if one.service not in declared)
    endpoints = (("--endpoint", one) for one in (cause.endpoints if cause else ()) if one not in known)
    pairs = (word for pair in (*callers, *endpoints) for word in pair)
    return _command("coverage", "--service", case.service, *pairs)


def _command(*words: str) -> str:
    return shlex.join(("firstcause", *words))
