"""The composition root: the only place where configuration meets sources, sinks and store.

Nothing is imported before it is asked for: whoever looks at one endpoint shall not wait for a database to be loaded.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firstcause.app.archive import Archive
    from firstcause.app.probing import handshake_probe, look_again
    from firstcause.app.service import Service, ServiceStatus
    from firstcause.app.wiring import Stores, change_sources, discovery, metrics_preset, metrics_server

__all__ = (
    "Archive",
    "Service",
    "ServiceStatus",
    "Stores",
    "change_sources",
    "discovery",
    "handshake_probe",
    "look_again",
    "metrics_preset",
    "metrics_server",
)
_HOME = MappingProxyType(
    {
        "Archive": "archive",
        "Service": "service",
        "ServiceStatus": "service",
        "handshake_probe": "probing",
        "look_again": "probing",
    }
)


def __getattr__(name: str) -> object:
    """What is not here yet, from where it lives (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME.get(name, 'wiring')}"), name)
