"""`firstcause init --from-prometheus` where the server wants to know who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from firstcause.testing.prometheus import LOGIN, PrometheusServer, prometheus_is_there

Firstcause = Callable[..., CompletedProcess[str]]
USER, PASSWORD = LOGIN
needs_prometheus = pytest.mark.skipif(not prometheus_is_there(), reason="Debian's prometheus is not installed")


@pytest.fixture
def server(tmp_path: Path, closed_port: int) -> Iterator[PrometheusServer]:
    jobs = {"orders": [f"127.0.0.1:{closed_port}"]}
    with PrometheusServer(tmp_path / "prometheus", jobs, interval_seconds=0.2, locked=True) as running:
        yield running


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "firstcause.toml"


@needs_prometheus
def test_a_stranger_is_told_how_to_introduce_himself(firstcause: Firstcause, server: PrometheusServer) -> None:
    """The hint names the option."""
    said = firstcause("init", "--from-prometheus", server.url)
    assert said.returncode == 2
    assert "answered 401: it wants other credentials" in said.stderr
    assert "--prometheus-login" in said.stderr.splitlines()[1]


@needs_prometheus
@pytest.mark.parametrize("kept", ["env", "file"])
def test_whoever_may_ask_is_written_down_without_the_secret(
    firstcause: Firstcause,
    server: PrometheusServer,
    out: Path,
    kept: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The file names where the password is, as the command line did."""
    secret = tmp_path / "secret"
    secret.touch(0o600)
    secret.write_text(PASSWORD)
    monkeypatch.setenv("METRICS_PASSWORD", PASSWORD)
    password = "env:METRICS_PASSWORD" if kept == "env" else f"file:{secret}"
    login = ("--prometheus-login", f"user={USER}", "--prometheus-login", f"password={password}")
    said = firstcause("init", "--from-prometheus", server.url, *login, "--out", out)
    assert said.returncode == 0
    assert f'user = "{USER}"\n' in out.read_text()
    assert f'password = "{password}"\n' in out.read_text()
    assert PASSWORD not in out.read_text() + said.stdout + said.stderr


@pytest.mark.parametrize(
    ("login", "told"),
    [
        (["token"], "want KEY=VALUE with one of token, user, password, ca"),
        (["colour=red"], "want KEY=VALUE with one of"),
        (["token=hunter2"], "name where it is, as in token=env:NAME or file:PATH"),
        (["token=env:T", "user=me"], "only one of them can be sent"),
        (["user=me"], "user and password belong together"),
        (["ca=absent.pem"], "absent.pem: there is no such file"),
        (["token=env:NOT_EXPORTED"], "the environment has no variable NOT_EXPORTED"),
        (["token=file:/dev/null"], "/dev/null: there is no such file"),
    ],
)
def test_a_login_that_is_none(firstcause: Firstcause, out: Path, login: list[str], told: str) -> None:
    """Said before anybody is asked, without the secret, and nothing is written."""
    options = [word for pair in login for word in ("--prometheus-login", pair)]
    said = firstcause("init", "--from-prometheus", "http://127.0.0.1:1", *options, "--out", out)
    assert (said.returncode, out.exists()) == (2, False)
    assert told in " ".join(said.stderr.split())
    assert "hunter2" not in said.stderr


def test_a_login_without_a_server(firstcause: Firstcause, out: Path) -> None:
    """Nobody would be told."""
    said = firstcause("init", "127.0.0.1:1", "--prometheus-login", "user=me", "--out", out)
    assert (said.returncode, out.exists()) == (2, False)
