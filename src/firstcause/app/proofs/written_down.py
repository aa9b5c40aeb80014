"""Proof of *runbook*: the service's runbook has a section under the fault's code, and it says something."""

from __future__ import annotations

from firstcause.app.proofs.files import UnreadableError, read_below
from firstcause.app.proofs.known import unknown_service
from firstcause.config.schema import Config
from firstcause.review.checks import Proof, RunbookCheck, Verdict
from firstcause.review.runbook import has_section


def prove_written_down(check: RunbookCheck, config: Config) -> Proof:
    """Whether somebody who is called finds it."""
    if missing := unknown_service(check.service, config):
        return missing
    path = config.catalogue.service(check.service).runbook_path
    try:
        _, content = read_below(config.store.vault, path)
        text = content.decode("utf-8-sig")
    except UnreadableError as error:
        return Proof(Verdict.FAILS, str(error))
    except UnicodeDecodeError:
        return Proof(Verdict.UNABLE, f"{path} is not a text in UTF-8")
    if has_section(text, check.code):
        return Proof(Verdict.PASSES, f"{path}#{check.code}")
    return Proof(Verdict.FAILS, f"{path} has no section under `## {check.code}`")
