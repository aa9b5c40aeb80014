"""Where everything of a fleet lies: its services, replicas, ports and paths, as written in `DIR/fleet.json`.

Every process of the drill finds its way by this file alone. It knows nothing of what runs or is healthy.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from firstcause.drill.fleet.files import write_atomically
from firstcause.model.errors import FirstcauseError

LOOPBACK = "127.0.0.1"
EDGE = "storefront"


class LayoutError(FirstcauseError):
    """The fleet's layout cannot be read, or does not hold what was asked for."""


@dataclass(frozen=True, slots=True)
class ReplicaLayout:
    """One process of a service: `port` speaks TLS, `metrics_port` plain HTTP; both on `host`."""

    name: str
    host: str
    port: int
    metrics_port: int

    @property
    def endpoint(self) -> str:
        """`host:port` of the TLS socket."""
        return f"{self.host}:{self.port}"

    @property
    def metrics_url(self) -> str:
        """Where the replica's metrics are scraped."""
        return f"http://{self.host}:{self.metrics_port}/metrics"


@dataclass(frozen=True, slots=True)
class ServiceLayout:
    """A service and its replicas. `server_name` is what callers ask for (SNI and the name checked)."""

    name: str
    server_name: str
    replicas: tuple[ReplicaLayout, ...]


@dataclass(frozen=True, slots=True)
class FleetLayout:
    """The whole fleet under `directory`. `otlp` is the URL that takes spans; "" means that none are sent."""

    directory: Path
    services: tuple[ServiceLayout, ...]
    otlp: str = ""

    def service(self, name: str) -> ServiceLayout:
        """The service of this name. Raises LayoutError."""
        found = next((s for s in self.services if s.name == name), None)
        if found is None:
            known = ", ".join(s.name for s in self.services)
            raise LayoutError(f"the fleet in {self.directory} has no service {name}", hint=f"it has {known}")
        return found

    def replica(self, name: str) -> tuple[ServiceLayout, ReplicaLayout]:
        """The replica of this name, with its service. Raises LayoutError."""
        for service in self.services:
            for replica in service.replicas:
                if replica.name == name:
                    return service, replica
        raise LayoutError(f"the fleet in {self.directory} has no replica {name}")

    @property
    def edge(self) -> ServiceLayout:
        """Where customers come in."""
        return self.service(EDGE)

    @property
    def file(self) -> Path:
        """This layout."""
        return self.directory / "fleet.json"

    @property
    def authority(self) -> Path:
        """The folder of the run's certificate authority."""
        return self.directory / "ca"

    @property
    def trust(self) -> Path:
        """The root certificate that everybody trusts (PEM)."""
        return self.authority / "root.pem"

    @property
    def changes(self) -> Path:
        """Change events, one JSON object a line."""
        return self.directory / "changes.ndjson"

    @property
    def rollouts(self) -> Path:
        """What became of each rollout, one JSON object a line."""
        return self.directory / "logs" / "rollouts.jsonl"

    @property
    def nursery(self) -> Path:
        """The socket of the process that forks replicas."""
        return self.directory / "nursery.sock"

    def home(self, service: str) -> Path:
        """The folder of a service: its releases, its state."""
        return self.directory / "services" / service

    def release(self, service: str, release: str) -> Path:
        """The folder of a release."""
        return self.home(service) / "releases" / release

    def current(self, service: str) -> Path:
        """The link to the service's current release."""
        return self.home(service) / "current"

    def state(self, service: str) -> Path:
        """The SQLite file that the service's replicas share."""
        return self.home(service) / "state.db"

    def desired(self, replica: str) -> Path:
        """The file that names the release which the replica shall run."""
        return self.directory / "replicas" / replica / "desired"

    def running(self, replica: str) -> Path:
        """The file in which the replica tells what it runs."""
        return self.directory / "replicas" / replica / "running.json"

    def log(self, replica: str) -> Path:
        """The replica's log, one JSON object a line."""
        return self.directory / "logs" / f"{replica}.jsonl"

    def last_words(self, process: str) -> Path:
        """What a process wrote to standard error: whatever ended it, and nothing while all is well."""
        return self.log(process).with_suffix(".stderr")

    def save(self) -> None:
        """Write `fleet.json`. The folder's own path is not part of it, so that a fleet can be moved."""
        document = {"otlp": self.otlp, "services": [asdict(s) for s in self.services]}
        write_atomically(self.file, json.dumps(document, indent=2).encode() + b"\n")


def load(file: Path) -> FleetLayout:
    """Read `fleet.json` (or the one in the folder `file`). Raises LayoutError."""
    path = file / "fleet.json" if file.is_dir() else file
    try:
        document = json.loads(path.read_text())
        services = tuple(_service(s) for s in document["services"])
        return FleetLayout(path.parent.resolve(), services, str(document["otlp"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        hint = "give the folder of a fleet that `firstcause drill --hold` keeps up"
        raise LayoutError(f"cannot read the fleet's layout {path}: {error}", hint=hint) from error


def _service(document: dict[str, object]) -> ServiceLayout:
    replicas = document["replicas"]
    if not isinstance(replicas, list):
        raise TypeError("replicas is not a list")
    return ServiceLayout(
        name=str(document["name"]),
        server_name=str(document["server_name"]),
        replicas=tuple(ReplicaLayout(**r) for r in replicas),
    )
