"""The chain of a case, walked: which checks its caller makes, whether they find nothing, and the way up the chain."""

from __future__ import annotations

from firstcause.tls import profile
from firstcause.tls.accepted import Validity, acceptance, path_of
from firstcause.tls.chain import CHECKS, STRICT_CHECKS
from firstcause.tls.chain_case import ChainCase, Check
from firstcause.tls.verdict import Case


def checks_of(case: Case) -> tuple[Check, ...]:
    """What this caller checks."""
    return STRICT_CHECKS if case.trace.look.view.strict else CHECKS


def accepted(case: Case, *, strictly: bool = False) -> Validity | None:
    """Until when this caller (or a strict one) accepts the chain; None where it does not. Quick for a known chain."""
    validity = _accepted(case, CHECKS)
    if validity and (strictly or case.trace.look.view.strict):
        return _accepted(case, profile.CHECKS)
    return validity


def _accepted(case: Case, checks: tuple[Check, ...]) -> Validity | None:
    return acceptance(case.sent, case.trace.look.endpoint.server_name, case.trust, case.now, checks)


def walk(case: Case) -> ChainCase:
    """The way up from the leaf; only where there is a chain."""
    path, server_name = path_of(case.sent, case.trust), case.trace.look.endpoint.server_name
    return ChainCase(case.chain, path, server_name, case.trust, case.known, case.now)
