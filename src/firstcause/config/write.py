"""Writes a `firstcause.toml` for a proposal, with comments for whoever is going to own it. Pure: text comes back.

What it writes, `load` reads to the same catalogue. Day one is safe: plans are only proposed, and pages are only
reported. A view whose files are not on this machine is written as a comment, since it would be refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from firstcause.model.proposal import Proposal, ProposedPrometheus, ProposedService, ProposedView
from firstcause.model.service import Endpoint, Objective, Service, View

_BARE = re.compile(r"[A-Za-z0-9_-]+")

TEMPLATE_VIEW = """\
# As which caller endpoints are looked at. Without a view the system's trust store decides.
# [view.a-caller]
# trust = "ca.pem"                     # authorities that this caller trusts
# client_cert = "a-caller.pem"         # its certificate and chain, where servers ask for one
# client_key = "a-caller.key"
"""
REST = """\
[page]
shadow = true                          # pages nobody, reports whom it would have paged; false: really pages

[contact.on-call]
channels = ["console"]                 # or any apprise URL, as in "slack://...", "mailto://...", "json://..."

# [deployer.ours]                      # two commands of yours; with it a rollback can be proposed
# current = ["deployctl", "current", "{service}", "--json"]
# rollback = ["deployctl", "rollback", "{service}", "--to", "{release}"]

# [sources.changes]                    # what was changed: one JSON object a line, to which your deployer appends
# file = "changes.ndjson"

[serve]
listen = "127.0.0.1:8420"
"""


def text(proposal: Proposal, *, missing: Collection[str] = ()) -> str:
    """The whole file. `missing`: paths that views name and that are not on this machine."""
    absent = {v.view.name for v in proposal.views if {v.view.trust, v.view.client_cert, v.view.client_key} & {*missing}}
    parts = [
        "\n".join(_head(proposal)),
        *("\n".join(_service(s, absent)) for s in proposal.services),
        *("\n".join(_view(v, absent)) for v in proposal.views),
        *([] if proposal.views else [TEMPLATE_VIEW.rstrip()]),
        *(["\n".join(_prometheus(proposal.prometheus))] if proposal.prometheus else []),
        REST,
    ]
    return "\n\n".join(parts)


def _head(proposal: Proposal) -> Iterator[str]:
    yield _comment(f"Written by `firstcause init` from {proposal.origin}.")
    yield _comment(
        "It is yours now. Every key is told in docs/reference/config.md; `firstcause check` tries all of it."
    )
    if proposal.unknown:
        yield "#"
        yield _comment("What could not be known from there:")
        yield from (_comment(f"- {sentence}") for sentence in proposal.unknown)


def _service(proposed: ProposedService, absent: Collection[str]) -> Iterator[str]:
    service = proposed.service
    yield from (_comment(remark) for remark in proposed.remarks)
    yield f"[service.{key(service.name)}]"
    yield f"owner = {string(service.owner)}".ljust(38) + " # the team that gets the action items"
    yield f"tier = {service.tier}".ljust(38) + " # 1 is the most important"
    if service.runbook:
        yield f"runbook = {string(service.runbook)}"
    yield f"depends_on = {_strings(service.depends_on)}".ljust(38) + " # the services that it calls"
    if service.objective != Objective():
        yield _objective(service.objective)
    yield from _views_of(service, absent)
    yield from _list("metrics", [string(url) for url in service.metrics])
    yield from _list("endpoints", [_endpoint(e) for e in service.endpoints])
    if service.deployer:
        yield f"deployer = {string(service.deployer)}"
    yield f"mitigation = {string(service.mitigation.value)}".ljust(38) + " # off | propose | approve | automatic"


def _objective(objective: Objective) -> str:
    return f"objective = {{ latency_seconds = {objective.latency_seconds!r}, success = {objective.success!r} }}"


def _views_of(service: Service, absent: Collection[str]) -> Iterator[str]:
    """As which callers it is looked at; a view that could not be used on this machine is not named."""
    present = tuple(name for name in service.views if name not in absent)
    if present:
        yield f"views = {_strings(present)}"
    if len(present) < len(service.views):
        yield _comment(f"views = {_strings(service.views)}")


def _list(name: str, rows: list[str]) -> Iterator[str]:
    if len(rows) == 1:
        yield f"{name} = [{rows[0]}]"
    elif rows:
        yield f"{name} = ["
        yield from (f"  {row}," for row in rows)
        yield "]"


def _endpoint(endpoint: Endpoint) -> str:
    fields = [f"address = {string(endpoint.address)}", f"server_name = {string(endpoint.server_name)}"]
    if endpoint.alpn:
        fields.append(f"alpn = {_strings(endpoint.alpn)}")
    if endpoint.protocol:
        fields.append(f"protocol = {string(endpoint.protocol)}")
    if endpoint.certificate:
        fields.append(f"certificate = {string(endpoint.certificate)}")
    return f"{{ {', '.join(fields)} }}"


def _view(proposed: ProposedView, absent: Collection[str]) -> Iterator[str]:
    yield from (_comment(remark) for remark in proposed.remarks)
    lines = list(_view_lines(proposed.view))
    if proposed.view.name in absent:
        yield _comment("A file of this view is not on this machine. Put it there, and take the # away:")
        lines = [_comment(line) for line in lines]
    yield from lines


def _view_lines(view: View) -> Iterator[str]:
    yield f"[view.{key(view.name)}]"
    for name in ("trust", "client_cert", "client_key", "min_version", "max_version"):
        if getattr(view, name):
            yield f"{name} = {string(getattr(view, name))}"
    if view.strict:
        yield "strict = true"


def _prometheus(found: ProposedPrometheus) -> Iterator[str]:
    """The server that is asked; a comment where it follows no preset, since its answers could not be read then."""
    lines = ["[sources.prometheus]", f"url = {string(found.url)}", f"preset = {string(found.preset)}"]
    lines += [f"{name} = {string(value)}" for name, value in found.login]
    if found.preset:
        yield from lines
        return
    yield _comment("To ask this server, describe its metrics in [sources.prometheus.queries]:")
    yield from (_comment(line) for line in lines if not line.startswith("preset"))


def _strings(values: tuple[str, ...]) -> str:
    return f"[{', '.join(string(value) for value in values)}]"


def string(value: str) -> str:
    """A basic string of TOML: https://toml.io/en/v1.0.0#string."""
    return f'"{"".join(_escaped(c) for c in value)}"'


def key(name: str) -> str:
    """A key of TOML: bare where it can be."""
    return name if _BARE.fullmatch(name) else string(name)


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if "\ud800" <= character <= "\udfff":  # half a character: no file can hold it
        return "\\uFFFD"
    return character if character.isprintable() else _numbered(ord(character))


def _numbered(point: int) -> str:
    return f"\\u{point:04X}" if point < 0x10000 else f"\\U{point:08X}"


def _comment(sentence: str) -> str:
    """One line, whatever it holds: a line break in a stranger's text would end the comment."""
    return "# " + "".join(c if c.isprintable() else " " for c in sentence).strip()
