"""What `init` writes, `load` reads: any proposal becomes a configuration with the same catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstcause.config.load import load
from firstcause.config.write import text
from firstcause.model.proposal import Proposal, ProposedService, ProposedView
from firstcause.model.service import Endpoint, MitigationMode, Objective, Service, View

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["a.b", 'say "hi"', "two words", "Zürich", "日本", "a\nb", "\\", "#", "[x]", "a = 1", "\x7f", "\x85", "𝕊", ""]
)
HOSTS = st.sampled_from(["127.0.0.1", "::1", "orders.internal", "2001:db8::1", "a b"])
SHARES = st.floats(0, 1)
SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def proposals(draw: st.DrawFn) -> Proposal:
    """Sound ones: names are unique, what a service names is there, and calls go from later names to earlier ones."""
    views = draw(st.lists(ANY_TEXT, unique=True, max_size=3))
    names = draw(st.lists(ANY_TEXT, unique=True, max_size=4))
    services = [draw(_services(name, names[:place], views)) for place, name in enumerate(names)]
    return Proposal(draw(ANY_TEXT), tuple(services), tuple(draw(_views(v)) for v in views), (draw(ANY_TEXT),))


@st.composite
def _services(draw: st.DrawFn, name: str, earlier: list[str], views: list[str]) -> ProposedService:
    service = Service(
        name,
        owner=draw(ANY_TEXT),
        tier=draw(st.integers(1, 9)),
        endpoints=tuple(draw(st.lists(_endpoints(), max_size=3))),
        depends_on=tuple(draw(st.sets(st.sampled_from(earlier)) if earlier else st.just(set()))),
        runbook=draw(ANY_TEXT),
        objective=Objective(draw(st.floats(0, 1e6)), draw(SHARES)),
        views=tuple(draw(st.sets(st.sampled_from(views)) if views else st.just(set()))),
        metrics=tuple(f"http://{tail}" for tail in draw(st.lists(ANY_TEXT, max_size=2))),
        mitigation=draw(st.sampled_from([MitigationMode.PROPOSE, MitigationMode.OFF])),
    )
    return ProposedService(service, tuple(draw(st.lists(ANY_TEXT, max_size=2))))


@st.composite
def _endpoints(draw: st.DrawFn) -> Endpoint:
    name = draw(ANY_TEXT.filter(bool))
    alpn = tuple(draw(st.lists(ANY_TEXT, max_size=2)))
    return Endpoint(draw(HOSTS), draw(st.integers(1, 65535)), name, alpn, draw(st.sampled_from(["", "http"])))


@st.composite
def _views(draw: st.DrawFn, name: str) -> ProposedView:
    version = st.sampled_from(["", "TLSv1.2", "TLSv1.3"])
    return ProposedView(
        View(name, min_version=draw(version), max_version=draw(version), strict=draw(st.booleans())), (draw(ANY_TEXT),)
    )


@SETTINGS
@given(proposals())
def test_what_is_written_loads_to_the_same_catalogue(tmp_path: Path, proposal: Proposal) -> None:
    """Names with quotes, dots, line breaks and any script come back as they were, and no remark becomes a key."""
    file = tmp_path / "firstcause.toml"
    file.write_text(text(proposal), "utf-8")
    assert load(file).catalogue == proposal.catalogue


def test_the_first_day_is_safe(tmp_path: Path) -> None:
    """Nothing acts and nobody is woken before the owner has said so; the comments tell what else there is."""
    file = tmp_path / "firstcause.toml"
    file.write_text(text(Proposal("orders:443", (ProposedService(Service("orders")),))), "utf-8")
    config = load(file)
    assert (config.page.shadow, config.serve.host) == (True, "127.0.0.1")
    assert config.catalogue.service("orders").mitigation is MitigationMode.PROPOSE
    assert "# off | propose | approve | automatic" in file.read_text()


@pytest.fixture
def viewed(tmp_path: Path) -> Proposal:
    """A service seen by two callers, of which one has a file that is not here."""
    trust = tmp_path / "ca.pem"
    trust.touch()
    views = (View("here", trust=str(trust)), View("elsewhere", trust="/etc/blackbox/ca.pem"))
    service = Service("orders", views=("here", "elsewhere"))
    return Proposal("blackbox.yml", (ProposedService(service),), tuple(ProposedView(v) for v in views))


def test_a_view_whose_files_are_elsewhere_is_a_comment(tmp_path: Path, viewed: Proposal) -> None:
    """The configuration of another machine must not keep this one from starting; nothing of it is lost."""
    file = tmp_path / "firstcause.toml"
    file.write_text(text(viewed, missing={"/etc/blackbox/ca.pem"}), "utf-8")
    assert [v.name for v in load(file).catalogue.views] == ["here"]
    assert load(file).catalogue.service("orders").views == ("here",)
    assert '# trust = "/etc/blackbox/ca.pem"' in file.read_text()
    assert '# views = ["here", "elsewhere"]' in file.read_text()
