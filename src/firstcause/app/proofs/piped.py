"""Proof of *preflight*: a pipeline file that the configuration names for the service runs it."""

from __future__ import annotations

from firstcause.app.proofs.files import MOST_BYTES
from firstcause.app.proofs.known import unknown_service
from firstcause.config.schema import Config
from firstcause.review.checks import PreflightCheck, Proof, Verdict
from firstcause.review.pipeline import why_not


def prove_piped(check: PreflightCheck, config: Config) -> Proof:
    """Whether a bundle is asked about before each deploy."""
    if missing := unknown_service(check.service, config):
        return missing
    service = config.catalogue.service(check.service)
    if not service.pipeline:
        return Proof(Verdict.FAILS, f'[service.{service.name}] names no pipeline; as in pipeline = ["deploy.yml"]')
    reasons = []
    for path in service.pipeline:
        try:
            with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123 - paths of the configuration are texts
                text = file.read(MOST_BYTES)
        except (OSError, UnicodeDecodeError) as error:
            return Proof(Verdict.UNABLE, f"{path} cannot be read: {error}")
        reasons.append(why_not(text, path.rpartition("/")[2], service.name))
        if not reasons[-1]:
            return Proof(Verdict.PASSES, f"{path} runs it")
    return Proof(Verdict.FAILS, "; ".join(reasons))
