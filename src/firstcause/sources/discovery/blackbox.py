"""From blackbox_exporter's configuration to services: jobs in prometheus.yml, modules in blackbox.yml.

A module says as which caller one looks: it becomes a view. A target says where: it becomes an endpoint. What is
discovered while Prometheus runs does not stand in a file, and is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from firstcause.model.proposal import Proposal, ProposedService, ProposedView
from firstcause.model.service import Endpoint, Service, View
from firstcause.sources.discovery.assemble import assemble
from firstcause.sources.discovery.naming import names_of
from firstcause.sources.discovery.relabel import probed
from firstcause.sources.discovery.shapes import entries, part, rows, word, words
from firstcause.sources.discovery.targets import Target, endpoint_of
from firstcause.sources.discovery.yaml_text import documents
from firstcause.sources.errors import DecodeError

VERSIONS = {"TLS10": "TLSv1.0", "TLS11": "TLSv1.1", "TLS12": "TLSv1.2", "TLS13": "TLSv1.3"}
HINT = "give prometheus.yml with the blackbox jobs, and blackbox.yml with their modules"


@dataclass(frozen=True, slots=True)
class Module:
    """One module of blackbox.yml: how it probes, and as whom."""

    name: str
    tls: bool
    http: bool
    view: View
    server_name: str = ""
    remarks: tuple[str, ...] = ()


def decode(files: Mapping[str, str]) -> Proposal:
    """`files`: path -> text, in whichever order. Raises DecodeError when none of them holds a blackbox job."""
    trees = [(name, tree) for name, text in files.items() for tree in documents(text, name)]
    modules = {m.name: m for name, tree in trees for m in _modules(tree, PurePath(name).parent)}
    jobs = [job for _, tree in trees for job in rows(tree, "scrape_configs") if _is_blackbox(job)]
    if not jobs:
        raise DecodeError(f"{', '.join(files)}: no job whose metrics_path is a probe", hint=HINT)
    targets = [target for job in jobs for target in _targets(job)]
    return assemble(
        ", ".join(files), _services(targets, modules), _views(targets, modules), tuple(_untold(jobs, modules))
    )


def _is_blackbox(job: object) -> bool:
    return word(job, "metrics_path").endswith("/probe") or bool(rows(job, "params", "module"))


def _targets(job: object) -> Iterator[Target]:
    rules = rows(job, "relabel_configs")
    fallback = (*words(job, "params", "module"), "")[0]
    for group in rows(job, "static_configs"):
        labels = {"job": word(job, "job_name"), **{name: word(value) for name, value in entries(group, "labels")}}
        for address in words(group, "targets"):
            yield probed(address, labels, rules, fallback)


def _services(targets: Sequence[Target], modules: Mapping[str, Module]) -> Iterator[ProposedService]:
    named = [(target, endpoint_of(target.address)) for target in targets]
    names = names_of(endpoint.server_name for _, endpoint in named if endpoint)
    for target, endpoint in named:
        if endpoint is not None:
            yield _service(target, endpoint, names[endpoint.server_name], modules.get(target.module))


def _service(target: Target, endpoint: Endpoint, name: str, module: Module | None) -> ProposedService:
    name = target.service or name
    tls = target.address.startswith("https://") or (module.tls if module else not target.address.startswith("http://"))
    if not tls:
        return ProposedService(
            Service(name), (f"{target.address} is not probed over TLS, so nothing is watched there",)
        )
    asked = Endpoint(
        endpoint.host,
        endpoint.port,
        (module.server_name if module else "") or endpoint.server_name,
        protocol="http" if module and module.http else "",
    )
    views = (module.view.name,) if module else ()
    return ProposedService(Service(name, endpoints=(asked,), views=views), target.remarks)


def _views(targets: Sequence[Target], modules: Mapping[str, Module]) -> Iterator[ProposedView]:
    """Those that a target is looked at as."""
    used = dict.fromkeys(target.module for target in targets)
    yield from (ProposedView(modules[name].view, modules[name].remarks) for name in used if name in modules)


def _modules(tree: object, folder: PurePath) -> Iterator[Module]:
    for name, body in entries(tree, "modules"):
        prober = word(body, "prober")
        tls = part(body, prober, "tls_config")
        yield Module(
            name,
            tls=part(body, prober, "tls") is True or part(body, prober, "fail_if_not_ssl") is True,
            http=prober == "http",
            view=_view(name, tls, folder),
            server_name=word(tls, "server_name"),
            remarks=tuple(_module_remarks(body, prober, tls)),
        )


def _view(name: str, tls: object, folder: PurePath) -> View:
    """Relative paths count from the folder of blackbox.yml's own file."""
    trust, certificate, key = (_file(word(tls, name), folder) for name in ("ca_file", "cert_file", "key_file"))
    whole = bool(certificate and key)
    return View(
        name,
        trust,
        certificate if whole else "",
        key if whole else "",
        VERSIONS.get(word(tls, "min_version"), ""),
        VERSIONS.get(word(tls, "max_version"), ""),
    )


def _file(path: str, folder: PurePath) -> str:
    return str(folder / path) if path else ""


def _module_remarks(body: object, prober: str, tls: object) -> Iterator[str]:
    if part(tls, "insecure_skip_verify") is True:
        yield "the module verifies nothing (insecure_skip_verify); here everything is verified"
    if part(body, prober, "query_response"):
        yield "the module speaks before TLS begins (query_response, as for STARTTLS); this is not followed"
    if any(part(tls, key) for key in ("ca", "cert", "key")):
        yield "the module holds certificates or keys in its own text; name them as files here"


def _untold(jobs: Sequence[object], modules: Mapping[str, Module]) -> Iterator[str]:
    for job in jobs:
        for name, _ in entries(job):
            if name.endswith("_sd_configs"):
                yield f"the targets that job {word(job, 'job_name')} finds by {name}: try --from-prometheus URL"
    if not modules:
        yield "as whom the modules look (trust, client certificate): give blackbox.yml as well"
