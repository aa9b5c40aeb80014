"""How a release behaves, as its three JSON files say: the program, its settings, its flags.

A fault of the drill that is no matter of certificates is a difference in one of these files, as it would be in the
code, the configuration or the feature flags of a real service. A file that is absent leaves the defaults.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Final

APP: Final = "app.json"
SETTINGS: Final = "settings.json"
FLAGS: Final = "flags.json"
# Which file holds which field: whoever breaks one property replaces one file.
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    APP: ("failing_share",),
    SETTINGS: ("tls", "minimum_version", "client_maximum_version", "handshake_stall_seconds"),
    FLAGS: ("database_seconds",),
}


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Versions are written `TLSv1.2`. `failing_share` (0-1) of the requests are answered with 500;
    `handshake_stall_seconds` is how long a connection is kept before anything is done with it; `database_seconds`
    how long a write takes in the service's database."""

    failing_share: float = 0.0
    tls: bool = True
    minimum_version: str = "TLSv1.2"
    client_maximum_version: str = "TLSv1.3"
    handshake_stall_seconds: float = 0.0
    database_seconds: float = 0.0

    def files(self) -> Mapping[str, bytes]:
        """As they stand in a release."""
        said = asdict(self)
        return {name: json.dumps({key: said[key] for key in keys}).encode() for name, keys in FIELDS.items()}


def read_behaviour(release: Path) -> Behaviour:
    """What the files in a release's folder say. Raises OSError, ValueError when one cannot be read."""
    known = {field.name for field in fields(Behaviour)}
    said: dict[str, Any] = {}  # JSON; replace() takes what the fields take
    for name in FIELDS:
        file = release / name
        if file.exists():
            said |= json.loads(file.read_bytes())
    return replace(Behaviour(), **{key: value for key, value in said.items() if key in known})
