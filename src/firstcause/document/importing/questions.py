"""What a draft asks of a person, since the imported document does not say it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from firstcause.document.importing.imported import Imported, ImportedAction
from firstcause.document.inline import text
from firstcause.document.rca import Question
from firstcause.model.action import Priority
from firstcause.model.incident import Severity


def cause_questions(found: Imported) -> tuple[Question, ...]:
    """Of the cause, and of what the head of the document lacks."""
    asked = []
    if found.root_cause is None:
        asked.append("What was the root cause?")
    if found.title is None:
        asked.append("What is this incident called?")
    if found.severity is None:
        asked.append("Which severity was it?")
    elif found.severity.value.strip().upper() not in Severity.__members__:
        asked.append(f"Which severity is {found.severity.value} here: {', '.join(Severity)}?")
    if found.services is None:
        asked.append("Which services were affected?")
    if found.author is None:
        asked.append("Who prepared this analysis?")
    return _asked(asked)


def time_questions(found: Imported) -> tuple[Question, ...]:
    """Of when it was."""
    asked = []
    if found.start is None:
        asked.append("When did it begin?")
    if found.end is None:
        asked.append("When was it resolved?")
    moments = [row.at for row in found.timeline if row.at]
    if any(at.tzinfo is None for at in moments):
        asked.append("In which time zone are these times? The document names none; they stand here as UTC.")
    asked += [f"When was this ({row.written}): {row.text}?" for row in found.timeline if row.at is None]
    if not found.timeline:
        asked.append("What happened when?")
    return _asked(asked)


def customer_questions(found: Imported) -> tuple[Question, ...]:
    """Of who suffered."""
    return _asked(["Who was affected, and how much?"] if found.impact is None else [])


def action_questions(actions: Sequence[ImportedAction]) -> tuple[Question, ...]:
    """Of what each promised repair lacks, by its id in the draft."""
    if not actions:
        return _asked(["What shall be better afterwards, by whom, until when?"])
    named = [(f"A{number}", action) for number, action in enumerate(actions, 1)]
    owners = [name for name, action in named if action.owner is None]
    days = [name for name, action in named if not isinstance(action.due, date)]
    ranks = [name for name, action in named if (action.priority or "").strip().upper() not in Priority.__members__]
    asked = []
    if owners:
        asked.append(f"Who does {', '.join(owners)}?")
    if days:
        asked.append(f"Until when: {', '.join(days)}?")
    if ranks:
        asked.append(f"Which priority has {', '.join(ranks)}? The document names none; the lowest stands here.")
    return _asked(asked)


def _asked(sentences: Sequence[str]) -> tuple[Question, ...]:
    return tuple(Question(text(sentence)) for sentence in sentences)
