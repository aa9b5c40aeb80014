"""Do the metrics of each service answer?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

from firstcause.checkup.outcome import Checked, broken, works
from firstcause.config.schema import Config
from firstcause.model.errors import FirstcauseError
from firstcause.sources.exposition import Exposition
from firstcause.sources.metrics_client import MetricsClient

AT_ONCE = 16
SCRAPE_SECONDS = 5.0
METRICS = "metrics"


def check(config: Config) -> list[Checked]:
    """A line for each target of a scrape."""
    targets = [(service.name, url) for service in config.catalogue for url in service.metrics]
    with ThreadPoolExecutor(AT_ONCE, "check") as pool:
        return list(pool.map(lambda target: _scraped(*target), targets))


def _scraped(service: str, url: str) -> Checked:
    name = f"{service} {url}"
    try:
        client = MetricsClient(url, SCRAPE_SECONDS)
        try:
            text, _ = client.fetch()
        finally:
            client.close()
        count = sum(1 for _ in Exposition({}).parse(text))
    except (FirstcauseError, OSError, HTTPException, ValueError) as error:
        return broken(
            METRICS, name, str(error) or type(error).__name__, "is this the URL of its metrics, seen from here?"
        )
    if not count:
        return broken(
            METRICS, name, "answers without a sample", "is this the metrics path, in Prometheus' text format?"
        )
    return works(METRICS, name, f"{count} samples")
