"""What the dearest chains cost that a server can send: processor time of one judgement, for which the lane waits.

    uv run python bench/hostile_chains.py

The peer is `openssl verify` (its whole process, which is some milliseconds) on the same chains: not every caller bounds
what it computes. One JSON line. Bound: 0.5 s for each.
"""

from __future__ import annotations

import json
import resource
import ssl
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from firstcause.model.handshake import HandshakeObserved, Look, Phase
from firstcause.model.service import Endpoint, View
from firstcause.pki import authority
from firstcause.testing.hostile_chains import HOSTILE_CHAINS
from firstcause.tls.judge import judge
from firstcause.tls.trace import Connect, HandshakeTrace
from firstcause.tls.trust import CertificateSet

BOUND_SECONDS = 0.5
PEER_SECONDS = 60.0
NAME = "order-service.internal"


def main() -> int:
    """Judge each of them once, with nothing remembered of it."""
    now = datetime.now(UTC)
    root = authority.root("Root", now)
    costs = {}
    for what, make in HOSTILE_CHAINS.items():
        chain = make(root)
        began = time.process_time()
        observed = _judged(chain, root, now)
        seconds = time.process_time() - began
        costs[what] = {
            "bytes": sum(map(len, chain)),
            "code": observed.failure.code if observed.failure else observed.outcome.value,
            "cpu_seconds": round(seconds, 3),
            "openssl_verify_cpu_seconds": _peer(chain, root),
        }
    worst = max(cost["cpu_seconds"] for cost in costs.values() if isinstance(cost["cpu_seconds"], float))
    print(json.dumps({"bench": "hostile_chains", "worst_cpu_seconds": worst, "chains": costs}))
    return 0 if worst <= BOUND_SECONDS else 1


def _judged(chain: tuple[bytes, ...], root: authority.Authority, now: datetime) -> HandshakeObserved:
    look = Look("shop", Endpoint("127.0.0.1", 8443, NAME), View("caller"))
    trace = HandshakeTrace(look, now, Connect.CONNECTED, phase=Phase.ESTABLISHED, chain=chain, received=1)
    return judge(trace, CertificateSet((root.certificate,)), now)


def _peer(chain: tuple[bytes, ...], root: authority.Authority) -> float | None:
    """None where it did not come to an end."""
    with tempfile.TemporaryDirectory(prefix="firstcause bench ") as directory:
        trust, leaf, above = (Path(directory, name) for name in ("ca.pem", "leaf.pem", "above.pem"))
        trust.write_bytes(root.certificate_pem)
        leaf.write_text(ssl.DER_cert_to_PEM_cert(chain[0]), encoding="ascii")
        above.write_text("".join(ssl.DER_cert_to_PEM_cert(one) for one in chain[1:]), encoding="ascii")
        others = ["-untrusted", str(above)] if chain[1:] else []
        command = ["openssl", "verify", "-CAfile", str(trust), *others, "-policy_check", str(leaf)]
        before = _children_seconds()
        try:
            subprocess.run(command, capture_output=True, timeout=PEER_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return None
        return round(_children_seconds() - before, 3)


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
