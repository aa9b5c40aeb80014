"""Every fault code is brought about somewhere under test: in the lab, or where the note says why not there."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from tests.lab.certificates import Certificates
from tests.lab.endpoints import Lab
from tests.lab.everything import faulty
from tests.lab.servers import Servers

from firstcause.model.fault import NET_FAULTS, TLS_FAULTS, slug

TESTS = Path(__file__).parents[1]
ELSEWHERE = {
    "net/connect-timeout": "sources/handshake/test_wire.py",  # a backlog that is full
    "net/name-resolution": "sources/handshake/test_wire.py",
    "tls/certificate-malformed": "hostile/test_certificates.py",
    "tls/clock-skew": "tls/test_chain.py",  # a look cannot tell it from a certificate of tomorrow
    "tls/local-configuration": "sources/handshake/test_agreement.py",  # nobody is looked at
    # These show in the logs of both sides, and not to a probe.
    "tls/fips-restriction": "tls/explain/collected/first_failures.ndjson",
    "tls/pin-mismatch": "tls/explain/test_other_stacks.py",
    "tls/plaintext-client": "tls/explain/test_real_handshakes.py",
}


def test_every_code_is_brought_about_somewhere(tmp_path: Path) -> None:
    """A code that nobody can bring about is one that nobody will recognise."""
    with ExitStack() as closing:
        made = Certificates(tmp_path, datetime.now(UTC))
        in_the_lab = {spec.code for spec in faulty(Lab(made, Servers(made, closing)))}
    found = in_the_lab | {code for code, path in ELSEWHERE.items() if slug(code) in (TESTS / path).read_text("utf-8")}
    assert set(TLS_FAULTS + NET_FAULTS) - found == set()
    assert in_the_lab.isdisjoint(ELSEWHERE)
