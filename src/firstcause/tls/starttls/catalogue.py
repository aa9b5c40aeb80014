"""Which protocols go over to TLS by asking, and how each of them asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from firstcause.model.service import STARTTLS
from firstcause.tls.starttls.dialogue import Dialogue, Script
from firstcause.tls.starttls.imap import imap
from firstcause.tls.starttls.ldap import ldap
from firstcause.tls.starttls.pop3 import pop3
from firstcause.tls.starttls.postgres import postgres
from firstcause.tls.starttls.smtp import smtp

SCRIPTS: Final[Mapping[str, Callable[[], Script]]] = MappingProxyType(
    dict(zip(STARTTLS, (smtp, imap, pop3, postgres, ldap), strict=True))
)


def dialogue(protocol: str) -> Dialogue | None:
    """What is to be said before the ClientHello; None where TLS comes first."""
    script = SCRIPTS.get(protocol)
    return Dialogue(script()) if script else None
