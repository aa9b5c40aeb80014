"""Everything is tried for real; what does not work is said with what to do, and hides nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from firstcause.checkup.outcome import Checked, State
from firstcause.checkup.run import run

# apprise asks for a module of the standard library that later Pythons do not have.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
Team = Any  # the fixture's class lives in conftest.py, which a test cannot import


def _lines(team: Team, kind: str) -> list[Checked]:
    return [line for line in run(team.config()).checked if line.kind == kind]


def test_all_is_well(team: Team) -> None:
    """Every piece is named, and each works or is not there yet."""
    checkup = run(team.config())
    assert {line.kind for line in checkup.checked if line.state is State.WORKS} == {
        "endpoint",
        "metrics",
        "contact",
        "deployer",
        "store",
        "evidence",
        "vault",
    }
    assert [line for line in checkup.checked if line.state is State.BROKEN] == []
    assert checkup.verdict.for_watching == ()


def test_a_fault_is_named(team: Team) -> None:
    """A broken certificate is found with its code, and still is something that can be watched."""
    team.service.forget_intermediate()
    checkup = run(team.config())
    (endpoint,) = [line for line in checkup.checked if line.kind == "endpoint"]
    assert endpoint.state is State.BROKEN
    assert endpoint.told.startswith("tls/incomplete-chain: ")
    assert endpoint.remedy
    assert checkup.verdict.for_watching == ()


def test_a_missing_view_is_what_is_wrong_with_an_unknown_authority(team: Team) -> None:
    """Most first configurations trust the system's store only; the remedy is a view, not a new certificate."""
    team.change('views = ["callers"]\n', "")
    (endpoint,) = _lines(team, "endpoint")
    assert endpoint.told.startswith("tls/unknown-ca")
    assert "trust in a [view.NAME]" in endpoint.remedy


def test_a_server_that_wants_a_client_certificate(team: Team) -> None:
    """The view without one is refused; with one it is well."""
    certificate, key = team.service.require_client_certificate()
    (refused,) = _lines(team, "endpoint")
    assert refused.told.startswith("tls/client-certificate-missing")
    trust = f'trust = "{team.service.ca}"\n'
    team.change(trust, f'{trust}client_cert = "{certificate}"\nclient_key = "{key}"\n')
    (accepted,) = _lines(team, "endpoint")
    assert accepted.state is State.WORKS


def test_a_trust_file_that_holds_none(team: Team) -> None:
    """Our own side cannot look: that is no fault of the endpoint."""
    team.service.ca.write_text("nothing\n")
    (endpoint,) = _lines(team, "endpoint")
    assert endpoint.state is State.BROKEN
    assert "[view.callers]" in endpoint.remedy


@pytest.mark.parametrize(
    ("page", "status", "told"),
    [("", 200, "without a sample"), ("<html>hello</html>", 200, ""), ("a 1\n", 404, "404")],
)
def test_a_page_that_is_no_metrics(team: Team, page: str, status: int, told: str) -> None:
    """The page answers, but not as metrics."""
    team.web.page, team.web.status = page, status
    (metrics,) = _lines(team, "metrics")
    assert metrics.state is State.BROKEN
    assert told in metrics.told


def test_a_change_file_that_cannot_be_read(team: Team) -> None:
    """Absent is well: the deployer makes it. A line that is none is not, and is named by its place."""
    (before,) = _lines(team, "changes")
    assert before.state is State.ABSENT
    file = team.folder / "changes.ndjson"
    file.write_text('{"id": "c1"}\n')
    (after,) = _lines(team, "changes")
    assert (after.state, after.told.startswith(f"{file}:1: ")) == (State.BROKEN, True)


def test_logs_that_nobody_writes_or_may_read(team: Team) -> None:
    """A file that is not there is said so, with the pattern; one that is there tells how much stands at its end."""
    log = team.folder / "orders.log"
    team.change("[view.callers]", f'logs = ["file:{log}"]\n\n[view.callers]')
    (before,) = _lines(team, "logs")
    assert (before.state, before.told) == (State.BROKEN, f"{log}: there is no such file yet")
    log.touch()
    (empty,) = _lines(team, "logs")
    assert (empty.state, empty.told) == (State.ABSENT, "nothing has been written there")
    log.write_text("one\ntwo\n")
    (after,) = _lines(team, "logs")
    assert (after.state, after.told) == (State.WORKS, "2 lines at its end")


def test_releases_in_a_repository_are_looked_for(team: Team) -> None:
    """One that cannot be read is no place to learn of a release; a secret for webhooks is all that they need of us."""
    git = '[[sources.changes.git]]\nrepository = "."\ntags = "api-{release}"\nservice = "api"\n'
    team.change('[sources.changes]\nfile = "changes.ndjson"\n', f'[sources.changes]\nsecret = "{"s" * 16}"\n{git}')
    repository, sent = _lines(team, "changes")
    assert (repository.state, sent.state, sent.name) == (State.BROKEN, State.WORKS, "/intake")


def test_a_deployer_that_does_not_answer(team: Team) -> None:
    """Its own words are told, so that they can be looked for."""
    team.change('current = ["echo", ', 'current = ["false", ')
    (deployer,) = _lines(team, "deployer")
    assert deployer.state is State.BROKEN
    assert "exit code 1" in deployer.told


def test_a_deployer_with_nowhere_to_go_back_to(team: Team) -> None:
    """A rollback needs another release; that there is none is better known before the night."""
    team.change('"releases":["r1","r2"]', '"releases":["r2"]')
    (deployer,) = _lines(team, "deployer")
    assert "none to go back to" in deployer.told


def test_a_deployer_that_cannot_be_called(team: Team) -> None:
    """A placeholder that nobody could fill in keeps the engine from starting, and is what is told."""
    team.change('"{release}"', '"{version}"')
    checkup = run(team.config())
    (deployer,) = [line for line in checkup.checked if line.kind == "deployer"]
    assert "unknown placeholders ['version']" in deployer.told
    assert checkup.verdict.text == "not ready to watch"


def test_a_channel_that_apprise_does_not_know(team: Team) -> None:
    """The URL's secrets are not shown."""
    team.change("json://", "jsonn://")
    (contact,) = _lines(team, "contact")
    assert contact.state is State.BROKEN
    assert "s3cr3tvalue" not in f"{contact}"


def test_a_store_that_cannot_be_opened_hides_nothing(team: Team) -> None:
    """The endpoint is still looked at; contacts and deployers need the log, and say nothing."""
    (team.folder / "firstcause.db").write_text("this is a diary, not a database, and longer than a header" * 100)
    checkup = run(team.config())
    (store,) = [line for line in checkup.checked if line.kind == "store"]
    assert store.state is State.BROKEN
    assert any(line.kind == "endpoint" for line in checkup.checked)
    assert checkup.verdict.text == "not ready to watch"


def test_a_vault_that_is_a_file(team: Team) -> None:
    """Documents could not be written there."""
    (team.folder / "vault").write_text("")
    (vault,) = _lines(team, "vault")
    assert vault.state is State.BROKEN


def test_an_empty_configuration_is_not_ready_to_watch(tmp_path: Path) -> None:
    """There is nothing to see, and nobody to call; that is no fault, and is said."""
    from firstcause.config.load import load

    file = tmp_path / "firstcause.toml"
    file.write_text("")
    verdict = run(load(file)).verdict
    assert verdict.text == "not ready to watch"
    assert verdict.for_watching == ("a service with an endpoint, or with metrics",)
    assert verdict.for_paging[0].startswith("somebody to page")
