"""What is wrong with a configuration: which file, which line, what was expected, and a hint."""

from __future__ import annotations

from firstcause.model.errors import FirstcauseError


class ConfigError(FirstcauseError):
    """`firstcause.toml` cannot be used as it stands."""
