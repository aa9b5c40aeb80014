"""A figure of the server's can be asked again from the command line, and its file says what was sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from firstcause.app import Archive, Service
from firstcause.cli.evidence_again import ask
from firstcause.cli.evidence_text import told
from firstcause.config.load import load
from firstcause.engine.notebook import Notebook
from firstcause.model import telemetry
from firstcause.model.evidence import MetricSampled
from firstcause.record.evidence_files import evidence_file
from firstcause.testing.stores import MemoryEvidence

if TYPE_CHECKING:
    from tests.sources.prometheus.conftest import Story


@pytest.fixture
def config(story: Story, tmp_path: Path) -> Path:
    file = tmp_path / "firstcause.toml"
    file.write_text(f'[sources.prometheus]\nurl = "{story.server.url}"\npreset = "firstcause"\n[service.orders]\n')
    return file


def test_evidence_is_asked_again_of_the_same_server(story: Story, config: Path) -> None:
    """Configured as a team would: the answer is the same, and what is printed is what was sent."""
    with Archive(load(config)) as archive:
        notebook = Notebook(MemoryEvidence(), archive.metrics)
        query = telemetry.requests("orders", story.window, telemetry.FAILED)
        evidence = notebook.ask(query, story.ended)
        anew = ask(archive, evidence)
    assert isinstance(evidence.observation, MetricSampled)
    assert evidence.query == evidence.observation.asked
    assert (anew.same, anew.exit_code) == (True, 0)
    sent = 'sent: http_server_request_duration_seconds_count{service="orders",outcome="failed"}['
    assert f"          # {sent}" in "\n".join(told(evidence))
    assert evidence_file("E1", evidence.id, evidence, "2025-11-07-1").count(sent) == 1


def test_a_running_service_is_as_fine_as_the_server(config: Path) -> None:
    """The stages' steps are the server's scrape interval, and the services' own metrics are not scraped as well."""
    config.write_text(f'{config.read_text()}metrics = ["http://127.0.0.1:1/metrics"]\n')
    service = Service(load(config))
    service.start()
    try:
        assert service.resolution == timedelta(seconds=0.5)
        assert service.scraper.health() == {}
    finally:
        service.stop()
