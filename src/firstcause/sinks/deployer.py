"""Rolls back by running the team's own command: an argument list, never a shell.

The command runs in its own session with its output in a file, so that neither our death nor a closed pipe stops it
half-way: a rollback half done is worse than one finished. What is current afterwards is asked, never assumed.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence, Set
from typing import BinaryIO

from firstcause.model.errors import DeploymentError
from firstcause.model.evidence import Unobserved
from firstcause.model.mitigation import Deployment, MitigationPlan

MAX_OUTPUT_BYTES = 64 * 1024
TOLD_CHARACTERS = 1000  # of the output's end, in receipts and errors
PLACEHOLDER = re.compile(r"\{(\w*)\}")
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}")
"""Service and release names that may stand in an argument: a leading dash would be read as an option."""


class CommandDeployer:
    """`current` and `rollback` are argument lists in which `{service}`, `{release}` and `{from_release}` are replaced.

    `current` prints one JSON object: {"service","current","settled","rolling","releases"}; it knows `{service}` only.
    A command that takes longer than `timeout_seconds` is killed with its whole process group.
    """

    def __init__(self, name: str, current: Sequence[str], rollback: Sequence[str], timeout_seconds: float) -> None:
        self.name = name
        self._current = _checked(name, "current", current, {"service"})
        self._rollback = _checked(name, "rollback", rollback, {"service", "release", "from_release"})
        self._timeout_seconds = timeout_seconds

    def current(self, service: str) -> Deployment | Unobserved:
        """What the command says is current, or why it could not be asked."""
        try:
            return _deployment(self._run(self._current, {"service": service}), service)
        except (DeploymentError, ValueError, RecursionError) as error:
            return Unobserved(f"deployer {self.name}: {error}")

    def roll_back(self, plan: MitigationPlan) -> str:
        """Run the rollback to its end; the receipt is the end of its output.

        Raises DeploymentError when it fails, cannot be started or does not end in time.
        """
        values = {"service": plan.service, "release": plan.to_release, "from_release": plan.from_release}
        output = self._run(self._rollback, values)
        return _end(output) or f"{self.name}: exit code 0"

    def _run(self, template: Sequence[str], values: Mapping[str, str]) -> bytes:
        command = _filled(template, values)
        # A file and not a pipe: a pipe's reader dies with us, and the command would die of its next word.
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            code = self._wait(command, output, errors)
            if code != 0:
                raise DeploymentError(
                    f"{command[0]} ended with {_exit(code)}: {_said(output, errors)}",
                    hint=f"run it by hand: {' '.join(command)}",
                )
            return _tail(output)

    def _wait(self, command: list[str], output: BinaryIO, errors: BinaryIO) -> int:
        """Its exit code; negative when a signal ended it."""
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, start_new_session=True
            )
        except (OSError, ValueError) as error:
            raise DeploymentError(
                f"cannot run {command[0]}: {error}", hint=f"see [deployer.{self.name}] in the configuration"
            ) from error
        try:
            return process.wait(self._timeout_seconds)
        except subprocess.TimeoutExpired as error:
            _kill_group(process)
            raise DeploymentError(
                f"{command[0]} did not end within {self._timeout_seconds:g} s, and was killed: {_said(output, errors)}",
                hint="ask what is current before trying again",
            ) from error


def _checked(name: str, which: str, command: Sequence[str], known: Set[str]) -> tuple[str, ...]:
    """The command, if there is one and it asks for nothing that we could not fill in. Raises DeploymentError."""
    unknown = {placeholder for argument in command for placeholder in PLACEHOLDER.findall(argument)} - known
    if not command or unknown:
        what = f"unknown placeholders {sorted(unknown)}" if unknown else "no command"
        raise DeploymentError(f"deployer {name}: {which}: {what}", hint=f"known placeholders are {sorted(known)}")
    return tuple(command)


def _filled(template: Sequence[str], values: Mapping[str, str]) -> list[str]:
    for name, value in values.items():
        if not PLAIN_NAME.fullmatch(value):
            raise DeploymentError(
                f"{name} {value!r} may not stand in a command", hint="use letters, digits and ._:/@+-"
            )
    return [PLACEHOLDER.sub(lambda match: values[match[1]], argument) for argument in template]


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):  # it ended at the last moment
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _tail(output: BinaryIO) -> bytes:
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - MAX_OUTPUT_BYTES))
    return output.read(MAX_OUTPUT_BYTES)


def _said(output: BinaryIO, errors: BinaryIO) -> str:
    return _end(_tail(errors)) or _end(_tail(output)) or "no output"


def _end(output: bytes) -> str:
    return output.decode(errors="replace").strip()[-TOLD_CHARACTERS:]


def _exit(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"


def _deployment(output: bytes, service: str) -> Deployment:
    """The answer of the `current` command. Raises ValueError when it is not what we asked for."""
    answer = json.loads(output)
    match answer:
        case {
            "service": str(named),
            "current": str(current),
            "settled": bool(settled),
            "rolling": bool(rolling),
            "releases": list(releases),
        } if all(isinstance(release, str) for release in releases):
            if named != service:
                raise ValueError(f"asked for {service!r}, it answered about {named!r}")
            return Deployment(named, current, settled, rolling, tuple(releases))
        case _:
            raise ValueError(f"expected service, current, settled, rolling and releases, found {str(answer)[:200]}")
