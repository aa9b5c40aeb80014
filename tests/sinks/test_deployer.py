"""Rollback by a command: real processes, killed and orphaned."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from firstcause.model.errors import DeploymentError
from firstcause.model.evidence import Unobserved
from firstcause.model.mitigation import Deployment, MitigationPlan
from firstcause.sinks.deployer import CommandDeployer

PLAN = MitigationPlan("p1", "orders", "roll orders back from r42 to r41", "team", "r42", "r41", "", "")
STATE = {"service": "orders", "current": "r42", "settled": False, "rolling": True, "releases": ["r41", "r42"]}
DEADLINE = 10


def python(program: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", program, *arguments]


def deployer(
    current: list[str] | None = None, rollback: list[str] | None = None, timeout_seconds: float = DEADLINE
) -> CommandDeployer:
    return CommandDeployer("team", current or ["true"], rollback or ["true"], timeout_seconds)


def printing(text: str) -> CommandDeployer:
    return deployer(current=python("import sys; sys.stdout.write(sys.argv[1])", text))


def test_current_is_what_the_command_says() -> None:
    """The command's JSON becomes a Deployment; what it says on standard error does not disturb."""
    program = f"import sys; print('warming up', file=sys.stderr); print({json.dumps(json.dumps(STATE))})"
    assert deployer(current=python(program)).current("orders") == Deployment(
        "orders", "r42", settled=False, rolling=True, releases=("r41", "r42")
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Expecting value"),
        ("r42", "Expecting value"),
        ("[]", "expected service, current"),
        (json.dumps({**STATE, "settled": "yes"}), "expected service, current"),
        (json.dumps({**STATE, "releases": [41]}), "expected service, current"),
        (json.dumps({**STATE, "service": "billing"}), "asked for 'orders', it answered about 'billing'"),
        ("[" * 50_000, "recursion"),
    ],
)
def test_a_wrong_answer_is_no_answer(text: str, reason: str) -> None:
    """Anything but the JSON that was asked for is Unobserved, with what was wrong."""
    found = printing(text).current("orders")
    assert isinstance(found, Unobserved)
    assert reason in found.reason


def test_a_command_that_fails_is_no_answer() -> None:
    """A failing `current` tells its exit code and its last words."""
    found = deployer(current=python("import sys; sys.exit('no such cluster')")).current("orders")
    assert isinstance(found, Unobserved)
    assert "exit code 1: no such cluster" in found.reason


def test_a_command_that_is_not_there() -> None:
    """A missing program is told by name."""
    found = deployer(current=["/no/such/program"]).current("orders")
    assert isinstance(found, Unobserved)
    assert "cannot run /no/such/program" in found.reason


def test_rollback_names_its_releases() -> None:
    """The plan's names stand in the arguments, whole or within; the receipt is the output's end."""
    rollback = python("import sys; print(sys.argv[1:])", "{service}", "--to={release}", "{from_release}")
    assert deployer(rollback=rollback).roll_back(PLAN) == "['orders', '--to=r41', 'r42']"


def test_no_shell_reads_the_arguments() -> None:
    """Shell characters in the configuration are characters."""
    rollback = python("import sys; print(sys.argv[1])", "$(id); {service} | `id` > /dev/null")
    assert deployer(rollback=rollback).roll_back(PLAN) == "$(id); orders | `id` > /dev/null"


@pytest.mark.parametrize("release", ["--force", "", "r41; rm", "r41\nr42", "$(id)", "r" * 300])
def test_names_that_could_be_something_else_are_refused(release: str, tmp_path: Path) -> None:
    """A release that an option parser or a shell further on could misread never reaches a command."""
    ran = tmp_path / "ran"
    plan = MitigationPlan("p1", "orders", "", "team", "r42", release, "", "")
    with pytest.raises(DeploymentError, match="may not stand in a command"):
        deployer(rollback=["touch", str(ran), "{release}"]).roll_back(plan)
    assert not ran.exists()


@pytest.mark.parametrize(
    ("current", "rollback"), [(["x", "{release}"], ["y"]), (["x"], ["y", "{relaese}"]), ([], ["y"]), (["x"], [])]
)
def test_a_template_that_cannot_be_filled_is_refused_at_once(current: list[str], rollback: list[str]) -> None:
    """A misspelled placeholder is told at the start, not in the middle of an incident."""
    with pytest.raises(DeploymentError) as error:
        CommandDeployer("team", current, rollback, 1)
    assert "{" not in error.value.hint
    assert "service" in error.value.hint


def test_a_failed_rollback_tells_its_last_words() -> None:
    """The error holds the exit code and the end of the output, however much there was."""
    program = "import sys; print('x' * 10_000_000); print('the end'); sys.exit(7)"
    with pytest.raises(DeploymentError, match=r"exit code 7: x+\nthe end$") as error:
        deployer(rollback=python(program)).roll_back(PLAN)
    assert len(str(error.value)) < 1200


def test_a_rollback_ended_by_a_signal() -> None:
    """A killed command is told by the signal's name."""
    with pytest.raises(DeploymentError, match="SIGKILL"):
        deployer(rollback=python("import os; os.kill(os.getpid(), 9)")).roll_back(PLAN)


FAMILY = """
import os, signal, sys
pipe = os.open(sys.argv[1], os.O_WRONLY)
os.fork()
os.write(pipe, b"x")
signal.pause()
"""


def test_at_the_timeout_the_whole_group_is_killed() -> None:
    """A command that does not end is killed with its children: the pipe that all of them hold is closed."""
    reader, writer = os.pipe()
    command = python(FAMILY, f"/proc/{os.getpid()}/fd/{writer}")
    with pytest.raises(DeploymentError, match="did not end within 1 s"):
        deployer(rollback=command, timeout_seconds=1).roll_back(PLAN)
    os.close(writer)
    said = b""
    while select.select([reader], [], [], DEADLINE)[0] and (more := os.read(reader, 10)):
        said += more
    os.close(reader)
    assert said == b"xx"  # both were there, and the end of file says that neither is any more


ENGINE = """
import sys
from firstcause.model.mitigation import MitigationPlan
from firstcause.sinks.deployer import CommandDeployer
plan = MitigationPlan("p1", "orders", "", "team", "r42", "r41", "", "")
CommandDeployer("team", ["true"], sys.argv[1:], 60).roll_back(plan)
"""

ROLLBACK = """
import os, sys
begun, go, done = sys.argv[1:]
open(begun, "w").close()
open(go).read()
for line in range(20_000):
    print("step", line)
sys.stdout.flush()
open(done, "w").write("r41")
"""


def test_a_rollback_survives_the_death_of_our_process(tmp_path: Path) -> None:
    """kill -9 of the engine, and of its whole process group, leaves the rollback running to its end."""
    begun, go, done = (tmp_path / name for name in ("begun", "go", "done"))
    for fifo in (begun, go, done):
        os.mkfifo(fifo)
    command = python(ROLLBACK, str(begun), str(go), str(done))
    engine = subprocess.Popen(python(ENGINE, *command), start_new_session=True)
    begun.read_bytes()  # it runs
    os.killpg(engine.pid, signal.SIGKILL)
    engine.wait(DEADLINE)
    go.write_bytes(b"")
    assert done.read_bytes() == b"r41"
