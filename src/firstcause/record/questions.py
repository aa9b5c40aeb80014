"""What only people know. Each question has fixed words, so that an answer in the log finds its place."""

from __future__ import annotations

from typing import Final

from firstcause.document.inline import text
from firstcause.document.rca import Question
from firstcause.record.case import Case

TICKETS: Final = "How many support tickets came in?"
REVENUE: Final = "What revenue was lost, and by which formula?"
WENT_WELL: Final = "What went well that no log can show?"
LUCK: Final = "Where were we lucky?"
CAUSE: Final = "What was the cause, and on which evidence?"
FACTORS: Final = "Which factors contributed?"
HARM_STOPPED: Final = "What stopped the harm?"
IMPROVEMENT: Final = "What could be improved?"
OWNER: Final = "Who owns these action items?"
STANDARD: Final = (TICKETS, REVENUE, WENT_WELL, LUCK, CAUSE, FACTORS, HARM_STOPPED, IMPROVEMENT, OWNER)


def ask(case: Case, *questions: str) -> tuple[Question, ...]:
    """The questions, with the answers that the log holds."""
    answers = case.material.incident.questions
    return tuple(Question(text(one), text(answers.get(one, ""))) for one in questions)


def asked_during(case: Case) -> tuple[Question, ...]:
    """What was asked during the incident itself, beyond the standard questions."""
    return ask(case, *(one for one in case.material.incident.questions if one not in STANDARD))
