"""Whether each certificate of a path fits here and now: its dates, the name asked for, the names it may issue for.

Each check is one function from a case to the faults that it finds; the cause is chosen by `chain`. The anchor counts
as far as clients look at it: its dates and constraints (RFC 5937), but not its signature (RFC 5280 section 6.1.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from firstcause.model.handshake import Detail
from firstcause.tls import names
from firstcause.tls.chain_case import ChainCase, ChainFault
from firstcause.tls.constraints import first_violated, violated_by_name
from firstcause.tls.told import few, listed
from firstcause.tls.trust import is_self_issued

# Within this, a wrong clock on either side explains a certificate "from the future" as well as its authority does.
PLAUSIBLE_SKEW: Final = timedelta(days=1)


def expired(case: ChainCase) -> Iterator[ChainFault]:
    """Past notAfter (RFC 5280 section 4.1.2.5), which counts to the end of its second."""
    now = case.now.replace(microsecond=0)
    for certificate in case.path.all:
        end = certificate.not_valid_after_utc
        if end < now:
            yield ChainFault(
                "tls/certificate-expired",
                Detail(f"valid at {_time(case.now)}", (f"valid until {_time(end)}",), case.role(certificate)),
                f"The {case.called(certificate)} expired at {_time(end)}, {_ago(case.now - end)} ago.",
            )


def not_yet_valid(case: ChainCase) -> Iterator[ChainFault]:
    """Before notBefore (RFC 5280 section 4.1.2.5)."""
    for certificate in case.path.all:
        begin = certificate.not_valid_before_utc
        if begin > case.now:
            yield ChainFault(
                "tls/certificate-not-yet-valid",
                Detail(f"valid at {_time(case.now)}", (f"valid from {_time(begin)}",), case.role(certificate)),
                f"The {case.called(certificate)} is valid only from {_time(begin)}, in {_ago(begin - case.now)}.",
                ("tls/clock-skew",) if begin - case.now < PLAUSIBLE_SKEW else (),
            )


def other_name(case: ChainCase) -> Iterator[ChainFault]:
    """The leaf does not cover the name that was asked for (RFC 9525)."""
    leaf = case.chain[0]
    if names.matches(leaf, case.server_name):
        return
    presented = names.presented_names(leaf)
    valid_for = listed(presented) or "no name at all (it has no subjectAltName)"
    yield ChainFault(
        "tls/name-mismatch",
        Detail(case.server_name, few(presented), "leaf"),
        f"The certificate is valid for {valid_for}; we asked for '{case.server_name}'.",
    )


def name_outside_constraints(case: ChainCase) -> Iterator[ChainFault]:
    """An authority may not issue for a name below it (RFC 5280 section 4.2.1.10); a self-issued one is exempt."""
    bound, covered = case.chain[:1], names.matches(case.chain[0], case.server_name)
    for certificate in case.path.all[1:]:
        violated = first_violated(certificate, bound)
        if violated is None and covered:
            violated = violated_by_name(certificate, case.server_name)
        if violated is not None:
            yield ChainFault(
                "tls/name-constraint",
                Detail(violated.rule, (violated.name,), case.role(certificate)),
                f"The {case.called(certificate)} may not issue for '{violated.name}': {violated.rule}.",
            )
        if not is_self_issued(certificate):
            bound = (*bound, certificate)


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _ago(difference: timedelta) -> str:
    if difference >= timedelta(days=2):
        return f"{difference.days} days"
    hours, rest = divmod(int(difference.total_seconds()), 3600)
    return f"{hours} h {rest // 60} min" if hours else f"{rest // 60} min {rest % 60} s"
