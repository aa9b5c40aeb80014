"""What holds for every command: help that begins with an example, errors in two lines, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import typer

from firstcause.cli.main import app
from firstcause.drill.scenarios import SCENARIOS

Firstcause = Callable[..., CompletedProcess[str]]


def commands() -> Iterator[tuple[str, ...]]:
    """Every command, by the words that call it."""
    pending: list[tuple[tuple[str, ...], object]] = [((), typer.main.get_command(app))]
    while pending:
        words, command = pending.pop()
        below = getattr(command, "commands", {})
        pending.extend(((*words, name), one) for name, one in below.items())
        if not below:
            yield words


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_help_shows_an_example(firstcause: Firstcause, words: tuple[str, ...]) -> None:
    """`firstcause COMMAND --help` shows, below the usage, a whole command line that one can copy."""
    said = firstcause(*words, "--help")
    _, _, below_usage = said.stdout.partition("Usage:")
    assert said.returncode == 0
    assert f"\n firstcause {' '.join(words)} " in below_usage


def test_without_a_command_there_is_help(firstcause: Firstcause) -> None:
    """A newcomer is told where to start."""
    said = firstcause()
    assert "Start here: firstcause drill" in said.stdout + said.stderr


def test_the_version_is_told(firstcause: Firstcause) -> None:
    """Whoever reports a defect is asked for it first."""
    said = firstcause("--version")
    assert (said.returncode, said.stdout) == (0, f"firstcause {version('firstcause')}\n")


def test_a_configuration_that_is_not_there(firstcause: Firstcause, tmp_path: Path) -> None:
    """Two lines on standard error, nothing on standard output, exit code 2."""
    said = firstcause("incident", "list", "--config", tmp_path / "firstcause.toml")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == (
        f"firstcause: error: there is no configuration file {tmp_path}/firstcause.toml\n"
        "hint: name it with --config, or run where firstcause.toml lies\n"
    )


def test_a_mistake_in_the_configuration(firstcause: Firstcause, config: Path) -> None:
    """File, line and key reach the person who typed the command."""
    config.write_text("[detect]\ninterval = 30\n")
    said = firstcause("serve", "--config", config)
    assert said.returncode == 2
    assert said.stderr.splitlines() == [
        f"firstcause: error: {config}:2: detect.interval: expected a length of time with its unit, found the number 30",
        'hint: as in "30s", "45m", "2h" or "21d"',
    ]


def test_the_configuration_may_stand_in_the_environment(
    firstcause: Firstcause, stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FIRSTCAUSE_CONFIG names it once for a whole session."""
    monkeypatch.setenv("FIRSTCAUSE_CONFIG", str(stored))
    assert "2025-11-07-1" in firstcause("incident", "list").stdout


def test_an_unknown_command(firstcause: Firstcause) -> None:
    """Wrong usage is exit code 2."""
    assert firstcause("incidents").returncode == 2


def test_an_unknown_format(firstcause: Firstcause, config: Path) -> None:
    """The formats that there are are named."""
    said = firstcause("incident", "list", "--config", config, "--format", "yaml")
    assert said.returncode == 2
    assert "'text'" in said.stderr
    assert "'json'" in said.stderr


def test_the_drills_scenarios_are_listed(firstcause: Firstcause) -> None:
    """Each with what it breaks; nothing is started."""
    said = firstcause("drill", "--list")
    assert said.returncode == 0
    assert [line.split()[0] for line in said.stdout.splitlines()] == [s.name for s in SCENARIOS]


def test_the_drills_scenarios_for_machines(firstcause: Firstcause) -> None:
    """One object a line; a scenario without a fault has no code."""
    said = firstcause("drill", "--list", "--format", "json")
    listed = {row["scenario"]: row["code"] for row in map(json.loads, said.stdout.splitlines())}
    assert listed == {s.name: s.code or None for s in SCENARIOS}


def test_an_unknown_scenario(firstcause: Firstcause) -> None:
    """The scenarios that there are are named, and nothing is started."""
    said = firstcause("drill", "earthquake")
    assert said.returncode == 2
    assert said.stderr.startswith("firstcause: error: there is no scenario 'earthquake'\nhint: one of ")


@pytest.mark.parametrize("arguments", [("--on", "nobody"), ("--on-call", "you"), ("--rate", "1000")])
def test_a_drill_that_cannot_be(firstcause: Firstcause, arguments: tuple[str, str]) -> None:
    """Refused before anything is started."""
    said = firstcause("drill", *arguments)
    assert said.returncode == 2
    assert arguments[0] in said.stderr


def test_every_check_that_a_document_prints_is_a_command_that_exists() -> None:
    """An action item's check must run when it is typed."""
    from typer.main import get_command

    from firstcause.record.actions import RUNNABLE

    commands = get_command(app).commands  # type: ignore[attr-defined]  # click's Group; typer types it as Command
    assert set(commands) >= RUNNABLE
