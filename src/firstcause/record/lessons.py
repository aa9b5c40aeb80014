"""Lessons: what went well is measured, what could be improved is shown by the log, the rest is asked.

Whether an interval is good is decided by the marks below and by nothing else, so that nobody is praised or blamed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from firstcause.document.anchored import section_under
from firstcause.document.inline import Code, Text, text
from firstcause.document.rca import Improvement, LessonsLearned, Points
from firstcause.document.spans import Source
from firstcause.model import facts
from firstcause.model.action import Priority
from firstcause.model.event import Event
from firstcause.model.evidence import Unobserved
from firstcause.model.fault import family
from firstcause.model.incident import Milestone
from firstcause.model.mitigation import PERSON, MitigationState, is_way_back
from firstcause.record.case import Case, named_figures
from firstcause.record.load_scenario import load_path
from firstcause.record.phrases import who
from firstcause.record.questions import IMPROVEMENT, LUCK, WENT_WELL, ask
from firstcause.record.remedy import (
    Remedy,
    Shortcoming,
    allow,
    check_configuration,
    cover,
    load,
    rehearse,
    runbook,
    sweep,
)
from firstcause.record.wording import interval, sentence, whole_second

SOON_PAGED: Final = timedelta(minutes=1)
SOON_ACKNOWLEDGED: Final = timedelta(minutes=5)
SOON_DIAGNOSED: Final = timedelta(minutes=10)
SOON_MITIGATED: Final = timedelta(minutes=15)
SOON_DETECTED: Final = timedelta(minutes=1)
PROBES_UNTIL_DETECTED: Final = 4  # the first may just have passed, and a second look confirms

Step = tuple[str, Milestone | None, Milestone | None, timedelta, Remedy]


def lessons(case: Case, shortcomings: tuple[Shortcoming, ...]) -> LessonsLearned:
    """The section, its improvements numbered from L1."""
    return LessonsLearned(
        went_well=Points(tuple(_went_well(case)), ask(case, WENT_WELL)),
        improvements=tuple(Improvement(f"L{number}", one.text) for number, one in enumerate(shortcomings, 1)),
        improvement_questions=() if shortcomings else ask(case, IMPROVEMENT),
        lucky=Points(questions=ask(case, LUCK)),
    )


def improvements(case: Case) -> tuple[Shortcoming, ...]:
    """What the log shows was slow, refused, failed, unseen or never asked."""
    return (
        *_slow(case),
        *_pages(case),
        *_mitigation(case),
        *_inconclusive(case),
        *_unseen(case),
        *_no_runbook(case),
        *_not_swept(case),
        *_not_loaded(case),
    )


def _steps(case: Case) -> tuple[Step, ...]:
    marks = case.material.incident.milestones
    soon_detected = max(SOON_DETECTED, timedelta(seconds=PROBES_UNTIL_DETECTED * case.material.probe_interval_seconds))
    return (
        ("Detected|the onset of impact", marks.began, marks.detected, soon_detected, cover(case)),
        ("Paged|detection", marks.detected, marks.paged, SOON_PAGED, _paging()),
        ("Acknowledged|the page", marks.paged, marks.acknowledged, SOON_ACKNOWLEDGED, _on_call()),
        (
            "Cause identified|detection",
            marks.detected,
            marks.diagnosed,
            SOON_DIAGNOSED,
            rehearse(case, "the diagnosis"),
        ),
        ("Mitigated|detection", marks.detected, marks.mitigated, SOON_MITIGATED, rehearse(case, "the rollback")),
    )


def _paging() -> Remedy:
    return check_configuration("Shorten the way from an alert to its page")


def _on_call() -> Remedy:
    return Remedy(Priority.P2, "Close the gap in the on-call schedule", "firstcause oncall check")


def _went_well(case: Case) -> Iterator[Text]:
    for words, start, end, soon, _ in _steps(case):
        if start and end and _took(start, end) <= soon:
            yield text(_measured(words, start, end), case.proof(start, end), ".")


def _slow(case: Case) -> Iterator[Shortcoming]:
    for words, start, end, soon, remedy in _steps(case):
        if start and end and _took(start, end) > soon:
            yield Shortcoming(text(_measured(words, start, end), case.proof(start, end), "."), remedy)


def _took(start: Milestone, end: Milestone) -> timedelta:
    return whole_second(end.at) - whole_second(start.at)


def _measured(words: str, start: Milestone, end: Milestone) -> str:
    """`Paged 2 s after detection`; what came before its reference says so."""
    done, _, since = words.partition("|")
    if end.at < start.at:
        return f"{done} {interval(end.at, start.at)} before {since}"
    return f"{done} {interval(start.at, end.at)} after {since}"


def _pages(case: Case) -> Iterator[Shortcoming]:
    channels = {fact.channel: (event, fact) for event, fact in case.stated(facts.PageFailed)}
    for channel, (event, fact) in channels.items():
        words = text(f"A page over {channel} failed: {sentence(fact.reason)}", case.witness(event.evidence), ".")
        yield Shortcoming(words, check_configuration(f"Repair the channel {channel}", Priority.P1))
    for event, escalated in case.stated(facts.PageEscalated)[:1]:
        words = text(f"The page had to be escalated: {sentence(escalated.reason)}", case.witness(event.evidence), ".")
        yield Shortcoming(words, _on_call())


def _mitigation(case: Case) -> Iterator[Shortcoming]:
    mitigation = case.material.incident.mitigation
    if any(one.state is MitigationState.REFUSED for one in case.material.incident.mitigations):
        # Where nothing was changed there is nothing to roll back, and no release can be blamed for it.
        planned = [(event, fact) for event, fact in case.stated(facts.MitigationRefused) if fact.plan]
        for event, fact in planned[-1:]:
            yield Shortcoming(text(_refusal(event, fact), case.witness(event.evidence), "."), allow(case, fact.guard))
    for event, failed in case.stated(facts.MitigationFailed):
        what = "undoing of the rollback" if is_way_back(failed.plan) else "rollback"
        why = text(f"The {what} failed: {sentence(failed.reason)}", case.witness(event.evidence), ".")
        yield Shortcoming(why, rehearse(case, f"the {what}"))
    if mitigation is None and case.material.incident.cause and case.material.incident.milestones.began:
        words = text(f"No rollback of {case.service} stands in the log", case.log, ".")
        yield Shortcoming(words, rehearse(case, "the rollback"))


def _refusal(event: Event, fact: facts.MitigationRefused) -> Text:
    what = "undoing of the rollback" if is_way_back(fact.plan) else "rollback"
    if fact.guard == PERSON:
        return text(f"{who(event, event.actor.name)} refused the {what}: {sentence(fact.reason)}")
    return text("The guard ", Code(fact.guard), f" refused the {what}: {sentence(fact.reason)}")


def _inconclusive(case: Case) -> Iterator[Shortcoming]:
    would = case.material.incident.inconclusive
    if would and not case.material.incident.cause:
        words = text(f"The evidence did not decide the cause; what would: {sentence(would)}", case.log, ".")
        check = f"firstcause diagnose --incident {case.material.incident.id}"
        yield Shortcoming(words, Remedy(Priority.P2, f"Add the evidence that decides: {sentence(would)}", check))


def _unseen(case: Case) -> Iterator[Shortcoming]:
    impact = case.material.impact
    if isinstance(impact, Unobserved):
        words = text("The impact could not be measured: ", sentence(impact.reason), case.log, ".")
        yield Shortcoming(words, check_configuration(f"Measure the requests that reach {case.service}"))
        return
    unseen = [figure for figure in named_figures(impact) if figure.quantity is None]
    if unseen:
        names = ", ".join(figure.name for figure in unseen)
        words = text(f"Not observed were: {names}", case.figures(*unseen), ".")
        yield Shortcoming(words, check_configuration(f"Measure what was not observed at {impact.entry}: {names}"))


def _no_runbook(case: Case) -> Iterator[Shortcoming]:
    known, fault = Source(case.material.runbook), case.fault
    if case.material.lacked_runbook or not known.text or (fault and section_under(known, fault) is None):
        on = (" with a section on ", Code(fault)) if fault else ()
        yield Shortcoming(text(f"The vault holds no runbook of {case.service}", *on, case.log, "."), runbook(case))


def _not_swept(case: Case) -> Iterator[Shortcoming]:
    if family(case.fault) == "tls":
        words = text("The log holds no sweep of the other services for ", Code(case.fault), case.log, ".")
        yield Shortcoming(words, sweep(case))


def _not_loaded(case: Case) -> Iterator[Shortcoming]:
    if family(case.fault) == "tls":
        words = text("The log holds no load test of the handshakes with ", case.service, case.log, ".")
        yield Shortcoming(words, load(case, load_path(case)))
