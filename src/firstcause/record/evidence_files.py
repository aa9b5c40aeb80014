"""Evidence as files beside the document: what was asked, what came back, and how to ask it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from firstcause.document.inline import Text, render_cell, text
from firstcause.eventlog.wire import format_time
from firstcause.model.event import Event
from firstcause.model.evidence import (
    AlertReceived,
    ChangeSeen,
    Evidence,
    LogMatched,
    MetricSampled,
    Observation,
    SpanFailed,
    Unobserved,
)
from firstcause.model.handshake import CertificateSummary, HandshakeObserved
from firstcause.record.case import LOG, Case
from firstcause.record.phrases import phrase
from firstcause.record.wording import counted


def evidence_title(evidence: Evidence | None) -> str:
    """One line that says what a piece of evidence shows."""
    if evidence is None:
        return "evidence that is no longer in the store"
    return _title(evidence.observation)


def _title(observation: Observation) -> str:
    match observation:
        case HandshakeObserved(service=service, target=target, view=view, outcome=outcome):
            return f"handshake with {service} at {target} as {view or 'any caller'}: {outcome}"
        case MetricSampled(query=query):
            return f"metric {query.metric} ({query.function})"
        case AlertReceived(source=source, identity=identity):
            return f"alert {identity} from {source}"
        case LogMatched(service=service, count=count):
            return f"log lines of {service}: {count}"
        case SpanFailed(service=service, callee=callee, count=count):
            return f"failed spans from {service} to {callee}: {count}"
        case ChangeSeen(change=change):
            return f"change {change.title}"
        case Unobserved(reason=reason):
            return f"not observed: {reason}"


def evidence_file(name: str, content_id: str, evidence: Evidence | None, incident: str) -> str:
    """The file of one piece of evidence, to be read by a person."""
    head = [f"# {name}: {render_cell(text(evidence_title(evidence)))}", ""]
    if evidence is None:
        return _lines([*head, f"- Content id: `{content_id}`", "- It could not be read when the document was written."])
    provenance = [
        f"- Observed: {format_time(evidence.observed_at)} by {evidence.source}",
        *([_window(evidence)] if evidence.window else []),
        f"- Content id: `{content_id}`",
        f"- Ask again: `firstcause evidence {name} --incident {incident} --again`",
        "",
        *_query(evidence),
    ]
    return _lines([*head, *provenance, *_observation(evidence.observation)])


def log_file(case: Case) -> str:
    """The incident's log: the witness of every interval in the document."""
    rows = [_log_row(case, event) for event in sorted(case.material.events, key=lambda e: (e.stream, e.sequence))]
    head = [
        f"# {LOG}: the log of incident {case.material.incident.id}",
        "",
        f"- Ask again: `firstcause incident timeline {case.material.incident.id}`",
        "",
    ]
    columns = ("Stream", "Sequence", "Occurred", "Recorded", "Stated by", "Fact", "Words", "Evidence")
    return _lines([*head, *_table(columns, rows)])


def _log_row(case: Case, event: Event) -> tuple[Text, ...]:
    return tuple(
        text(cell)
        for cell in (
            event.stream,
            str(event.sequence),
            format_time(event.occurred_at),
            format_time(event.recorded_at),
            f"{event.actor.kind} {event.actor.name}",
            type(event.fact).__name__,
            phrase(case, event),
            ", ".join(case.names[one] for one in event.evidence),
        )
    )


def _query(evidence: Evidence) -> list[str]:
    """What was asked, in the words of its source; a metric's own query stands with its samples."""
    asked = isinstance(evidence.observation, MetricSampled) and evidence.observation.promql == evidence.query
    return [] if asked or not evidence.query else [*_fenced([evidence.query]), ""]


def _window(evidence: Evidence) -> str:
    window = evidence.window
    return (
        f"- Window: {format_time(window.start)} to {format_time(window.end)} ({window.seconds:g} s)" if window else ""
    )


def _observation(observation: Observation) -> Iterable[str]:
    match observation:
        case HandshakeObserved():
            return _fenced(_handshake(observation))
        case MetricSampled():
            return _metric(observation)
        case AlertReceived():
            return [*_mapping("Label", observation.labels), "", *_mapping("Annotation", observation.annotations)]
        case LogMatched():
            return _fenced([f"{observation.count} lines match {observation.pattern}", *observation.lines])
        case SpanFailed():
            return [f"- Failed spans: {observation.count}", f"- Example trace: `{observation.example_trace}`"]
        case ChangeSeen():
            return _change(observation)
        case Unobserved():
            return [f"Not observed: {observation.reason}"]


