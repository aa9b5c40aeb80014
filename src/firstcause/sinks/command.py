"""Runs one command of a deployer to its end: an argument list, never a shell.

The command runs in its own session with its output in a file, so that neither our death nor a closed pipe stops it
half-way: a rollback half done is worse than one finished. What it means, its callers know.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from firstcause.model.errors import DeploymentError

MAX_OUTPUT_BYTES: Final = 4 * 1024 * 1024  # of the output's end; an answer that is longer is no answer
TOLD_CHARACTERS: Final = 1000  # of the output's end, in receipts and errors
PLACEHOLDER: Final = re.compile(r"\{(\w*)\}")
PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}")
"""Service and release names that may stand in an argument: a leading dash would be read as an option."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs the commands of the deployer `name`; one that takes longer than `timeout_seconds` is killed with its whole
    process group."""

    name: str
    timeout_seconds: float

    def run(self, template: Sequence[str], values: Mapping[str, str]) -> bytes:
        """The end of the command's output, with `{name}` in its arguments replaced.

        Raises DeploymentError when it fails, cannot be started or does not end in time.
        """
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
            return process.wait(self.timeout_seconds)
        except subprocess.TimeoutExpired as error:
            _kill_group(process)
            raise DeploymentError(
                f"{command[0]} did not end within {self.timeout_seconds:g} s, and was killed: {_said(output, errors)}",
                hint="ask what is current before trying again",
            ) from error


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
    return end_of(_tail(errors)) or end_of(_tail(output)) or "no output"


def end_of(output: bytes) -> str:
    """What a person is told of an output."""
    return output.decode(errors="replace").strip()[-TOLD_CHARACTERS:]


def _exit(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
