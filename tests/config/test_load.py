"""What a sound configuration becomes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firstcause.config.load import load
from firstcause.config.schema import DeployerPreset
from firstcause.drill.fleet.layout import EDGE, FleetLayout, ReplicaLayout, ServiceLayout
from firstcause.drill.settings import Front, configuration
from firstcause.model.incident import Severity
from firstcause.model.service import LogKind, LogPlace, MitigationMode
from firstcause.model.window import Window


def test_an_empty_file_is_a_configuration(tmp_path: Path) -> None:
    """Every key has a default, and the defaults are careful: loopback, nobody's services, propose."""
    file = tmp_path / "firstcause.toml"
    file.write_text("")
    config = load(file)
    assert (config.catalogue.services, config.serve.host, config.page.steps) == ((), "127.0.0.1", ())
    assert config.store.url == f"sqlite:///{tmp_path}/firstcause.db"
    assert config.catalogue.service("anything").mitigation is MitigationMode.PROPOSE


def test_the_sound_file_says_what_it_says(file: Path) -> None:
    """Values arrive with their units, names point at one another, paths are absolute."""
    config = load(file)
    orders = config.catalogue.service("orders")
    assert config.detect.interval == timedelta(seconds=30)
    assert (orders.endpoints[0].address, orders.endpoints[0].server_name) == ("127.0.0.1:8443", "orders.internal")
    assert config.catalogue.view("caller").trust == str(file.parent / "ca.pem")
    assert config.catalogue.entries() == (orders,)
    assert config.detect.severity[0].severity is Severity.P1


def test_places_of_logs(file: Path) -> None:
    """A kind and a place; paths count from the configuration's folder, units of systemd do not."""
    written = 'logs = ["file:logs/*.jsonl", "docker:/var/lib/docker/*.log", "journald:orders.service"]'
    file.write_text(file.read_text().replace("[service.billing]", f"[service.billing]\n{written}"))
    assert load(file).catalogue.service("billing").logs == (
        LogPlace(LogKind.FILE, f"{file.parent}/logs/*.jsonl"),
        LogPlace(LogKind.DOCKER, "/var/lib/docker/*.log"),
        LogPlace(LogKind.JOURNALD, "orders.service"),
    )


@pytest.mark.parametrize(
    ("written", "seconds"), [("400ms", 0.4), ("1.5s", 1.5), ("2m", 120.0), ("2h", 7200.0), ("21d", 1814400.0)]
)
def test_units_of_time(file: Path, written: str, seconds: float) -> None:
    """Milliseconds to days."""
    file.write_text(file.read_text().replace('interval = "30s"', f'interval = "{written}"'))
    assert load(file).detect.interval.total_seconds() == seconds


@pytest.mark.parametrize("key", ["expiry_horizon", "recovery_quiet", "resolve_after"])
def test_nought_has_a_meaning_where_waiting_may_be_nought(file: Path, key: str) -> None:
    """`expiry_horizon = "0s"` warns of nothing beforehand."""
    file.write_text(file.read_text().replace('interval = "30s"', f'{key} = "0s"'))
    assert getattr(load(file).detect, key) == timedelta()


def test_a_database_with_its_password_may_stand_in_the_environment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the configuration can be reviewed by everybody; a path in it still counts from the file's folder."""
    file.write_text(file.read_text() + '\n[store]\nurl = "env:FIRSTCAUSE_STORE"\n')
    for given, url in (
        ("postgresql://me:hunter2@db/firstcause", "postgresql://me:hunter2@db/firstcause"),
        ("sqlite:///log.db", f"sqlite:///{file.parent}/log.db"),
    ):
        monkeypatch.setenv("FIRSTCAUSE_STORE", given)
        assert load(file).store.url == url


def test_an_address_of_ipv6_keeps_its_brackets(file: Path) -> None:
    """The host is bare, the address has brackets, and the name asked for is the host unless another is given."""
    spelt = 'address = "127.0.0.1:8443", server_name = "orders.internal"'
    file.write_text(file.read_text().replace(spelt, 'address = "[::1]:8443"'))
    endpoint = load(file).catalogue.service("orders").endpoints[0]
    assert (endpoint.host, endpoint.address, endpoint.server_name) == ("::1", "[::1]:8443", "::1")


