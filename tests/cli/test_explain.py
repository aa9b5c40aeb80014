"""`firstcause explain`: lines to causes, codes to pages, and what is said of unreadable input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Firstcause

LINE = "curl: (60) SSL certificate problem: certificate has expired"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "errors.log"
    file.write_bytes(b"all is well\n\n" + LINE.encode() + b"\n\xff\xfe no text\n")
    return file


def test_a_person_reads_the_lines_that_matter(firstcause: Firstcause, log: Path) -> None:
    """Lines without a failure are passed over; the others are told with causes and checks."""
    told = firstcause("explain", log)
    assert told.returncode == 0
    assert told.stdout.startswith(f"3: {LINE}\n")
    assert "87%  tls/certificate-expired" in told.stdout
    assert "  1. " in told.stdout
    assert "all is well" not in told.stdout


def test_a_machine_reads_every_line(firstcause: Firstcause, log: Path) -> None:
    """One object a record, with the fields of the contract."""
    told = firstcause("explain", log, "--format", "json")
    objects = [json.loads(line) for line in told.stdout.splitlines()]
    assert [o["id"] for o in objects] == ["1", "3", "4"]
    assert set(objects[0]) >= {"id", "causes", "role", "stack", "alert", "side_at_fault", "explanation", "next_checks"}
    assert objects[0]["causes"] == []
    assert objects[1]["causes"][0] == {"code": "tls/certificate-expired", "confidence": 0.87}
    assert (objects[1]["role"], objects[1]["stack"], objects[1]["side_at_fault"]) == ("client", "curl", "server")


def test_records_of_several_lines(firstcause: Firstcause, tmp_path: Path) -> None:
    """NDJSON keeps its ids, and a text may hold several lines; the role is the caller's where the words have none."""
    file = tmp_path / "records.ndjson"
    text = "error:0A000418:SSL routines::tlsv1 alert unknown ca\nshutting down"
    file.write_text(json.dumps({"id": "a7", "text": text}) + "\n")
    told = firstcause("explain", file, "--input", "ndjson", "--role", "server", "--format", "json")
    found = json.loads(told.stdout)
    assert (found["id"], found["role"], found["causes"][0]["code"]) == ("a7", "server", "tls/unknown-ca")
    assert found["alert"] == {"number": 48, "name": "unknown_ca", "direction": "received"}


def test_standard_input() -> None:
    """Without a file, what is piped in is explained."""
    command = [sys.executable, "-m", "firstcause", "explain", "--format", "json"]
    done = subprocess.run(command, input=LINE.encode() + b"\n\xff\n", capture_output=True, check=True, timeout=60)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["1", "2"]


@pytest.mark.parametrize("code", ["tls/incomplete-chain", "net/connection-refused", "app/latency"])
def test_the_page_of_a_code(firstcause: Firstcause, code: str) -> None:
    """Text and JSON; a code without a page of its own has its title at least."""
    assert code in firstcause("explain", code).stdout.splitlines()[0]
    assert json.loads(firstcause("explain", code, "--format", "json").stdout)["code"] == code


def test_unreadable_input(firstcause: Firstcause, tmp_path: Path, log: Path) -> None:
    """What, where, and a hint; exit code 2."""
    missing = firstcause("explain", tmp_path / "missing.log")
    assert (missing.returncode, "No such file" in missing.stderr, "hint:" in missing.stderr) == (2, True, True)
    broken = firstcause("explain", log, "--input", "ndjson")
    assert broken.returncode == 2
    assert f"{log}:1: not a record" in broken.stderr
