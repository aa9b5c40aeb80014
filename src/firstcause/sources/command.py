"""Runs a command that tells something: an argument list, never a shell; bounded in time and in what it may say."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import IO

from firstcause.sources.errors import CommandError

CHUNK_BYTES = 64 * 1024
TOLD_CHARACTERS = 300  # of what it said on standard error, at its end


def output_of(
    command: Sequence[str], timeout_seconds: float, most_bytes: int, environment: Mapping[str, str] | None = None
) -> bytes:
    """What it prints. `environment` is added to our own. Raises CommandError.

    When it fails, takes too long or says too much, it is killed with all that it started.
    """
    with tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise CommandError(f"cannot run {command[0]}: {error}", hint="is it installed, and in the PATH?") from error
        try:
            return _finished(process, command[0], errors, timeout_seconds, most_bytes)
        finally:
            _end(process)


def _finished(
    process: subprocess.Popen[bytes], name: str, errors: IO[bytes], timeout_seconds: float, most_bytes: int
) -> bytes:
    deadline = time.monotonic() + timeout_seconds
    try:
        output = _read(process, deadline, most_bytes)
        code = process.wait(max(0.0, deadline - time.monotonic()))
    except (TimeoutError, subprocess.TimeoutExpired):
        raise CommandError(f"{name} did not end within {timeout_seconds:g} s") from None
    if len(output) > most_bytes:
        raise CommandError(f"{name} said more than {most_bytes} bytes", hint="ask it for less")
    if code != 0:
        raise CommandError(f"{name} ended with exit code {code}: {_said(errors)}")
    return output


def _read(process: subprocess.Popen[bytes], deadline: float, most_bytes: int) -> bytes:
    """All of its output, or a little more than `most_bytes` of it. Raises TimeoutError."""
    stream, output = process.stdout, bytearray()
    while stream is not None and len(output) <= most_bytes:
        if not select.select([stream], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise TimeoutError
        chunk = os.read(stream.fileno(), CHUNK_BYTES)
        if not chunk:
            return bytes(output)
        output += chunk
    _end(process)
    return bytes(output)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):  # it ended at the last moment
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _said(errors: IO[bytes]) -> str:
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - 4 * TOLD_CHARACTERS))
    said = " ".join(errors.read().decode(errors="replace").split())
    return said[-TOLD_CHARACTERS:] or "no reason given"
