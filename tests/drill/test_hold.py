"""`drill --hold`: the fleet stays up, and a fault made by hand is named, paged and recorded."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from firstcause.drill.fleet.layout import load

if TYPE_CHECKING:
    from tests.drill.conftest import RunningDrill, Starter

pytestmark = [
    pytest.mark.drill,
    pytest.mark.timeout(240),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command"),
]


def test_a_certificate_broken_by_hand_is_named_paged_and_recorded(start_drill: Starter) -> None:
    """openssl cuts the intermediate off a running service's bundle: named, paged, nothing to roll back, recorded."""
    drill = start_drill("--hold")
    drill.until("Ctrl-C ends it")
    bundle = load(drill.folder / "fleet").current("order-service") / "bundle.pem"
    whole = bundle.read_bytes()
    drill.until("incident list")
    leaf = openssl_first_certificate(bundle)
    bundle.write_bytes(leaf)
    drill.until("tls/incomplete-chain on order-service")
    drill.until("acknowledged")
    drill.until("nothing to roll back")
    bundle.write_bytes(whole)
    drill.until("RCAs/")
    end(drill)
    written = next((drill.folder / "vault" / "RCAs").glob("*-incomplete-chain-order-service.md")).read_text()
    assert "fault: tls/incomplete-chain" in written


def openssl_first_certificate(bundle: Path) -> bytes:
    """What the help on the screen tells people to type."""
    return subprocess.run(["openssl", "x509", "-in", str(bundle)], check=True, capture_output=True).stdout


def end(drill: RunningDrill) -> None:
    drill.process.send_signal(signal.SIGINT)
    assert drill.process.wait(60) == 0
