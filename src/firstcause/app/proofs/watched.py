"""Proof of *monitoring*: nothing about the service, its callers and its endpoints is watched by nobody."""

from __future__ import annotations

from firstcause.app.coverage import means
from firstcause.app.proofs.known import unknown_service
from firstcause.config.schema import Config
from firstcause.review.checks import CoverageCheck, Proof, Verdict
from firstcause.review.coverage import coverage_of, gaps, what


def prove_watched(check: CoverageCheck, config: Config) -> Proof:
    """Whether everything is watched; where not, what is not."""
    if missing := unknown_service(check.service, config):
        return missing
    service = config.catalogue.service(check.service)
    cells = coverage_of(service, config.catalogue, means(config), check.callers, check.endpoints)
    if open_ends := gaps(cells):
        return Proof(Verdict.FAILS, f"nobody watches {', '.join(what(cell) for cell in open_ends)}")
    return Proof(Verdict.PASSES, f"{len(cells)} of {len(cells)} are watched")
