"""What can go wrong between us and the disk, in words that say what to do next."""

from __future__ import annotations

from firstcause.model.errors import FirstcauseError


class DatabaseUnavailableError(FirstcauseError):
    """The database cannot be opened: no such place, no permission, no driver."""


class ServerUnavailableError(DatabaseUnavailableError):
    """The database's server does not answer, lets us not in, or went away meanwhile. Trying again may help."""

    retryable = True


class NotADatabaseError(FirstcauseError):
    """The file is there, and is something else, or is damaged."""


class NewerSchemaError(FirstcauseError):
    """A later version of firstcause has written this database; we would misread it."""


class DatabaseBusyError(FirstcauseError):
    """Another process has been writing for longer than we wait. Trying again may help."""

    retryable = True


class UnknownEffectError(FirstcauseError):
    """No effect with this key was ever enqueued: a mistake in the program, not in the world."""


class EvidenceChangedError(FirstcauseError):
    """An evidence file no longer says what its name promises."""
