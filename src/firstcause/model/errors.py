"""The one base under which every room raises its own errors.

An error says what went wrong and where; `hint` says what to do next; `retryable` says whether trying again may help.
The command line prints the two as `firstcause: error: ...` and `hint: ...`.
"""

from __future__ import annotations


class FirstcauseError(Exception):
    """Something that we can explain to the person who ran into it."""

    retryable = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class ConcurrentAppendError(FirstcauseError):
    """Somebody else appended to the stream first: fold again, decide again."""

    retryable = True


class OpenKeyTakenError(FirstcauseError):
    """An incident with this `open_key` is open already: join it instead."""


class StorageFullError(FirstcauseError):
    """The disk is full: nothing was stored, and nothing half-written was left behind."""

    retryable = True


class UnknownIncidentError(FirstcauseError):
    """No incident has this id."""


class EvidenceNotFoundError(FirstcauseError):
    """No evidence has this id, or several begin with it."""


class NotificationError(FirstcauseError):
    """A channel did not take the page. Trying again may help."""

    retryable = True


class DeploymentError(FirstcauseError):
    """The deployer did not do what it was asked."""


class VaultError(FirstcauseError):
    """A document could not be written, or would have left the vault."""
