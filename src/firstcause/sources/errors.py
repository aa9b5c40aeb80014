"""What can be wrong with evidence on its way in. Input is hostile until decoded."""

from __future__ import annotations

from firstcause.model.errors import FirstcauseError


class DecodeError(FirstcauseError):
    """These bytes are not what their sender says they are. Sending them again does not help."""


class CommandError(FirstcauseError):
    """A command of the configuration did not tell what it was asked. The next time may go better."""

    retryable = True


class ScrapeError(FirstcauseError):
    """A metrics target did not answer as one. The next scrape may go better."""

    retryable = True
