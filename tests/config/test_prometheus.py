"""What `[sources.prometheus]` becomes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from firstcause.app import Archive
from firstcause.config.load import load
from firstcause.config.prometheus import OwnQueries, PresetName
from firstcause.sources.prometheus.presets.catalogue import PRESETS
from firstcause.sources.spans_apart import SpansApart
from firstcause.store.series import SqlSeriesStore

URL = '[sources.prometheus]\nurl = "http://127.0.0.1:9090"\n'
OWN = """\
[sources.prometheus.queries]
requests = "http_requests_total"
failed = 'code=~"5..|0"'
service = "app"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "firstcause.toml"
    file.write_text(text)
    return file


def test_a_url_is_enough(tmp_path: Path) -> None:
    """The rest has careful defaults: OpenTelemetry's names, five seconds, a measured interval."""
    settings = load(written(tmp_path, URL)).prometheus
    assert settings is not None
    assert (settings.preset, settings.queries, settings.timeout) == (PresetName.OTEL_HTTP, None, timedelta(seconds=5))
    assert settings.resolution is None


def test_without_it_there_is_no_server(tmp_path: Path) -> None:
    """The embedded store answers."""
    config = load(written(tmp_path, ""))
    assert config.prometheus is None
    with Archive(config) as archive:
        assert isinstance(archive.metrics, SqlSeriesStore)


def test_with_it_the_server_is_asked(tmp_path: Path) -> None:
    """Opening the archive asks nothing of it: a finished incident can be read without the network."""
    with Archive(load(written(tmp_path, URL + OWN))) as archive:
        assert isinstance(archive.metrics, SpansApart)


def test_own_queries_are_names_and_a_condition(tmp_path: Path) -> None:
    """What is not given is not there."""
    settings = load(written(tmp_path, URL + OWN)).prometheus
    assert settings is not None
    assert settings.queries == OwnQueries("http_requests_total", ("code", "5..|0"), "app")


def test_every_preset_of_the_configuration_is_known() -> None:
    """And every known preset can be configured."""
    assert {name.value for name in PresetName} == {preset.name for preset in PRESETS}


def test_secrets_come_from_where_they_may_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the environment or from a file of their own, and they are not in the repr."""
    monkeypatch.setenv("PROMETHEUS_TOKEN", "hunter2")
    settings = load(written(tmp_path, f'{URL}token = "env:PROMETHEUS_TOKEN"\n')).prometheus
    assert settings is not None
    assert settings.token == "hunter2"
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize("where", ['namespace="shop"', 'a="b", c=~"d.+"', 'a!~"b",c!="d"'])
def test_conditions_as_promql_has_them(tmp_path: Path, where: str) -> None:
    """Any number of them."""
    settings = load(written(tmp_path, f"{URL}where = '{where}'\n")).prometheus
    assert settings is not None
    assert settings.where == where
