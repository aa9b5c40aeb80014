"""The root cause: what was expected against what was presented, which change brought it, and what contributed.

Factors are derived from the log alone; where the log shows none, people are asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from firstcause.document.inline import Code, Text, text
from firstcause.document.rca import Factor, RootCause
from firstcause.model.change import Change
from firstcause.model.fault import family
from firstcause.model.handshake import HandshakeFailure, HandshakeObserved
from firstcause.model.incident import Hypothesis, Reason
from firstcause.record.case import Case
from firstcause.record.questions import CAUSE, FACTORS, ask, asked_during
from firstcause.record.remedy import Shortcoming, announce, cover, heed, preflight, stop_rollout
from firstcause.record.wording import clock, counted, interval, listed, sentence, whole_second

EXPIRIES: Final = frozenset({"tls/certificate-expired", "tls/client-certificate-expired"})
# What preflight can judge; a release replaces other things as well, container images among them.
BUNDLES: Final = {".pem", ".crt", ".cer", ".key"}


def root_cause(case: Case, factors: tuple[Shortcoming, ...]) -> RootCause:
    """The section, its factors numbered from F1."""
    cause = case.material.incident.cause
    numbered = tuple(Factor(f"F{number}", one.text) for number, one in enumerate(factors, 1))
    questions = (*(() if cause else ask(case, CAUSE)), *(() if factors else ask(case, FACTORS)), *asked_during(case))
    return RootCause(_statement(case, cause) if cause else _undecided(case), numbered, questions)


def _undecided(case: Case) -> tuple[Text, ...]:
    would = case.material.incident.inconclusive
    decide = f"; what would decide it: {sentence(would)}" if would else ""
    return (text(f"The evidence does not decide the cause{decide}", case.log, "."),)


def _statement(case: Case, cause: Hypothesis) -> tuple[Text, ...]:
    known = (one for reason in cause.supporting for one in reason.evidence)
    explanation = text(sentence(cause.explanation), case.cite(known) or case.log, ".")
    change = _change(case, cause.change) if cause.change else ()
    reasons = (
        _reasons(case, "For it speaks", cause.supporting),
        _reasons(case, "Against it speaks", cause.contradicting),
    )
    return tuple(part for part in (explanation, _both_sides(case, cause), change, *reasons) if part)


def failing_look(case: Case, cause: Hypothesis) -> tuple[str, HandshakeObserved, HandshakeFailure] | None:
    """The first look that found the cause's fault: its content id, the look, and the failure."""
    for content_id in case.names:
        evidence = case.material.evidence.get(content_id)
        look = evidence.observation if evidence else None
        if not isinstance(look, HandshakeObserved) or look.service != cause.service:
            continue
        if look.failure and look.failure.code == cause.code:
            return content_id, look, look.failure
    return None


def _both_sides(case: Case, cause: Hypothesis) -> Text:
    found = failing_look(case, cause)
    if found is None:
        return ()
    content_id, look, failure = found
    detail = failure.detail
    which = f" ({detail.certificate})" if detail.certificate else ""
    seen = f"{look.target}, looked at as {look.view or 'any caller'}, was expected to present "
    presented = listed(detail.presented) or "nothing"
    return text(seen, Code(detail.expected), f", and presented{which} ", Code(presented), case.cite([content_id]), ".")


def _change(case: Case, change: Change) -> Text:
    by = f", made by {change.by}" if change.by else ""
    at = f" at {clock(change.at, case.day)}"
    proof = case.change_proof(change)
    return text(
        f"The change behind it is the {change.title} (", Code(change.id), f"){at}{by}", *_digests(change), proof, "."
    )


def _digests(change: Change) -> Iterator[Text | str]:
    for name, (before, after) in change.artifacts.items():
        if before != after:
            yield text("; ", Code(name), " went from ", Code(short(before)), " to ", Code(short(after)))


def short(digest: str) -> str:
    """A digest's algorithm and its first twelve digits; the evidence file has it whole."""
    algorithm, colon, digits = digest.rpartition(":")
    return f"{algorithm}{colon}{digits[:12]}" if digest else "nothing"


def _reasons(case: Case, opening: str, reasons: tuple[Reason, ...]) -> Text:
    if not reasons:
        return ()
    parts = [text(sentence(reason.text), case.cite(reason.evidence) or case.log) for reason in reasons]
    joined: list[str | Text] = [parts[0]]
    for part in parts[1:]:
        joined += ["; ", part]
    return text(f"{opening}: ", *_flat(joined), ".")


def _flat(parts: list[str | Text]) -> Iterator[Text]:
    for part in parts:
        yield (part,) if isinstance(part, str) else part


def factors(case: Case) -> tuple[Shortcoming, ...]:
    """What contributed, as far as the log shows it."""
    cause = case.material.incident.cause
    if cause is not None and case.fault in EXPIRIES:
        return tuple(_unannounced(case, cause))
    if cause is None or cause.change is None:
        return ()
    return (*_unchecked(case, cause.change), *_went_on(case, cause.change), *_spread(case, cause))


def _unannounced(case: Case, cause: Hypothesis) -> Iterator[Shortcoming]:
    proof = case.cite(one for reason in cause.supporting for one in reason.evidence)[:1] or case.log
    ticket = case.material.announced
    if ticket is not None:
        told = f"A ticket of {ticket:%Y-%m-%d} told of the coming end of the certificate of {cause.service}"
        yield Shortcoming(text(told, ", and it was not renewed in time", proof, "."), heed(case))
        return
    words = text(f"No ticket about the coming end of the certificate of {cause.service} stands in the log", proof, ".")
    yield Shortcoming(words, announce(case))


def _unchecked(case: Case, change: Change) -> Iterator[Shortcoming]:
    replaced = (name for name, (before, after) in change.artifacts.items() if before != after)
    changed = tuple(name for name in replaced if PurePosixPath(name).suffix in BUNDLES)
    if family(case.fault) == "tls" and changed:
        names = listed(changed)
        words = text(
            f"No preflight of {names} stands in the log before the {change.title}", case.change_proof(change), "."
        )
        yield Shortcoming(words, preflight(case))


def _went_on(case: Case, change: Change) -> Iterator[Shortcoming]:
    began = case.material.incident.milestones.began
    if not began or not change.finished_at or whole_second(change.finished_at) <= whole_second(began.at):
        return
    took = interval(began.at, change.finished_at)
    proof = (*case.change_proof(change), *case.proof(began))
    words = f"The rollout went on for {took} after the onset of impact, until {clock(change.finished_at, case.day)}"
    yield Shortcoming(text(words, each_once(proof), "."), stop_rollout(case))


def _spread(case: Case, cause: Hypothesis) -> Iterator[Shortcoming]:
    marks = case.material.incident.milestones
    if not marks.began or not marks.detected or len(cause.endpoints) < 2:
        return
    late = interval(marks.began.at, marks.detected.at)
    places = f"{counted(len(cause.endpoints), 'endpoint')} ({listed(cause.endpoints)})"
    proof = case.cite(one for reason in cause.supporting for one in reason.evidence)
    words = f"The fault stood at {places}; detection came {late} after the onset of impact"
    yield Shortcoming(text(words, each_once((*proof, *case.proof(marks.began, marks.detected))), "."), cover(case))


def each_once(references: Text) -> Text:
    """References, each once."""
    return tuple(dict.fromkeys(references))
