"""docs/failures.md: every fault code, with its page where one is written."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.model.fault import APP_FAULTS, NET_FAULTS, TLS_FAULTS, WARNINGS
from firstcause.tls.pages.catalogue import page as page_of
from firstcause.tls.pages.catalogue import title
from firstcause.tls.pages.page import FaultPage

HEAD = """\
# Failures

<!-- Written by tools/generate-docs from the code; do not edit. -->

One code names a fault everywhere: in the alert, on the page, in the hypothesis, in the RCA. Codes are added to and
never renamed. A code is listed here as soon as it exists; whether the probe names it today is told by the tests in
`tests/sources/handshake` and `tests/tls`.

"""
FAMILIES = (
    ("TLS", "Something is wrong with the handshake, or with what it presents.", TLS_FAULTS),
    ("Network", "There was no handshake to begin with.", NET_FAULTS),
    ("Application", "The handshake is well; the service is not.", APP_FAULTS),
)


def page() -> str:
    """The whole page."""
    families = "\n".join(_family(*family) for family in FAMILIES)
    return HEAD + families + "\n" + _warnings()


def _family(name: str, about: str, codes: tuple[str, ...]) -> str:
    return "\n".join([f"## {name}", "", about, "", *(_section(code) for code in codes)])


def _section(code: str) -> str:
    written = page_of(code)
    # A bare "<" would begin a tag of HTML.
    body = [line.replace("<", "\\<") for line in _body(written)] if written else ["No page is written yet.", ""]
    return "\n".join([f"### {code}", "", f"**{title(code)}**", "", *body])


def _body(fault: FaultPage) -> Iterator[str]:
    yield from (fault.definition, "")
    yield f"- The client sees: {fault.client_sees}"
    yield f"- The server sees: {fault.server_sees}"
    yield f"- Usually changed before: {'; '.join(fault.changes)}"
    yield from ("", "Check first:", "")
    yield from (f"{number}. {check}" for number, check in enumerate(fault.checks, 1))
    yield from ("", f"Safe to do: {fault.mitigation}", "", f"To bring it about: {fault.injection}", "")


def _warnings() -> str:
    listed = "\n".join(f"- `{code}`" for code in sorted(WARNINGS))
    return f"## Warnings\n\nA handshake that works, and deserves attention all the same.\n\n{listed}\n"
