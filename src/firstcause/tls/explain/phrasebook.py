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


_CAPITALS: Final = re.compile(r"\\.|\(\?P|[A-Z]+")


def in_lower_case(pattern: str) -> re.Pattern[str]:
    """The regular expression for lower-cased text: several times as fast as one that minds no case."""
    return re.compile(_CAPITALS.sub(lambda found: found[0].lower() if found[0].isalpha() else found[0], pattern))


def phrases(*rows: tuple[Symptom, str]) -> Phrases:
    """Regular expressions, the first that is found counts; they are made for lower-cased text."""
    return tuple((symptom, in_lower_case(pattern)) for symptom, pattern in rows)


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """`ours` is found in every line of the stack. `heard` and `sent` hold an alert, as the group `alert`. `client`,
    `server` and `proxy` show who writes; `role` is who does where none of them is found.
    With `any_case`, `ours` is made for lower-cased text. `inner` reads the words of the
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
    any_case: bool = False
    inner: Callable[[str], Reading | None] = lambda _: None

    def is_ours(self, line: str) -> bool:
        """Whether the stack has written the line."""
        return bool(self.ours.search(line.lower() if self.any_case else line))

    def read(self, line: str) -> Reading | None:
        """What the line says; None where the stack has not written it, or says nothing of a handshake in it."""
        if not self.is_ours(line):
            return None
        alert = self._alert(line)
        plain = line.lower()
        symptom = next((symptom for symptom, pattern in self.says if pattern.search(plain)), None)
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
