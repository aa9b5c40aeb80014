"""`firstcause sweep`: many endpoints, answered as they finish; interrupted, it goes on where it was."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from firstcause.cli.main import app
from firstcause.testing.tls_service import TlsService


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TlsService]:
    with TlsService(tmp_path) as service:
        yield service


@pytest.fixture
def closed() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["sweep", *words])


def answers(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def row(identity: object, service: TlsService, name: str = "") -> str:
    host, port = service.address.split(":")
    named = {"id": identity, "host": host, "port": int(port), "server_name": name or service.name, "trust": "ca.pem"}
    return json.dumps(named)


@pytest.fixture
def listed(service: TlsService, closed: int, tmp_path: Path) -> str:
    """Well, asked by a wrong name, and where nobody listens."""
    file = tmp_path / "targets.ndjson"
    nobody = json.dumps({"id": 3, "host": "127.0.0.1", "port": closed})
    file.write_text("\n".join([row("well", service), row("misnamed", service, "other.internal"), nobody]) + "\n")
    return str(file)


def test_every_target_gets_one_answer_with_its_own_name(listed: str) -> None:
    """In whatever order they finish; the summary goes to standard error."""
    result = run("--targets", listed)
    found = {answer["id"]: answer for answer in answers(result.stdout)}
    assert result.exit_code == 1
    assert found["well"]["outcome"] == "healthy"
    assert [found[i]["failure"]["code"] for i in ("misnamed", 3)] == ["tls/name-mismatch", "net/connection-refused"]  # type: ignore[index]
    assert [found[i]["line"] for i in ("well", "misnamed", 3)] == [1, 2, 3]
    assert "3 looked at: 1 healthy, 2 faulty" in result.stderr


def test_a_light_sweep_finds_the_same(listed: str) -> None:
    """What is odd is looked at deeply all the same."""
    light = {answer["id"]: answer["outcome"] for answer in answers(run("--targets", listed, "--light").stdout)}
    assert light == {"well": "healthy", "misnamed": "faulty", 3: "faulty"}


def test_a_person_reads_findings_and_a_summary(listed: str) -> None:
    """A line each, and no word of what is well."""
    result = run("--targets", listed, "--format", "text")
    *findings, summary = result.stdout.splitlines()[:3]
    assert {line.split()[1] for line in findings} == {"tls/name-mismatch:", "net/connection-refused:"}
    assert summary == "3 looked at: 1 healthy, 2 faulty"


def test_who_else_has_this(listed: str) -> None:
    """One question to all: exit code 1 where somebody has it, 0 where nobody does."""
    asked = run("--targets", listed, "--fault", "tls/name-mismatch")
    assert [answer["id"] for answer in answers(asked.stdout)] == ["misnamed"]
    assert asked.exit_code == 1
    nobody = run("--targets", listed, "--fault", "tls/self-signed")
    assert (nobody.stdout, nobody.exit_code) == ("", 0)


def test_a_fault_that_is_none_is_wrong_usage(listed: str) -> None:
    """Nothing is looked at for a slip of the keyboard."""
    assert run("--targets", listed, "--fault", "tls/incomplet-chain").exit_code == 2


def test_parts_make_up_the_whole(listed: str) -> None:
    """Each target belongs to exactly one part."""
    parts = [answers(run("--targets", listed, "--shard", f"{part}/2").stdout) for part in (1, 2)]
    assert sorted(str(answer["line"]) for part in parts for answer in part) == ["1", "2", "3"]
    assert run("--targets", listed, "--shard", "3/2").exit_code == 2
    assert run("--targets", listed, "--shard", "0/2").exit_code == 2


def test_an_interrupted_sweep_goes_on_where_it_was(listed: str, tmp_path: Path) -> None:
    """What was answered is not asked again, a line cut short is, and the summary counts all of it."""
    out = tmp_path / "swept.ndjson"
    assert run("--targets", listed, "--out", str(out)).exit_code == 1
    whole = out.read_text().splitlines(keepends=True)
    out.write_text(whole[0] + whole[1][:40])
    resumed = run("--targets", listed, "--out", str(out), "--resume")
    assert out.read_text().startswith(whole[0])
    assert sorted(str(answer["line"]) for answer in answers(out.read_text())) == ["1", "2", "3"]
    assert "2 of 2 looked at" in resumed.stderr
    assert "3 looked at: 1 healthy, 2 faulty" in resumed.stderr


def test_results_are_not_overwritten(listed: str, tmp_path: Path) -> None:
    """Nor is a file that is something else gone on with."""
    out = tmp_path / "swept.ndjson"
    run("--targets", listed, "--out", str(out))
    before = out.read_text()
    assert run("--targets", listed, "--out", str(out)).exit_code != 0
    assert out.read_text() == before
    out.write_text("my notes\nof last week\n")
    assert run("--targets", listed, "--out", str(out), "--resume").exit_code != 0
    assert out.read_text() == "my notes\nof last week\n"


def test_a_list_that_has_changed_is_looked_at_anew(listed: str, service: TlsService, tmp_path: Path) -> None:
    """A line that names another endpoint now was not answered yet."""
    out = tmp_path / "swept.ndjson"
    run("--targets", listed, "--out", str(out))
    Path(listed).write_text(row("renamed", service, "third.internal") + "\n")
    resumed = run("--targets", listed, "--out", str(out), "--resume")
    assert "1 of 1 looked at" in resumed.stderr
    assert answers(out.read_text())[-1]["id"] == "renamed"


def test_without_a_list_the_catalogue_is_swept(service: TlsService, tmp_path: Path) -> None:
    """Every endpoint, as each of its callers, with the service's name."""
    config = tmp_path / "firstcause.toml"
    config.write_text(
        f"""
[service.order-service]
endpoints = [{{ address = "{service.address}", server_name = "{service.name}" }}]
views = ["billing-api"]
[view.billing-api]
trust = "ca.pem"
"""
    )
    result = run("--config", str(config))
    (answer,) = answers(result.stdout)
    assert (answer["service"], answer["view"], answer["outcome"]) == ("order-service", "billing-api", "healthy")
    assert result.exit_code == 0