def _handshake(look: HandshakeObserved) -> Iterator[str]:
    """The transcript as a tree."""
    seen, timing = look.observed, look.timing
    yield f"{look.target}  server name {look.server_name}  as {look.view or 'any caller'}: {look.outcome}"
    yield f"├─ connect    {_seconds(timing.connect_seconds)}"
    yield f"├─ handshake  {_seconds(timing.handshake_seconds)}"
    negotiated = " ".join(word for word in (seen.version, seen.cipher, seen.group, seen.alpn) if word)
    yield f"├─ negotiated {negotiated or 'nothing'}"
    yield f"├─ chain as sent ({len(seen.chain)})"
    for number, certificate in enumerate(seen.chain):
        yield from _certificate(number, certificate)
    yield f"├─ client certificate {'requested' if seen.client_certificate.requested else 'not requested'}"
    yield from (f"│  ├─ accepts {issuer}" for issuer in seen.client_certificate.acceptable_issuers)
    yield from (f"├─ warning {warning.code}: {warning.explanation}" for warning in look.warnings)
    yield from _failure(look)


def _certificate(number: int, certificate: CertificateSummary) -> Iterator[str]:
    yield f"│  ├─ {number} {certificate.subject}"
    yield f"│  │    issuer  {certificate.issuer}"
    yield f"│  │    valid   {format_time(certificate.not_before)} to {format_time(certificate.not_after)}"
    yield f"│  │    serial  {certificate.serial}"
    yield f"│  │    sha256  {certificate.sha256}"


def _failure(look: HandshakeObserved) -> Iterator[str]:
    failure = look.failure
    if failure is None:
        yield "└─ no failure"
        return
    yield f"└─ {failure.code} in {failure.phase}, detected by the {failure.detected_by} side"
    if failure.alert:
        yield f"   ├─ alert     {failure.alert.number} {failure.alert.name}, {failure.alert.direction}"
    yield f"   ├─ expected  {failure.detail.expected}"
    yield f"   ├─ presented {', '.join(failure.detail.presented) or 'nothing'}"
    yield f"   └─ {failure.explanation}"


def _seconds(seconds: float | None) -> str:
    return "not reached" if seconds is None else f"{seconds * 1000:.1f} ms"


def _metric(metric: MetricSampled) -> Iterator[str]:
    yield from _fenced(metric.promql.splitlines())
    yield ""
    unit = f" in {metric.unit}" if metric.unit != "1" else ""
    yield f"{counted(len(metric.samples), 'sample')}{unit}, from {counted(metric.raw_samples, 'raw sample')}."
    yield ""
    rows = [
        tuple(text(cell) for cell in (format_time(one.at), _labels(one.labels), f"{one.value:.6g}"))
        for one in metric.samples
    ]
    yield from _table(("At", "Labels", f"Value{unit}"), rows)


def _labels(labels: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(labels.items()))


def _change(seen: ChangeSeen) -> Iterator[str]:
    change = seen.change
    facts = {
        "Id": change.id,
        "Kind": change.kind,
        "Service": change.service,
        "Began": format_time(change.at),
        "Finished": format_time(change.finished_at) if change.finished_at else "unknown",
        "By": change.by,
        "Before": change.before,
        "After": change.after,
        "Revertible to": change.revertible_to or "unknown",
    }
    yield from _mapping("Change", facts)
    yield ""
    rows = [tuple(text(cell) for cell in (name, *pair)) for name, pair in sorted(change.artifacts.items())]
    yield from _table(("Artifact", "Digest before", "Digest after"), rows)


def _mapping(title: str, values: Mapping[str, str]) -> Iterator[str]:
    return _table((title, "Value"), [(text(name), text(value)) for name, value in values.items()])


def _table(columns: Sequence[str], rows: Sequence[tuple[Text, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    yield from (f"| {' | '.join(map(render_cell, row))} |" for row in rows)


def _fenced(lines: Iterable[str]) -> list[str]:
    """A fence longer than any that the lines hold: what a peer sent must not end it."""
    body = [line.replace("\r", " ") for line in lines]
    fence = "```"
    while any(fence in line for line in body):
        fence += "`"
    return [f"{fence}text", *body, fence]


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"
