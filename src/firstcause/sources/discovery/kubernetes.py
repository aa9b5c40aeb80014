"""From `kubectl get svc,ing,deploy -o json` to services: TLS ports, ingress hosts, and what can be rolled back.

It sees what the cluster declares. Whether a port really speaks TLS, `firstcause check` finds out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from firstcause.model.proposal import Proposal, ProposedService
from firstcause.model.service import Endpoint, Service
from firstcause.sources.discovery.assemble import assemble
from firstcause.sources.discovery.shapes import entries, part, port, rows, word
from firstcause.sources.errors import DecodeError

MAX_CHARACTERS: Final = 64 * 1024 * 1024
TLS_PORTS: Final = frozenset({443, 6443, 8443, 9443})
TLS_NAMES: Final = ("https", "tls", "grpcs", "wss", "mtls")
OWNER_LABELS: Final = ("owner", "team")
KEPT_BY_DEFAULT: Final = 10  # replica sets that a Deployment keeps when it does not say
HINT: Final = "write it with `kubectl get svc,ing,deploy --all-namespaces -o json`"
UNTOLD: Final = ("whether this machine reaches addresses ending in .svc: inside the cluster it does",)


def decode(text: str, name: str) -> Proposal:
    """The services of this list. Raises DecodeError when it is none."""
    items = _items(text, name)
    services = [item for item in items if word(item, "kind") == "Service"]
    ingresses = [item for item in items if word(item, "kind") == "Ingress"]
    deployments = [item for item in items if word(item, "kind") in ("Deployment", "StatefulSet")]
    if not services and not ingresses:
        raise DecodeError(f"{name}: it lists neither services nor ingresses", hint=HINT)
    names = _names([*services, *ingresses])
    found = [_service(item, names, deployments) for item in services]
    found += [proposed for item in ingresses for proposed in _ingress(item, names)]
    return assemble(name, found, untold=UNTOLD)


def _items(text: str, name: str) -> list[object]:
    if len(text) > MAX_CHARACTERS:
        raise DecodeError(f"{name}: longer than {MAX_CHARACTERS} characters", hint="list one namespace at a time")
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        raise DecodeError(f"{name}: not JSON", hint=HINT) from None
    return rows(tree, "items") or [tree]


def _names(items: Sequence[object]) -> Mapping[tuple[str, str], str]:
    """(namespace, name) -> what we call it: the name alone, unless another namespace has it too."""
    keys = dict.fromkeys((_namespace(item), word(item, "metadata", "name")) for item in items)
    shared = Counter(name for _, name in keys)
    return {(space, name): f"{name}.{space}" if shared[name] > 1 else name for space, name in keys}


def _namespace(item: object) -> str:
    return word(item, "metadata", "namespace") or "default"


def _service(item: object, names: Mapping[tuple[str, str], str], deployments: Sequence[object]) -> ProposedService:
    space, name = _namespace(item), word(item, "metadata", "name")
    host = word(item, "spec", "externalName") or f"{name}.{space}.svc"
    ports = [port(word(row, "port")) for row in rows(item, "spec", "ports") if _is_tls(row)]
    service = Service(
        names[space, name],
        owner=_owner(item),
        endpoints=tuple(Endpoint(host, number, host) for number in ports if number),
        metrics=tuple(_metrics(item, host)),
    )
    behind = [d for d in deployments if _namespace(d) == space and _selects(item, d)]
    remarks = (remark for deployment in behind for remark in _deployer(deployment, space))
    return ProposedService(service, (*(() if ports else ("no port of it says that it speaks TLS",)), *remarks))


def _is_tls(row: object) -> bool:
    said = (word(row, "appProtocol").lower().rpartition("/")[2], word(row, "name").lower())
    by_name = any(part.startswith(TLS_NAMES) for part in said)
    return word(row, "protocol") in ("", "TCP") and (by_name or port(word(row, "port")) in TLS_PORTS)


def _owner(item: object) -> str:
    known = {**dict(entries(item, "metadata", "annotations")), **dict(entries(item, "metadata", "labels"))}
    return next((word(known[label]) for label in OWNER_LABELS if word(known.get(label))), "")


def _metrics(item: object, host: str) -> Iterator[str]:
    """By the annotations with which many teams mark what is to be scraped."""
    annotations = {name: word(value) for name, value in entries(item, "metadata", "annotations")}
    number = port(annotations.get("prometheus.io/port", ""))
    if annotations.get("prometheus.io/scrape") == "true" and number:
        path = annotations.get("prometheus.io/path", "").removeprefix("/") or "metrics"
        yield f"{annotations.get('prometheus.io/scheme') or 'http'}://{host}:{number}/{path}"


def _selects(service: object, deployment: object) -> bool:
    wanted = dict(entries(service, "spec", "selector"))
    has = dict(entries(deployment, "spec", "template", "metadata", "labels"))
    return bool(wanted) and all(has.get(label) == value for label, value in wanted.items())


def _deployer(deployment: object, space: str) -> Iterator[str]:
    """What it would take to roll it back, and whether it can be."""
    kind, name = word(deployment, "kind").lower(), word(deployment, "metadata", "name")
    said = word(deployment, "spec", "revisionHistoryLimit")
    kept = int(said) if said.isdecimal() and len(said) < 9 else KEPT_BY_DEFAULT
    if not kept:
        yield f"{kind} {space}/{name} keeps no old revision: it cannot be rolled back (revisionHistoryLimit: 0)"
        return
    yield f"{kind} {space}/{name} keeps {kept} old revisions: kubectl rollout undo can go back to one of them"
    yield "to have that proposed with its commands, describe a [deployer.NAME] and name it here: deployer = ..."


def _ingress(item: object, names: Mapping[tuple[str, str], str]) -> Iterator[ProposedService]:
    space = _namespace(item)
    behind = {word(rule, "host"): _backend(rule) for rule in rows(item, "spec", "rules")}
    for entry in rows(item, "spec", "tls"):
        for host in (word(h) for h in rows(entry, "hosts")):
            name = behind.get(host) or word(item, "metadata", "name")
            yield _entry(host, names.get((space, name), name), word(entry, "secretName"))


def _entry(host: str, name: str, secret: str) -> ProposedService:
    if not host or host.startswith("*"):
        return ProposedService(Service(name), (f"an ingress serves {host or 'every host'}: name one host to look at",))
    remark = f"{host} is served by an ingress" + (f" with the certificate in secret {secret}" if secret else "")
    return ProposedService(Service(name, endpoints=(Endpoint(host, 443, host),)), (remark,))


def _backend(rule: object) -> str:
    """The service behind the first path of this rule."""
    paths = rows(rule, "http", "paths")
    return word(part(paths[0], "backend", "service"), "name") if paths else ""
