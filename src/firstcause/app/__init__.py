"""The composition root: the only place where configuration meets sources, sinks and store."""

from firstcause.app.archive import Archive
from firstcause.app.service import Service, ServiceStatus
from firstcause.app.wiring import (
    Stores,
    change_sources,
    discovery,
    handshake_probe,
    look_again,
    metrics_preset,
    metrics_server,
)

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
