"""Writes the drill's `firstcause.toml`: an ordinary configuration, as a team would write it for its own services.

Nothing below the drill can tell that it is a drill. Intervals are short, because a drill has a minute where a team
has a night, and the rollback is automatic, because that is what is rehearsed.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from firstcause.drill.cast import CALLERS
from firstcause.drill.fleet.contexts import CLIENT_BUNDLE, CLIENT_KEY, TRUST
from firstcause.drill.fleet.layout import EDGE, FleetLayout, ServiceLayout

OWNERS = {EDGE: "web", "order-service": "orders", "billing-api": "billing", "notification-service": "messaging"}
TIERS = {EDGE: 1, "order-service": 1, "billing-api": 1, "notification-service": 2}
DEPENDS = {EDGE: ["order-service"], "order-service": ["billing-api", "notification-service"]}
CALLED_BY = {service: ((EDGE,) if service == "order-service" else ()) + callers for service, callers in CALLERS.items()}
PROBE = "firstcause-probe"
PROBE_SECONDS = 1
BASELINE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Front:
    """Where the engine listens, where the responder's pager does, what may be done without asking, and who is old."""

    port: int
    pager: str
    mitigation: str = "automatic"
    old_caller: str = ""  # whose client speaks TLS 1.2 at most


def configuration(layout: FleetLayout, front: Front) -> str:
    """The whole file."""
    return "\n".join([_head(front), fleet_described(layout, front)])


def fleet_described(layout: FleetLayout, front: Front) -> str:
    """The fleet alone: services, views and deployer, with no word on how often anything is looked at."""
    services = (_service(layout, s, front) for s in layout.services)
    return "\n".join([*services, _views(layout, front), _deployer(layout)])


def _head(front: Front) -> str:
    return f"""\
author = "SRE"

[detect]
interval = "{PROBE_SECONDS}s"
second_look = "400ms"
looks_per_minute = 240
expiry_horizon = "0s"
baseline = "{BASELINE_SECONDS}s"
traffic_window = "10s"
burn = [{{ long = "10s", short = "3s", rate = 20.0, urgency = "page" }}]
recovery_quiet = "4s"
resolve_after = "8s"

[diagnose]
gather = "4s"                          # a caller that works from a queue needs three tries before it complains
change_window = "10m"
traffic_window = "30s"

[mitigate]
veto = "3s"                            # time for whoever was paged to say no
verify_within = "30s"
cool_down = "0s"                       # one drill after another, on the same services

[severity]
P1 = {{ failed = 0.20, users = 1000, tier = 1 }}
P2 = {{ failed = 0.05, users = 100, tier = 2 }}
P3 = {{ failed = 0.0 }}

[sources.scrape]
interval = "1s"

[sources.changes]
file = "fleet/changes.ndjson"

[page]
steps = ["alice"]

[contact.alice]
channels = ["console", {json.dumps(front.pager)}]

[serve]
listen = "127.0.0.1:{front.port}"
tokens = "file:tokens"
"""


def _service(layout: FleetLayout, service: ServiceLayout, front: Front) -> str:
    endpoints = ",\n".join(
        f'  {{ address = "{r.endpoint}", server_name = "{service.server_name}" }}' for r in service.replicas
    )
    metrics = json.dumps([r.metrics_url for r in service.replicas])
    acting = f'deployer = "fleet"\nmitigation = "{front.mitigation}"\nautomatic_for = ["tls/*", "app/*", "net/*"]\n'
    rollback = "" if service.name == EDGE else acting
    logs = json.dumps([f"file:{layout.log(r.name)}" for r in service.replicas])
    return f"""\
[service.{service.name}]
owner = "{OWNERS[service.name]}"
tier = {TIERS[service.name]}
runbook = "runbook-{service.name}"
depends_on = {json.dumps(DEPENDS.get(service.name, []))}
objective = {{ latency_seconds = 0.5, success = 0.999, on_time = 0.985 }}
views = {json.dumps([PROBE, *CALLED_BY.get(service.name, ())])}
metrics = {metrics}
logs = {logs}
endpoints = [
{endpoints},
]
{rollback}"""


def _views(layout: FleetLayout, front: Front) -> str:
    """The probe's own identity, and one view for each caller: with the files that its current release mounts."""
    probe = layout.authority / "firstcause-probe"
    own = f"""\
[view.{PROBE}]                # an identity of its own, as anybody's probe should have
trust = {json.dumps(str(layout.trust))}
client_cert = {json.dumps(f"{probe}.pem")}
client_key = {json.dumps(f"{probe}.key")}
"""
    callers = (s for s in layout.services if any(s.name in callers for callers in CALLED_BY.values()))
    return "\n".join([own, *(_caller_view(layout, s, front) for s in callers)])


def _caller_view(layout: FleetLayout, caller: ServiceLayout, front: Front) -> str:
    mounted = layout.current(caller.name)
    cap = 'max_version = "TLSv1.2"\n' if caller.name == front.old_caller else ""
    return f"""\
[view.{caller.name}]
trust = {json.dumps(str(mounted / TRUST))}
client_cert = {json.dumps(str(mounted / CLIENT_BUNDLE))}
client_key = {json.dumps(str(mounted / CLIENT_KEY))}
{cap}"""


def _deployer(layout: FleetLayout) -> str:
    release = [sys.executable, "-m", "firstcause", "release"]
    fleet = ["--fleet", str(layout.file)]
    current = [*release, "list", "{service}", *fleet, "--format", "json"]
    rollback = [*release, "rollback", "{service}", "{release}", *fleet, "--by", "firstcause"]
    return f"""\
[deployer.fleet]
current = {json.dumps(current)}
rollback = {json.dumps(rollback)}
timeout = "60s"
"""


def write(path: Path, layout: FleetLayout, front: Front) -> None:
    """Put the configuration there."""
    path.write_text(configuration(layout, front), "utf-8")