def test_ctrl_c_ends_it_at_once_and_nothing_is_lost(service: TlsService, tmp_path: Path) -> None:
    """Exit code 130, what was answered is in the file, and the way to go on is told."""
    out, file = tmp_path / "swept.ndjson", tmp_path / "targets.ndjson"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mute = json.dumps({"host": "127.0.0.1", "port": silent.getsockname()[1], "timeout": 60})
        file.write_text(f"{row('well', service)}\n{mute}\n")
        command = [sys.executable, "-m", "firstcause", "sweep", "--targets", str(file), "--out", str(out)]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        while not (out.exists() and out.read_text()):
            assert process.poll() is None
            threading.Event().wait(0.05)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert [answer["id"] for answer in answers(out.read_text())] == ["well"]
    assert "1 of 2 looked at" in told
    assert "--resume goes on from there" in told


def test_slow_ones_hold_up_nobody(service: TlsService, tmp_path: Path) -> None:
    """Twenty endpoints that say nothing, and the answer of the one that does comes first."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        port = silent.getsockname()[1]
        opened: list[tuple[socket.socket, object]] = []
        threading.Thread(target=lambda: opened.extend(silent.accept() for _ in range(20)), daemon=True).start()
        mute = [json.dumps({"id": n, "host": "127.0.0.1", "port": port, "timeout": 0.5}) for n in range(20)]
        file = tmp_path / "targets.ndjson"
        file.write_text("\n".join([*mute, row("well", service)]) + "\n")
        found = answers(run("--targets", str(file)).stdout)
        for connection, _ in opened:
            connection.close()
    assert found[0]["id"] == "well"
    assert {answer["failure"]["code"] for answer in found[1:]} == {"tls/handshake-timeout"}  # type: ignore[index]
