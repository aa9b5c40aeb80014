"""A server that speaks its protocol, and does not go over to TLS."""

from __future__ import annotations

from firstcause.model.handshake import Phase
from firstcause.tls.verdict import Case, Verdict, named


def declined(case: Case) -> Verdict | None:
    """It was asked to begin TLS, and would not."""
    no = case.trace.declined
    if no is None:
        return None
    protocol = case.trace.look.endpoint.protocol
    code = "tls/peer-internal-error" if no.temporary else "tls/plaintext-server"
    what = "cannot begin TLS just now" if no.temporary else "does not go over to TLS"
    return named(
        code,
        Phase.STARTTLS,
        f"{case.target} was asked by {protocol} and {what}: {no.words}.",
        expected=f"STARTTLS as in {protocol}",
        presented=(no.words,),
        by="peer",
    )
