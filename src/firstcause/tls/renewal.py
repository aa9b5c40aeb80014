"""Whether a server serves the certificate that lies where it reads it: renewed and never loaded, it runs out anyway."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cryptography import x509

from firstcause.model.handshake import HandshakeWarning
from firstcause.tls.certificate import parse_chain
from firstcause.tls.verdict import Case

CODE: Final = "tls/served-differs"
TIME_TO_LOAD: Final = timedelta(hours=1)  # a server is reloaded after the file was written, not at the same moment


def served_differs(case: Case) -> Iterator[HandshakeWarning]:
    """The file holds another leaf than the one that was served, and has for longer than a reload takes."""
    on_file, target = case.trace.on_file, case.target
    if on_file is None or not case.chain or case.now - on_file.written_at < TIME_TO_LOAD:
        return
    path = case.trace.look.endpoint.certificate
    if on_file.trouble:
        yield HandshakeWarning(CODE, f"Whether {target} serves what lies at {path} is unknown: {on_file.trouble}.")
        return
    (filed,), served = parse_chain((on_file.leaf,)), case.chain[0]
    if filed != served:
        since = f"{on_file.written_at:%Y-%m-%dT%H:%M:%SZ}"
        yield HandshakeWarning(
            CODE, f"{target} does not serve what lies at {path} since {since}: {_told(filed, served)}."
        )


def _told(filed: x509.Certificate, served: x509.Certificate) -> str:
    dates = f"{served.not_valid_after_utc:%Y-%m-%d} is the end of the one served, {filed.not_valid_after_utc:%Y-%m-%d}"
    return f"{dates} of the one on file; reload the server"
