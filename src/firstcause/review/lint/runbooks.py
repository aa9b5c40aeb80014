"""How runbooks are named: `runbook-NAME`."""

from __future__ import annotations

import re
from typing import Final

from firstcause.review.lint.titles import stem

_RUNBOOK: Final = re.compile(r"run-?book[-_ ](?P<before>.+)|(?P<after>.+)[-_ ]run-?book")


def runbook_service(target: str) -> str:
    """Whose it is; "" where the note is no service's runbook."""
    found = _RUNBOOK.fullmatch(stem(target).casefold())
    return (found["before"] or found["after"]) if found else ""
