"""Does anybody notice when firstcause itself falls silent? Only somebody else can, by a heartbeat that stays away."""

from __future__ import annotations

from firstcause.checkup.outcome import Checked, absent, works
from firstcause.config.schema import Config

KIND = "heartbeat"
REMEDY = "let somebody else watch a heartbeat of ours: [heartbeat]"


def check(config: Config) -> list[Checked]:
    """One line."""
    if config.heartbeat.url:
        return [works(KIND, "", "configured")]
    return [absent(KIND, "", "nobody notices when firstcause itself falls silent", REMEDY)]
