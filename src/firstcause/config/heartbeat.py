"""`[heartbeat]`: whom we tell that we are alive, so that somebody notices when we are not."""

from __future__ import annotations

from collections.abc import Mapping

from firstcause.config.schema import HeartbeatSettings
from firstcause.config.secrets import secret
from firstcause.config.table import Table


def heartbeat(top: Table, environment: Mapping[str, str]) -> HeartbeatSettings:
    """The URL, which holds a secret and is never shown, and the time between two beats."""
    table, default = top.table("heartbeat"), HeartbeatSettings()
    settings = HeartbeatSettings(
        url=secret(table, "url", environment), interval=table.duration("interval", default.interval)
    )
    table.done()
    if settings.url and not settings.url.startswith(("http://", "https://")):
        # What was found is not shown: such a URL is a secret as a whole.
        raise table.error("url", "expected a URL", 'as in "https://hc-ping.com/...", or "file:heartbeat-url"')
    return settings
