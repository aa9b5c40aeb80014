"""Every mistake that a person makes in `firstcause.toml` gets file, line, key, what was expected, and a hint."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.config.conftest import SOUND, Refused
