"""What can go wrong between us and a metrics server. Whoever asks turns it into `Unobserved` with this reason."""

from __future__ import annotations

from firstcause.model.errors import FirstcauseError


class PrometheusError(FirstcauseError):
    """The server gave no answer, or none that we can use; `retryable` says whether trying again may help."""

    def __init__(self, message: str, *, hint: str = "", retryable: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.retryable = retryable


class ForeignAnswerError(PrometheusError):
    """Something answered that is no metrics server: a proxy's page, another API."""
