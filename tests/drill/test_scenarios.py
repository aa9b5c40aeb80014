"""What the drill can play, and whom it casts."""

from __future__ import annotations

import pytest

from firstcause.drill.cast import CALLERS
from firstcause.drill.fleet.fleet import REPLICAS
from firstcause.drill.scenarios import SCENARIOS, Scenario, UnknownScenarioError, draw, scenario
from firstcause.model.fault import FAULTS, REHEARSED


def test_every_scenario_injects_a_known_fault_or_none() -> None:
    """And the list of what can be rehearsed, from which documents name their drills, is complete."""
    codes = {one.code for one in SCENARIOS if one.code}
    assert codes <= FAULTS
    assert codes == REHEARSED
    assert all((one.fault is None) == (one.code == "") for one in SCENARIOS)


def test_a_scenario_is_found_by_its_name_or_by_its_fault() -> None:
    """`incomplete-chain` is what the document of the default drill says."""
    assert scenario("incomplete-chain").name == scenario("tls/incomplete-chain").name == "tls-handshake-failure"
    assert scenario("unknown-ca").name == "unknown-ca"
    with pytest.raises(UnknownScenarioError):
        scenario("")


@pytest.mark.parametrize("one", SCENARIOS, ids=lambda one: one.name)
def test_the_same_seed_draws_the_same_cast_within_what_may_break(one: Scenario) -> None:
    """Service, replica and old caller are such as the fleet has."""
    for seed in range(40):
        cast = draw(one, seed, REPLICAS)
        assert cast == draw(one, seed, REPLICAS)
        assert cast.service in one.on
        assert cast.spared < REPLICAS[cast.service]
        assert (cast.old_caller in CALLERS[cast.service]) is one.old_caller
        assert cast.decoy_service != cast.service


def test_a_service_on_which_a_scenario_does_not_play_is_refused() -> None:
    """Only billing-api has a database that can be slow."""
    with pytest.raises(UnknownScenarioError, match="slow-dependency does not play on order-service"):
        draw(scenario("slow-dependency"), 1, REPLICAS, "order-service")
