"""How a process of the drill is let go: the end of its standard input is its sign to leave."""

from __future__ import annotations

import subprocess


def let_go(process: subprocess.Popen[bytes] | None, patience_seconds: float) -> None:
    """Close its standard input and wait; end it when it does not leave. Nothing for a process that never was."""
    if process is None or process.stdin is None:
        return
    process.stdin.close()
    try:
        process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
