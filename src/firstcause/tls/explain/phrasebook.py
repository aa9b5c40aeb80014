"""A stack's words as a table: which lines are its own, what each phrase of them means, and who says so.

Most stacks have no grammar beyond a list of sentences; theirs are values of this type, one file a stack.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from firstcause.model.handshake import Alert
from firstcause.tls.alerts import CLOSURE
from firstcause.tls.explain.alert_words import by_words
from firstcause.tls.explain.words import VAGUE, Reading, Role, Symptom

Phrases = tuple[tuple[Symptom, "re.Pattern[str]"], ...]
NEVER: Final = re.compile(r"(?!)")


def phrases(*rows: tuple[Symptom, str]) -> Phrases:
    """Regular expressions, the first that is found counts; case does not matter."""
    return tuple((symptom, re.compile(pattern, re.IGNORECASE)) for symptom, pattern in rows)


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """`ours` is found in every line of the stack. `heard` and `sent` hold an alert, as the group `alert`. `client`,
    `server` and `proxy` show who writes; `role` is who does where none of them is found. `inner` reads the words of the
    library below."""

    stack: str
    ours: re.Pattern[str]
    says: Phrases = ()
    heard: re.Pattern[str] = NEVER
    sent: re.Pattern[str] = NEVER
    client: re.Pattern[str] = NEVER
    server: re.Pattern[str] = NEVER
    proxy: re.Pattern[str] = NEVER
    role: Role | None = None
    inner: Callable[[str], Reading | None] = lambda _: None

    def read(self, line: str) -> Reading | None:
        """What the line says; None where the stack has not written it, or says nothing of a handshake in it."""
        if not self.ours.search(line):
            return None
        alert = self._alert(line)
        symptom = next((symptom for symptom, pattern in self.says if pattern.search(line)), None)
        below = self.inner(line)
        if below and (below.alert or (alert is None and below.symptom and (symptom is None or symptom in VAGUE))):
            alert, symptom = alert or below.alert, below.symptom or symptom
        if alert is None and symptom is None:
            return None
        return Reading(self.stack, symptom, alert, self.role_in(line) or (below.role if below else None))

    def _alert(self, line: str) -> Alert | None:
        if found := self.heard.search(line):
            heard = by_words(found["alert"], "received")
            return None if heard is None or heard.name in CLOSURE else heard
        if found := self.sent.search(line):
            return by_words(found["alert"], "sent")
        return None

    def role_in(self, line: str) -> Role | None:
        """Who writes the line, by the words that show it."""
        if self.proxy.search(line):
            return "proxy"
        if self.server.search(line):
            return "server"
        return "client" if self.client.search(line) else self.role
