"""The scenario that stands beside a document can be played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from firstcause.config.load_scenario import load_scenario
from firstcause.model.service import Catalogue, Endpoint, View
from firstcause.record.compose import compose

if TYPE_CHECKING:
    from tests.record.conftest import Scene


def test_the_scenario_of_a_fault_is_one_that_load_takes(scene: Scene, tmp_path: Path) -> None:
    """As soon as the service's owner allows load, at the rate of the incident, as every caller."""
    scene.story()
    material = scene.material(scene.impact())
    (path,) = [path for path in compose(material) if path.endswith("/load.toml")]
    file = tmp_path / "load.toml"
    file.write_text(compose(material)[path])
    here = (Endpoint("127.0.0.1", 8443, "order-service.internal"),)
    services = tuple(replace(service, load=True, endpoints=here) for service in material.catalogue)
    names = {view for service in services for view in service.views}
    found = load_scenario(file, Catalogue(services, tuple(View(name) for name in names)))
    views = material.catalogue.service("order-service").views or ("system",)
    assert found.service == "order-service"
    assert found.rate > 0
    assert {caller.view for caller in found.callers} == set(views)
    document = next(iter(compose(material).values()))
    assert f"firstcause load {path}" in document
