"""How a program that we started is ended."""

from __future__ import annotations

import subprocess


def end(process: subprocess.Popen[bytes] | None, patience_seconds: float) -> None:
    """Ask it to leave and wait; end it when it does not. Nothing for a process that never was."""
    if process is None:
        return
    process.terminate()
    try:
        process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
