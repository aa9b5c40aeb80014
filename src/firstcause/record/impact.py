"""The impact: figures with their fractions and baselines, the services that suffered, and the customers."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.document.inline import Text, text
from firstcause.document.rca import AffectedService, ImpactSection, Plot, Points
from firstcause.model.evidence import Unobserved
from firstcause.model.figure import Figure
from firstcause.model.impact import CallerImpact, Impact
from firstcause.record.case import Case, value
from firstcause.record.questions import REVENUE, TICKETS, ask
from firstcause.record.wording import clock, counted, fault_title, latency, sentence, share


def impact_section(case: Case, plots: tuple[Plot, ...]) -> ImpactSection:
    """The section; where nothing was measured, it says why."""
    measured = case.material.impact
    if isinstance(measured, Unobserved):
        measures: tuple[Text, ...] = (text(f"not observed: {sentence(measured.reason)}", case.log),)
    else:
        measures = tuple(_measures(case, measured))
    return ImpactSection(measures, plots, tuple(_affected(case)), _customers(case))


def _measures(case: Case, impact: Impact) -> Iterator[Text]:
    yield _ratio(case, "Requests degraded", impact.degraded, impact.requests)
    failed = _ratio(case, "Requests failed (the error rate)", impact.failed, impact.requests)
    yield text(failed, "; ", _ratio(case, "baseline", impact.baseline_failed, impact.baseline_requests))
    yield _latencies(case, "p99", impact.p99_before, impact.p99_during)
    yield _latencies(case, "p50", impact.p50_before, impact.p50_during)
    day = case.day
    during = f"{clock(impact.window.start, day)} to {clock(impact.window.end, day)}"
    before = f"{clock(impact.baseline.start, day)} to {clock(impact.baseline.end, day)}"
    yield text(f"Measured at {impact.entry}, from {during}; baseline from {before}", case.figures(impact.requests))


def _ratio(case: Case, name: str, part: Figure, whole: Figure) -> Text:
    missing = _missing(part, whole)
    if missing:
        return text(f"{name}: {missing}", case.figures(part, whole))
    return text(f"{name}: {share(value(part), value(whole))}", case.figures(part, whole))


def _latencies(case: Case, name: str, before: Figure, during: Figure) -> Text:
    return text(f"Latency {name}: {_one(before)} before, ", f"{_one(during)} during", case.figures(before, during))


def _one(figure: Figure) -> str:
    return latency(figure.quantity.value) if figure.quantity else f"not observed ({sentence(figure.method)})"


def _missing(*figures: Figure) -> str:
    """Why there is no number; empty when there is one."""
    reasons = dict.fromkeys(sentence(figure.method) for figure in figures if figure.quantity is None)
    return f"not observed: {'; '.join(reasons)}" if reasons else ""


def _affected(case: Case) -> Iterator[AffectedService]:
    suffering = {caller.service: caller for caller in case.suffering}
    marks = case.material.incident.milestones
    failed = text(f"the failing service, {fault_title(case.fault)}", case.proof(marks.detected)[:1])
    yield AffectedService(case.service, failed)
    for service in case.affected[1:]:
        yield AffectedService(service, _suffered(case, suffering.get(service)))


def _suffered(case: Case, caller: CallerImpact | None) -> Text:
    if caller is None:
        return text("its own alerts belong to this incident", case.log)
    part = share(value(caller.failed), value(caller.calls)) if caller.calls.quantity else f"{value(caller.failed):.0f}"
    return text(f"{part} of its calls to {case.service} failed", case.figures(caller.failed, caller.calls))


def _customers(case: Case) -> Points:
    impact = case.impact
    questions = ask(case, TICKETS, REVENUE)
    if impact is None:
        return Points((text("Customer-facing errors and users: not observed", case.log),), questions)
    errors = _customer_figure(case, impact.failed, f"customer-facing error|at {impact.entry}")
    users = _customer_figure(case, impact.users, "user|with at least one degraded request")
    return Points((errors, users), questions)


def _customer_figure(case: Case, figure: Figure, words: str) -> Text:
    noun, _, rest = words.partition("|")
    if figure.quantity is None:
        return text(f"{noun.capitalize()}s {rest}: not observed: {sentence(figure.method)}", case.figures(figure))
    return text(f"{counted(round(figure.quantity.value), noun)} {rest}", case.figures(figure))
