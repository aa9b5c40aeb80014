"""Does every deployer know what is current? Nothing is deployed: only its `current` command runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from firstcause.checkup.outcome import Checked, broken, works
from firstcause.config.schema import Config
from firstcause.model.evidence import Unobserved
from firstcause.model.service import MitigationMode, Service
from firstcause.ports import Deployer

KIND = "deployer"
AT_ONCE = 4  # each is a process of the team's own


def check(config: Config, deployers: Mapping[str, Deployer]) -> list[Checked]:
    """A line for each service that has a deployer, and one for each deployer that no service names."""
    services = [s for s in config.catalogue if s.deployer]
    with ThreadPoolExecutor(AT_ONCE, "check") as pool:
        asked = list(pool.map(lambda service: _asked(service, deployers[service.deployer]), services))
    return [*asked, *_idle(config)]


def _asked(service: Service, deployer: Deployer) -> Checked:
    name = f"{service.deployer} for {service.name}"
    answer = deployer.current(service.name)
    if isinstance(answer, Unobserved):
        return broken(KIND, name, answer.reason, f"run the command of [deployer.{service.deployer}] by hand")
    others = [release for release in answer.releases if release != answer.current]
    if not others and service.mitigation is not MitigationMode.OFF:
        remedy = "its `current` must list the releases to which one can go back"
        return broken(KIND, name, f"{answer.current} is current, and there is none to go back to", remedy)
    return works(KIND, name, f"{answer.current} is current; {len(others)} others are known")


def _idle(config: Config) -> Iterator[Checked]:
    used = {s.deployer for s in config.catalogue}
    for deployer in config.deployers:
        if deployer.name not in used:
            remedy = f'name it in a service: deployer = "{deployer.name}"'
            yield broken(KIND, deployer.name, "no service names it", remedy)
