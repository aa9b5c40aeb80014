"""A folder with a sound configuration, and a way to spoil one thing in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from firstcause.config.errors import ConfigError
from firstcause.config.load import load

SOUND = """\
author = "SRE"

[detect]
interval = "30s"
confirmations = 2
failed_least = 5

[severity]
P1 = { failed = 0.2, users = 1000, tier = 1 }

[contact.alice]
channels = ["console"]

[page]
steps = ["alice"]

[deployer.kubectl]
current = ["kubectl", "get", "{service}"]
rollback = ["kubectl", "rollback", "{service}"]

[view.caller]
trust = "ca.pem"

[service.orders]
tier = 1
depends_on = ["billing"]
views = ["caller"]
deployer = "kubectl"
mitigation = "propose"
metrics = ["http://127.0.0.1:9100/metrics"]
endpoints = [
  { address = "127.0.0.1:8443", server_name = "orders.internal" },
]
objective = { latency_seconds = 0.25, success = 0.999 }

[service.billing]
tier = 2

[sources.scrape]
interval = "15s"

[serve]
listen = "127.0.0.1:8420"

[sources.prometheus]
url = "http://127.0.0.1:9090"
preset = "istio"
"""

Spoiled = Callable[[str, str], ConfigError]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration's folder, with the files that it names."""
    (tmp_path / "ca.pem").write_text("-----BEGIN CERTIFICATE-----\n")
    return tmp_path


@pytest.fixture
def file(folder: Path) -> Path:
    """The configuration, sound as yet."""
    path = folder / "firstcause.toml"
    path.write_text(SOUND)
    return path


@pytest.fixture
def spoiled(file: Path) -> Spoiled:
    """Puts one text in the place of another (of nothing: at the end), and returns the complaint."""

    def complaint(old: str, new: str) -> ConfigError:
        assert not old or SOUND.count(old) == 1, f"{old!r} must stand in the sound text once"
        file.write_text(SOUND.replace(old, new) if old else f"{SOUND}\n{new}\n")
        with pytest.raises(ConfigError) as caught:
            load(file)
        return caught.value

    return complaint
