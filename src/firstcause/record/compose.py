"""Incident and evidence -> the document and the files beside it.

It only puts sections together: each has a module of its own. Nothing is looked up and nothing is invented: what the log
does not hold is asked, and while a question is open the document is a draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime

from firstcause.document.inline import Ref, plain
from firstcause.document.rca import EvidenceNote, Footer, FrontMatter, Plot, Rca
from firstcause.document.render import render
from firstcause.model.fault import family
from firstcause.model.incident import Milestone
from firstcause.record.actions import action_plan
from firstcause.record.case import LOG, Case
from firstcause.record.cause import factors, root_cause
from firstcause.record.evidence_files import evidence_file, evidence_title, log_file
from firstcause.record.impact import impact_section
from firstcause.record.lessons import improvements, lessons
from firstcause.record.load_scenario import load_path, load_scenario
from firstcause.record.material import Material
from firstcause.record.plots import plots
from firstcause.record.related import related
from firstcause.record.resolution import resolution
from firstcause.record.summary import summary
from firstcause.record.timeline import timeline
from firstcause.record.wording import minutes_rounded_up, whole_second


def compose(material: Material) -> Mapping[str, str]:
    """Path relative to the vault -> text: the document first, then its plots, its evidence and the log."""
    case = Case.of(material)
    drawn = plots(case)
    rca = rca_of(case, tuple(plot for plot, _ in drawn))
    files = {document_path(material): render(rca)}
    files |= {f"RCAs/{plot.path}": picture for plot, picture in drawn}
    files |= {f"RCAs/{note.path}": _file(case, note.name) for note in rca.evidence}
    return files | ({load_path(case): load_scenario(case)} if family(case.fault) == "tls" else {})


def document_path(material: Material) -> str:
    """Where this incident's document belongs in the vault."""
    return f"RCAs/{Case.of(material).stem}.md"


def open_questions(case: Case) -> tuple[str, ...]:
    """What the document asks, in its order: words by which an answer in the log finds its place."""
    return tuple(dict.fromkeys(plain(q.question) for q in rca_of(case).questions() if q.open))


def rca_of(case: Case, embedded: tuple[Plot, ...] = ()) -> Rca:
    """The document as a value, with a footnote for each piece of evidence that it refers to."""
    contributing, improvable = factors(case), improvements(case)
    rca = Rca(
        front=_front(case),
        summary=summary(case),
        timeline=timeline(case),
        root_cause=root_cause(case, contributing),
        impact=impact_section(case, embedded),
        resolution=resolution(case),
        lessons=lessons(case, improvable),
        actions=action_plan(case, contributing, improvable),
        related=related(case),
        evidence=(),
        footer=Footer(case.material.author, case.material.now.date()),
    )
    draft = any(question.open for question in rca.questions())
    front = replace(rca.front, status="draft") if draft else rca.front
    return replace(rca, front=front, evidence=tuple(_notes(case, rca)))


def _front(case: Case) -> FrontMatter:
    incident = case.material.incident
    marks = incident.milestones
    severity = incident.severity.value.lower() if incident.severity else ""
    end = marks.resolved
    return FrontMatter(
        title=case.title,
        date=case.day,
        severity=incident.severity,
        services=case.affected,
        tags=tuple(tag for tag in ("rca", severity, family(case.fault)) if tag),
        status=incident.status.value,
        duration_minutes=minutes_rounded_up(case.start, end.at) if end else None,
        author=case.material.author,
        incident=incident.id,
        began=_second(marks.began),
        detected=_second(marks.detected),
        mitigated=_second(marks.mitigated),
        resolved=_second(marks.resolved),
        fault=case.fault,
    )


def _second(milestone: Milestone | None) -> datetime | None:
    return whole_second(milestone.at) if milestone else None


def _notes(case: Case, rca: Rca) -> Iterator[EvidenceNote]:
    cited = set(_refs(rca))
    for content_id, name in case.names.items():
        if name in cited:
            title = evidence_title(case.material.evidence.get(content_id))
            yield EvidenceNote(name, f"evidence/{case.stem}/{name}.md", title)
    if LOG in cited:
        yield EvidenceNote(LOG, f"evidence/{case.stem}/{LOG}.md", f"log of incident {case.material.incident.id}")


def _refs(value: object) -> Iterator[str]:
    """Names of all references in a document, wherever they stand."""
    if isinstance(value, Ref):
        yield value.name
    elif isinstance(value, tuple):
        for one in value:
            yield from _refs(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _refs(getattr(value, field.name))


def _file(case: Case, name: str) -> str:
    if name == LOG:
        return log_file(case)
    content_id = next(one for one, short in case.names.items() if short == name)
    return evidence_file(name, content_id, case.material.evidence.get(content_id), case.material.incident.id)
