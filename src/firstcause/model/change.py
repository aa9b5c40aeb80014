"""What somebody changed: a deploy, a configuration, a certificate, a flag."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

ChangeKind = Literal["deploy", "config", "certificate", "flag"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change event, as in `contracts.md`.

    `artifacts` maps a file's name to its digests before and after; a change never describes a fault.
    `revertible_to` names the release to go back to; None means that we do not know of any, and unknown means no.
    """

    id: str
    kind: ChangeKind
    service: str
    at: datetime
    finished_at: datetime | None = None
    by: str = ""
    before: str = ""
    after: str = ""
    artifacts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    revertible_to: str | None = None

    @property
    def title(self) -> str:
        """As a person would call it: `deploy r41 -> r42 of order-service`."""
        arrow = f" {self.before} -> {self.after}" if self.after else ""
        return f"{self.kind}{arrow} of {self.service}"
