"""What the HTTP edge hands over when somebody sends a change: decoded, and on disk before it is answered."""

from __future__ import annotations

from firstcause.sources.change_record import decode_change
from firstcause.sources.github import GithubPolicy, Ignored, decode_deployment, with_predecessor
from firstcause.sources.received import ReceivedChanges


class ChangeIntake:
    """Both take a body and say what became of it: the change's id, or why there is none."""

    def __init__(self, received: ReceivedChanges, github: GithubPolicy) -> None:
        self._received = received
        self._github = github

    def generic(self, body: bytes) -> tuple[str, str]:
        """A change event of ours: (id, ""). Raises DecodeError, StorageFullError."""
        change = decode_change(body)
        self._received.take(change)
        return change.id, ""

    def github(self, event: str, body: bytes) -> tuple[str, str]:
        """A webhook of GitHub's: (id, ""), or ("", why it was ignored). Raises DecodeError, StorageFullError."""
        decoded = decode_deployment(event, body, self._github)
        if isinstance(decoded, Ignored):
            return "", decoded.reason
        change = with_predecessor(decoded, self._received.known())
        self._received.take(change)
        return change.id, ""