def test_services_that_share_a_dependency_are_no_circle(file: Path) -> None:
    """A diamond is how services usually look."""
    file.write_text(
        '[service.a]\ndepends_on = ["b", "c"]\n[service.b]\ndepends_on = ["d"]\n'
        '[service.c]\ndepends_on = ["d"]\n[service.d]\n'
    )
    assert [s.name for s in load(file).catalogue.entries()] == ["a"]


def test_the_drills_own_configuration_loads(tmp_path: Path) -> None:
    """The drill writes an ordinary configuration: it goes through the same reader, and names the whole fleet."""
    config = load(_drill_configuration(tmp_path))
    assert {s.name for s in config.catalogue} == {EDGE, "order-service", "billing-api", "notification-service"}
    assert [s.name for s in config.catalogue.entries()] == [EDGE]
    assert config.catalogue.service("order-service").mitigation is MitigationMode.AUTOMATIC
    assert config.catalogue.service(EDGE).mitigation is MitigationMode.PROPOSE
    assert config.serve.tokens == ("drill:alice:secret", "mine")
    fleet = str(tmp_path / "fleet" / "fleet.json")
    assert config.deployers[0].rollback[-6:-2] == ("{service}", "{release}", "--fleet", fleet)


def _drill_configuration(folder: Path) -> Path:
    names = (EDGE, "order-service", "billing-api", "notification-service")
    layout = FleetLayout(folder / "fleet", tuple(_service(name, 1 + place) for place, name in enumerate(names)))
    layout.authority.mkdir(parents=True)
    for name in names:
        layout.current(name).mkdir(parents=True)
        (layout.current(name) / "trust.pem").touch()
    for name in ("root.pem", "firstcause-probe.pem", "firstcause-probe.key"):
        (layout.authority / name).touch()
    (folder / "tokens").write_text("drill:alice:secret,mine")
    (folder / "tokens").chmod(0o600)
    file = folder / "firstcause.toml"
    file.write_text(configuration(layout, Front(8420, "json://127.0.0.1:9/page")))
    return file


def _service(name: str, place: int) -> ServiceLayout:
    replicas = (ReplicaLayout(f"{name}-1", "127.0.0.1", 8440 + place, 9440 + place),)
    return ServiceLayout(name, f"{name}.internal", replicas)


def test_automatic_names_its_faults(file: Path) -> None:
    """By code or by family, and no other fault is meant."""
    named = 'mitigation = "automatic"\nautomatic_for = ["tls/incomplete-chain", "net/*"]'
    file.write_text(file.read_text().replace('mitigation = "propose"', named))
    orders = load(file).catalogue.service("orders")
    codes = ("tls/incomplete-chain", "net/connect-timeout", "tls/unknown-ca", "app/errors", "tls", "")
    assert [orders.names_fault(code) for code in codes] == [True, True, False, False, False, False]


def test_a_list_of_faults_may_wait_for_its_mode(file: Path) -> None:
    """Who turns the mode down for a week need not throw the list away."""
    file.write_text(file.read_text().replace('mitigation = "propose"', 'mitigation = "off"\nautomatic_for = ["tls/*"]'))
    assert load(file).catalogue.service("orders").automatic_for == ("tls/*",)


def test_freezes_are_read_in_any_zone(file: Path) -> None:
    """And kept in UTC; the freeze file need not be there yet."""
    interval = '"2026-12-24T00:00+01:00/2027-01-02T00:00Z"'
    file.write_text(
        f'{file.read_text()}\n[mitigate]\nfreeze = [{interval}]\nfreeze_file = "freeze"\ncool_down = "0s"\n'
    )
    policy = load(file).mitigate
    assert policy.freeze == (Window(datetime(2026, 12, 23, 23, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC)),)
    assert policy.freeze_file == str(file.parent / "freeze")
    assert policy.cool_down == timedelta(0)


def test_a_preset_brings_its_own_commands(file: Path) -> None:
    """Nothing but its name is needed."""
    text = file.read_text()
    start, end = text.index("current = "), text.index("[view.caller]")
    file.write_text(f'{text[:start]}preset = "argocd"\nnamespace = "shop"\n\n{text[end:]}')
    (deployer,) = load(file).deployers
    assert (deployer.preset, deployer.namespace, deployer.current) == (DeployerPreset.ARGOCD, "shop", ())
