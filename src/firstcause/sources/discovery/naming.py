"""What a service is called when only its hosts are known: the shortest name that no other of them could mean."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable, Mapping


def names_of(hosts: Iterable[str]) -> Mapping[str, str]:
    """host -> name: its first label, or the whole host where two would share it, or where it is an address."""
    known = dict.fromkeys(hosts)
    shared = Counter(_first_label(host) for host in known)
    return {host: host if shared[_first_label(host)] > 1 else _first_label(host) for host in known}


def is_address(host: str) -> bool:
    """An IP address, of either version."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def covers(name: str, host: str) -> bool:
    """Whether a certificate for `name` is one for `host`: equal, or a wildcard for its first label (RFC 6125)."""
    name, host = name.lower().rstrip("."), host.lower().rstrip(".")
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:] and not is_address(host))


def _first_label(host: str) -> str:
    return host if is_address(host) else host.partition(".")[0] or host
