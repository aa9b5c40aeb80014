"""From what a Prometheus scrapes to services: those whose requests it counts, who calls whom, and what is probed.

Pure: what was asked comes in as a value. A target that counts no requests (an exporter, Prometheus itself) is no
service, and is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from firstcause.model.proposal import Proposal, ProposedPrometheus, ProposedService
from firstcause.model.service import Endpoint, Service
from firstcause.sources.discovery.assemble import assemble
from firstcause.sources.discovery.naming import names_of
from firstcause.sources.discovery.relabel import SERVICE_LABELS
from firstcause.sources.discovery.shapes import tidy
from firstcause.sources.discovery.targets import endpoint_of
from firstcause.sources.prometheus.wire import Target

OWN_JOBS = frozenset({"prometheus", "alertmanager", "grafana", "node", "node-exporter", "blackbox", "pushgateway"})
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """What the server said: its targets, the preset that it follows ("": none), the values of the label that names
    services, and (caller, callee) as its series have them."""

    url: str
    targets: tuple[Target, ...]
    preset: str = ""
    services: tuple[str, ...] = ()
    calls: tuple[tuple[str, str], ...] = ()


def decode(seen: Seen, login: tuple[tuple[str, str], ...] = ()) -> Proposal:
    """The services that it knows. `login`: as whom it was asked, see `ProposedPrometheus`."""
    probes = [target for target in seen.targets if _probed(target)]
    pages = [target for target in seen.targets if not _probed(target)]
    counted = _counted(seen) if seen.preset else _by_job(pages)
    untold = tuple(_untold(seen, pages))
    server = ProposedPrometheus(seen.url, seen.preset, login)
    return assemble(seen.url, (*counted, *_probes(probes)), untold=untold, prometheus=server)


def _counted(seen: Seen) -> Iterator[ProposedService]:
    """Services whose requests are counted. Their metrics stay where they are: the server is asked."""
    names = _short(seen.services)
    for value, name in names.items():
        callees = [_callee(callee, names) for caller, callee in seen.calls if caller == value]
        known = tuple(dict.fromkeys(callee for callee in callees if callee and callee != name))
        yield ProposedService(Service(name, depends_on=known))


def _short(values: Sequence[str]) -> Mapping[str, str]:
    """`shop/orders` is called `orders`, unless another namespace has one too."""
    told = [tidy(value) for value in values if tidy(value)]
    shared = Counter(value.rpartition("/")[2] for value in told)
    tails = {value: value.rpartition("/")[2] for value in told}
    return {value: tail if tail and shared[tail] == 1 else value for value, tail in tails.items()}


def _callee(value: str, names: Mapping[str, str]) -> str:
    """The service that a caller means: by its label's value, or by the first label of a host; "" for a stranger."""
    host = value.partition(":")[0]
    known = {**{name: name for name in names.values()}, **names}
    return next((known[spelt] for spelt in (value, host, host.partition(".")[0]) if spelt in known), "")


def _by_job(pages: Sequence[Target]) -> Iterator[ProposedService]:
    """Without a known family of series: each job is a service, and its pages are scraped by firstcause itself."""
    for target in pages:
        name = tidy(target.labels.get("service", "") or target.job)
        if name and target.job not in OWN_JOBS:
            down = () if target.up else (f"Prometheus cannot scrape it: {tidy(target.last_error)}",)
            yield ProposedService(Service(name, metrics=tuple(_page(target))), down)


def _page(target: Target) -> Iterator[str]:
    """The URL without what may be a secret: user, password, parameters."""
    parts = urlsplit(target.url)
    if parts.scheme in ("http", "https") and parts.hostname:
        yield tidy(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path or '/metrics'}")


def _probed(target: Target) -> str:
    """What a blackbox_exporter behind this target is asked for; "" for an ordinary page of metrics."""
    try:
        parts = urlsplit(target.url)
    except ValueError:
        return ""
    asked = parse_qs(parts.query, max_num_fields=50).get("target", [""]) if parts.path.endswith("/probe") else [""]
    return asked[0]


def _probes(probes: Sequence[Target]) -> Iterator[ProposedService]:
    """Endpoints behind `/probe?target=`."""
    found = [(target, endpoint_of(_probed(target))) for target in probes]
    names = names_of(endpoint.server_name for _, endpoint in found if endpoint)
    for target, endpoint in found:
        label = next((target.labels[name] for name in SERVICE_LABELS if target.labels.get(name)), "")
        if endpoint is not None:
            name = tidy(label) or names[endpoint.server_name]
            yield _endpoint(name, endpoint, _probed(target))


def _endpoint(name: str, endpoint: Endpoint, asked: str) -> ProposedService:
    if asked.startswith("http://"):
        return ProposedService(Service(name), (f"{tidy(asked)} is not probed over TLS, so nothing is watched there",))
    return ProposedService(Service(name, endpoints=(endpoint,)))


def _untold(seen: Seen, pages: Sequence[Target]) -> Iterator[str]:
    if not seen.preset:
        yield "how requests are counted: no known family of series is there; own queries can be given instead"
        return
    left_out = sorted({tidy(t.job) for t in pages if not {t.job, t.labels.get("service")} & {*seen.services}} - {""})
    if left_out:
        more = ", ..." if len(left_out) > SHOWN else ""
        yield f"anything of the jobs {', '.join(left_out[:SHOWN])}{more}: they count no requests"
