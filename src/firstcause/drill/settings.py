"""Writes the drill's `firstcause.toml`: an ordinary configuration, as a team would write it for its own services.

Nothing below the drill can tell that it is a drill. Intervals are short, because a drill has a minute where a team
has a night, and the rollback is automatic, because that is what is rehearsed.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from firstcause.drill.fleet.layout import EDGE, FleetLayout, ServiceLayout

OWNERS = {EDGE: "web", "order-service": "orders", "billing-api": "billing", "notification-service": "messaging"}
TIERS = {EDGE: 1, "order-service": 1, "billing-api": 1, "notification-service": 2}
DEPENDS = {EDGE: ["order-service"], "order-service": ["billing-api", "notification-service"]}
PROBE_SECONDS = 1
BASELINE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Front:
    """Where the engine listens, where the responder's pager does, and what may be done without asking."""

    port: int
    pager: str
    mitigation: str = "automatic"


def configuration(layout: FleetLayout, front: Front) -> str:
    """The whole file."""
    parts = [_head(front), *(_service(layout, s, front) for s in layout.services), _views(layout), _deployer(layout)]
    return "\n".join(parts)


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
recovery_quiet = "4s"
resolve_after = "8s"

[diagnose]
gather = "4s"                          # a caller that works from a queue needs three tries before it complains
change_window = "10m"
traffic_window = "30s"

[mitigate]
veto = "3s"                            # time for whoever was paged to say no
verify_within = "30s"

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
    logs = json.dumps([f"file:{layout.log(r.name)}" for r in service.replicas])
    rollback = "" if service.name == EDGE else f'deployer = "fleet"\nmitigation = "{front.mitigation}"\n'
    return f"""\
[service.{service.name}]
owner = "{OWNERS[service.name]}"
tier = {TIERS[service.name]}
runbook = "runbook-{service.name}"
depends_on = {json.dumps(DEPENDS.get(service.name, []))}
objective = {{ latency_seconds = 0.25, success = 0.999 }}
views = ["firstcause-probe"]
metrics = {metrics}
logs = {logs}
endpoints = [
{endpoints},
]
{rollback}"""


def _views(layout: FleetLayout) -> str:
    probe = layout.authority / "firstcause-probe"
    return f"""\
[view.firstcause-probe]                # an identity of its own, as anybody's probe should have
trust = {json.dumps(str(layout.trust))}
client_cert = {json.dumps(f"{probe}.pem")}
client_key = {json.dumps(f"{probe}.key")}
"""


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
