"""From a Backstage catalogue (catalog-info.yaml, any number of documents) to services: owners, tiers, who calls whom.

The catalogue knows people and dependencies; where a service listens it seldom knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from firstcause.model.proposal import Proposal, ProposedService
from firstcause.model.service import Service
from firstcause.sources.discovery.assemble import assemble
from firstcause.sources.discovery.shapes import entries, rows, word, words
from firstcause.sources.discovery.yaml_text import documents
from firstcause.sources.errors import DecodeError

NOT_RUNNING: Final = frozenset({"library", "documentation", "template"})
LOWEST: Final = 4
TIER: Final = re.compile(r"(?:tier[-_ ]?)?([1-9])")
CRITICALITY: Final = {"critical": 1, "high": 2, "medium": 3, "low": LOWEST}
HINT: Final = "give a catalog-info.yaml with entities of kind Component"


def decode(text: str, name: str) -> Proposal:
    """The services of this catalogue. Raises DecodeError when there are none."""
    entities = documents(text, name)
    components = [e for e in entities if word(e, "kind") == "Component" and word(e, "metadata", "name")]
    running = [c for c in components if word(c, "spec", "type").lower() not in NOT_RUNNING]
    if not running:
        raise DecodeError(f"{name}: it describes no component that runs", hint=HINT)
    providers = dict(_providers(running))
    left_out = [word(c, "metadata", "name") for c in components if c not in running]
    untold = (f"nothing of {', '.join(left_out)}: they do not run",) if left_out else ()
    return assemble(name, (_service(c, providers) for c in running), untold=untold)


def _service(component: object, providers: Mapping[str, str]) -> ProposedService:
    service = Service(
        word(component, "metadata", "name"),
        owner=_name(word(component, "spec", "owner")),
        tier=_tier(component),
        depends_on=tuple(_callees(component, providers)),
        runbook=_runbook(component),
    )
    return ProposedService(service, tuple(_remarks(component)))


def _providers(components: Sequence[object]) -> Iterator[tuple[str, str]]:
    """API -> the component that provides it."""
    for component in components:
        for api in words(component, "spec", "providesApis"):
            yield _name(api), word(component, "metadata", "name")


def _callees(component: object, providers: Mapping[str, str]) -> Iterator[str]:
    """Components by name, and the providers of the APIs that it consumes. Resources are no services."""
    for reference in words(component, "spec", "dependsOn"):
        if _kind(reference) in ("", "component"):
            yield _name(reference)
        elif _kind(reference) == "api" and _name(reference) in providers:
            yield providers[_name(reference)]
    for api in words(component, "spec", "consumesApis"):
        yield providers.get(_name(api), _name(api))


def _kind(reference: str) -> str:
    """Of an entity reference, `[kind:][namespace/]name`."""
    kind, colon, _ = reference.partition(":")
    return kind.lower() if colon else ""


def _name(reference: str) -> str:
    return reference.rpartition(":")[2].rpartition("/")[2]


def _tier(component: object) -> int:
    """From an annotation or label whose name ends in "tier" or "criticality"; 3 where nothing says."""
    said = [*entries(component, "metadata", "annotations"), *entries(component, "metadata", "labels")]
    for name, value in said:
        key, text = name.rpartition("/")[2].lower(), word(value).lower()
        found = TIER.fullmatch(text)
        if key.endswith("tier") and found:
            return int(found[1])
        if key.endswith(("tier", "criticality")) and text in CRITICALITY:
            return CRITICALITY[text]
    return Service("").tier


def _runbook(component: object) -> str:
    """The title of the link that says that it is one."""
    for link in rows(component, "metadata", "links"):
        if "runbook" in f"{word(link, 'title')} {word(link, 'type')}".lower():
            return word(link, "title") or word(link, "url")
    return ""


def _remarks(component: object) -> Iterator[str]:
    description = word(component, "metadata", "description")
    if description:
        yield description
    lifecycle = word(component, "spec", "lifecycle")
    if lifecycle and lifecycle != "production":
        yield f"its lifecycle is {lifecycle}: is it worth a page at night?"
    resources = [_name(r) for r in words(component, "spec", "dependsOn") if _kind(r) == "resource"]
    if resources:
        yield f"it also uses {', '.join(resources)}, which are resources and not services"
