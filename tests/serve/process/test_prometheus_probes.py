"""The whole way: Debian's Prometheus scrapes `/probe` by the printed job, and the printed rules fire with the reason.

Nothing is written by hand but the intervals: job and rules are what `firstcause rules` prints for the configuration.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
import yaml

from firstcause.testing.prometheus import PrometheusServer, prometheus_is_there
from firstcause.testing.tls_service import TlsService

if TYPE_CHECKING:
    from tests.serve.process.conftest import Serving

pytestmark = [
    pytest.mark.skipif(not prometheus_is_there(), reason="Debian's prometheus is not installed"),
    pytest.mark.timeout(300),  # the machine may have much else to do
]
PATIENCE = 120.0

CONFIG = """\
[view.caller]
trust = "{ca}"
[service.orders]
tier = 1
runbook = "runbook-orders"
views = ["caller"]
endpoints = [{{ address = "{orders}", server_name = "order-service.internal" }}]
[service.billing]
tier = 2
views = ["caller"]
endpoints = [{{ address = "{billing}", server_name = "order-service.internal" }}]
[detect]
interval = "1s"
looks_per_minute = 600
"""


class Watching:
    """Prometheus, with the printed job and rules, every second."""

    def __init__(self, serving: Serving, folder: Path, *unlisted: str) -> None:
        self.serving = serving
        self.folder = folder
        folder.mkdir()
        job = yaml.safe_load(self._printed("--scrape"))
        job["scrape_configs"][0]["static_configs"].append({"targets": list(unlisted)})
        (folder / "rules.yml").write_text(self._printed("--window", "3s"))
        whole = {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
            "rule_files": ["rules.yml"],
            **job,
        }
        self.server = PrometheusServer(folder, {})
        (folder / "prometheus.yml").write_text(yaml.safe_dump(whole))

    def _printed(self, *options: str) -> str:
        command = [sys.executable, "-m", "firstcause", "rules", "--config", str(self.serving.config), *options]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout

    def values(self, query: str) -> list[float]:
        """Of every series that the query finds now."""
        found = self._ask("query", query=query)["result"]
        return [float(one["value"][1]) for one in found]

    def refused(self) -> list[str]:
        """What is wrong with the targets that are down."""
        return [one["lastError"] for one in self._ask("targets")["activeTargets"] if one["health"] == "down"]

    def wait_for(self, alert: str, count: int) -> list[dict[str, str]]:
        """So many alerts of this name, once they fire."""
        found: list[dict[str, str]] = []

        def fire() -> bool:
            found[:] = self.firing(alert)
            return len(found) == count

        self.serving.until(fire, f"fires {alert}", PATIENCE)
        return found

    def firing(self, alert: str) -> list[dict[str, str]]:
        """Labels of what fires, with its annotations."""
        found = (one for one in self._ask("alerts")["alerts"] if one["labels"]["alertname"] == alert)
        return [{**one["labels"], **one["annotations"]} for one in found if one["state"] == "firing"]

    def _ask(self, path: str, **query: str) -> Any:
        """Prometheus' own JSON."""
        answer = httpx2.get(f"{self.server.url}/api/v1/{path}", params=query, trust_env=False, timeout=10)
        return answer.raise_for_status().json()["data"]


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[tuple[TlsService, TlsService]]:
    """Two services; the second has the first's authority by its side, which nobody trusts."""
    folders = [tmp_path / name for name in ("orders", "billing")]
    for folder in folders:
        folder.mkdir()
    with TlsService(folders[0]) as orders, TlsService(folders[1]) as billing:
        yield orders, billing


def test_a_fault_fires_with_its_reason_and_heals(
    serving: Serving, fleet: tuple[TlsService, TlsService], tmp_path: Path
) -> None:
    """Both are well; one forgets its intermediate and the alert names it; it is repaired and the alert is gone.

    A target that nobody listed is down all the while: Prometheus says that its scrape was refused.
    """
    orders, billing = fleet
    trust = tmp_path / "both.pem"
    trust.write_bytes(orders.ca.read_bytes() + billing.ca.read_bytes())
    serving.configure(CONFIG.format(ca=trust, orders=orders.address, billing=billing.address))
    serving.start()
    watching = Watching(serving, tmp_path / "prometheus", "127.0.0.1:1")
    with watching.server:
        serving.until(lambda: watching.values("probe_success") == [1, 1], "both well")
        assert watching.firing("TlsHandshakeFailing") == []
        serving.until(lambda: watching.refused() == ["server returned HTTP status 403 Forbidden"], "one refused")

        orders.forget_intermediate()
        (alert,) = watching.wait_for("TlsHandshakeFailing", 1)
        told = ("service", "instance", "reason", "severity", "runbook", "fault")
        assert [alert[name] for name in told] == [
            "orders",
            orders.address,
            "tls/incomplete-chain",
            "critical",
            "runbook-orders",
            "tls/incomplete-chain",
        ]
        # Of the broken one as well.
        serving.until(lambda: len(watching.values("probe_ssl_earliest_cert_expiry > time()")) == 2, "two dates")

        orders.repair()
        serving.until(lambda: watching.firing("TlsHandshakeFailing") == [], "well again")
        serving.until(lambda: watching.values("probe_success") == [1, 1], "both well again")


def test_prometheus_tells_when_we_are_gone(
    serving: Serving, fleet: tuple[TlsService, TlsService], tmp_path: Path
) -> None:
    """A watchman who falls silent is missed: for each endpoint, after a while, and without a fault of its own."""
    orders, billing = fleet
    serving.configure(CONFIG.format(ca=orders.ca, orders=orders.address, billing=billing.address))
    serving.start()
    watching = Watching(serving, tmp_path / "prometheus")
    with watching.server:
        serving.until(lambda: len(watching.values("probe_target_info")) == 2, "both seen")
        serving.kill()
        serving.process = None
        alerts = watching.wait_for("TlsEndpointUnseen", 2)
    assert {alert["instance"] for alert in alerts} == {orders.address, billing.address}
    assert all("reason" not in alert for alert in alerts)
