"""`firstcause check` and `firstcause coverage`: what people and machines read, and the exit codes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from firstcause.testing.tls_service import TlsService

Firstcause = Callable[..., CompletedProcess[str]]


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    """A configuration that could watch, and has a console to page."""
    file = tmp_path / "watched.toml"
    file.write_text('[contact.alice]\nchannels = ["console"]\n[service.orders]\nowner = "me"\n')
    return file


def test_what_does_not_work_is_a_finding(firstcause: Firstcause, config: Path) -> None:
    """A line with the fault, one with what to do, exit code 1."""
    said = firstcause("check", "--config", config)
    assert said.returncode == 1
    assert re.search(
        r"^broken  endpoint   orders 127.0.0.1:\d+ as system\n +net/connection-refused: ", said.stdout, re.M
    )
    assert "\nready to watch\nmissing to page:\n" in said.stdout


def test_all_that_is_there_works(firstcause: Firstcause, tmp_path: Path) -> None:
    """Exit code 0, though much is missing: absent is not broken."""
    with TlsService(tmp_path) as service:
        file = tmp_path / "firstcause.toml"
        file.write_text(
            f'[service.orders]\nviews = ["callers"]\nendpoints = [{{ address = "{service.address}", '
            f'server_name = "{service.name}" }}]\n[view.callers]\ntrust = "ca.pem"\n'
        )
        said = firstcause("check", "--config", file)
    assert (said.returncode, "broken" in said.stdout) == (0, False)
    assert "a heartbeat that somebody else watches: [heartbeat]" in said.stdout


def test_the_check_for_machines(firstcause: Firstcause, config: Path) -> None:
    """One object with a list, and the verdict."""
    said = firstcause("check", "--config", config, "--format", "json")
    body = json.loads(said.stdout)
    assert said.stdout.count("\n") == 1
    assert set(body["checks"][0]) == {"kind", "name", "state", "told", "remedy"}
    assert body["verdict"] == "ready to watch"
    assert body["missing_for_watching"] == []
    assert len(body["missing_for_paging"]) == 2


def test_a_test_page_is_really_sent_and_answered(firstcause: Firstcause, watched: Path) -> None:
    """The code stands in the page; given back, it is taken once. The console still counts as nobody."""
    sent = firstcause("check", "--test-page", "alice", "--config", watched)
    assert sent.returncode == 0
    code = re.search(r"firstcause check --answered ([A-Z2-9]{8})\n", sent.stdout)
    assert code
    answered = firstcause("check", "--answered", code[1], "--config", watched)
    assert (answered.returncode, answered.stdout.partition(";")[0]) == (0, "alice:console-1 reaches a person")
    assert firstcause("check", "--answered", code[1], "--config", watched).returncode == 2
    assert "an answered test page" in firstcause("check", "--config", watched).stdout


def test_a_test_page_for_nobody(firstcause: Firstcause, watched: Path) -> None:
    """An unknown contact is wrong usage."""
    said = firstcause("check", "--test-page", "bob", "--config", watched)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("firstcause: error: there is no [contact.bob]\n")


def test_coverage_tells_the_missing_lines(firstcause: Firstcause, config: Path) -> None:
    """A heading for the service, a line for each kind of fault, exit code 1 for what nobody watches."""
    said = firstcause("coverage", "--config", config)
    lines = said.stdout.splitlines()
    assert (said.returncode, lines[0]) == (1, "orders, tier 3")
    assert "  server certificate                   probe as system" in lines
    place = lines.index("  latency                              nobody")
    assert lines[place + 1] == '      in [service.orders]  metrics = ["http://HOST:9100/metrics"]'
    assert lines[-1] == "8 of 11 are watched by nobody"


def test_coverage_of_the_most_important_services_only(firstcause: Firstcause, config: Path) -> None:
    """Where there is none of that tier, nothing is missing."""
    said = firstcause("coverage", "--tier", "1", "--config", config, "--format", "json")
    assert (said.returncode, json.loads(said.stdout)) == (0, {"coverage": [], "gaps": 0})
