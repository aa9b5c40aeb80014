"""The words of a runbook's section on one fault: from the code's page, the catalogue, and the incidents there were.

For whoever is called at night: what it is, what each side sees, what to look at with the real addresses, what helped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from firstcause.document.inline import Code, Text, WikiLink, render_inline, text
from firstcause.model.service import Catalogue, Endpoint, Service
from firstcause.tls.pages.catalogue import page, title
from firstcause.tls.pages.page import FaultPage

MOST_STORIES: Final = 5
MOST_ENDPOINTS: Final = 4
_COMMAND: Final = re.compile(r"(?<![\w/])(?:openssl|firstcause|curl|chronyc) [^;]+")


@dataclass(frozen=True, slots=True)
class Cited:
    """Words, and the names (`E3`) of the evidence for them."""

    words: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One incident of this fault in this service. What its log does not hold is None, or empty."""

    incident: str
    day: date
    document: str  # the stem of its RCA; "" where there is none
    seen: Cited | None = None
    change: Cited | None = None
    mitigation: Cited | None = None
    mitigated_after: timedelta | None = None  # from its detection
    endpoints: tuple[str, ...] = ()
    view: str = ""  # as whom the fault was seen


def compose(code: str, service: Service, catalogue: Catalogue, stories: Sequence[Story]) -> str:
    """The section, its heading included. The latest incident decides where one looks first."""
    known = page(code)
    told = sorted(stories, key=lambda story: (story.day, story.incident), reverse=True)[:MOST_STORIES]
    blocks = [f"## {code}", *_what(code, service, known), *_checks(code, service, catalogue, known, told)]
    if known:
        blocks.append(f"**What helps**: {_line(text(known.mitigation))}")
    if told:
        blocks += ["**Seen before**", "\n".join(f"- {_line(_story(story))}" for story in told)]
    return "\n\n".join(blocks)


def _what(code: str, service: Service, known: FaultPage | None) -> Iterator[str]:
    if known is None:
        yield _line(text(f"{title(code)}, in {service.name}."))
        return
    yield _line(text(f"{title(code)}. {known.definition}"))
    yield "\n".join(
        f"- **{label}**: {_line(text(words))}"
        for label, words in (
            ("Callers see", known.client_sees),
            (f"{service.name} sees", known.server_sees),
            ("Mostly after", "; ".join(known.changes)),
        )
    )


def _checks(
    code: str, service: Service, catalogue: Catalogue, known: FaultPage | None, told: Sequence[Story]
) -> Iterator[str]:
    looks = tuple(_looks(service, catalogue, told))
    sweep = text("Who has it: ", Code(f"firstcause sweep --fault {code} --format text"))
    pages = tuple(_filled(words, looks, service) for words in known.checks) if known else ()
    steps = [*(text("Look: ", Code(_probe(endpoint, view))) for endpoint, view in looks), sweep, *pages]
    yield "**Look at this, in this order**"
    yield "\n".join(f"{number}. {_line(step)}" for number, step in enumerate(steps, 1))


def _looks(service: Service, catalogue: Catalogue, told: Sequence[Story]) -> Iterator[tuple[Endpoint, str]]:
    """The endpoints that broke the last time first, as the caller that saw it; every caller sees its own."""
    broken = told[0].endpoints if told else ()
    named = {view.name for view in catalogue.views}
    view = next((v for v in (*(s.view for s in told), *service.views) if v in named), "")
    ordered = sorted(service.endpoints, key=lambda endpoint: endpoint.address not in broken)
    yield from ((endpoint, view) for endpoint in ordered[:MOST_ENDPOINTS])


def _probe(endpoint: Endpoint, view: str) -> str:
    return f"firstcause probe {endpoint.address} --server-name {endpoint.server_name}{f' --as {view}' if view else ''}"


def _filled(words: str, looks: Sequence[tuple[Endpoint, str]], service: Service) -> Text:
    """A step of the code's page, with this service's own address and name in its command."""
    address = looks[0][0].address if looks else "HOST:PORT"
    name = looks[0][0].server_name if looks else service.name
    filled = words.replace("HOST:PORT", address).replace("-servername NAME", f"-servername {name}")
    command = _COMMAND.search(filled)
    if command is None or not looks:
        return text(filled)
    return text(filled[: command.start()], Code(command[0].strip()), filled[command.end() :])


def _story(story: Story) -> Text:
    """What was seen, what was changed, what helped and how long it took; with its evidence and its document."""
    parts: list[str | Code | WikiLink] = [f"{story.day}, incident ", Code(story.incident)]
    if story.document:
        parts += [", ", WikiLink(story.document, story.document)]
    for cited, before in ((story.seen, ": "), (story.change, "; behind it the ")):
        if cited:
            parts.append(f"{before}{cited.words}{_evidence(cited)}")
    if story.mitigation:
        after = f", {_length(story.mitigated_after)} after detection" if story.mitigated_after is not None else ""
        parts.append(f"; what helped: {story.mitigation.words}{after}{_evidence(story.mitigation)}")
    return text(*parts, ".")


def _evidence(cited: Cited) -> str:
    return f" ({', '.join(cited.evidence)})" if cited.evidence else ""


def _length(length: timedelta) -> str:
    seconds = max(round(length.total_seconds()), 0)
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"


def _line(words: Text) -> str:
    return " ".join(render_inline(words).split())
