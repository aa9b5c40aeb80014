"""Why a probe is not made."""

from __future__ import annotations

from firstcause.model.errors import FirstcauseError


class ProbeQuestionError(FirstcauseError):
    """The question cannot be understood, or names what there is not."""


class TargetRefusedError(FirstcauseError):
    """The target is none that the configuration allows."""
