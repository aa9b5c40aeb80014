"""Related documents: earlier ones of the same fault or service, by their file names, and the service's runbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from firstcause.document.anchored import section_under
from firstcause.document.inline import text
from firstcause.document.rca import RelatedLink
from firstcause.document.spans import Source
from firstcause.model.fault import slug
from firstcause.record.case import Case

_NAME: Final = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
MOST: Final = 5


def related(case: Case) -> tuple[RelatedLink, ...]:
    """Links that resolve, those with most in common first and the latest of these; then the runbook."""
    ranked = sorted(_earlier(case), key=lambda found: found[0], reverse=True)
    return (*(link for _, link in ranked[:MOST]), *_runbook(case))


def _earlier(case: Case) -> Iterator[tuple[tuple[int, str], RelatedLink]]:
    for path in case.material.vault_documents:
        stem = PurePosixPath(path).stem
        match = _NAME.fullmatch(stem)
        if not path.startswith("RCAs/") or not match:
            continue
        score, reason = _common(case, match[2])
        if score and match[1] <= case.day.isoformat() and stem != case.stem:
            yield (score, match[1]), RelatedLink(stem, stem, text(reason))


def _common(case: Case, rest: str) -> tuple[int, str]:
    fault, service = slug(case.fault), case.service
    if fault and rest.startswith(f"{fault}-{service}"):
        return 3, "same fault and service"
    if fault and rest.startswith(f"{fault}-"):
        return 2, "same fault"
    return (1, "same service") if rest.endswith(f"-{service}") else (0, "")


def _runbook(case: Case) -> Iterator[RelatedLink]:
    """To the very section on the fault, where there is one."""
    service, runbook = case.material.catalogue.service(case.service), case.material.runbook
    if service.runbook_path not in case.material.vault_documents:
        return
    is_told = case.fault and section_under(Source(runbook), case.fault) is not None
    anchor, what = (f"#{case.fault}", f"its section on {case.fault}") if is_told else ("", "the service's runbook")
    yield RelatedLink(f"{service.runbook_note}{anchor}", f"{case.service} runbook", text(what))
