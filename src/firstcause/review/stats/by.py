"""What incidents are put side by side by."""

from __future__ import annotations

from enum import StrEnum


class By(StrEnum):
    """The failing service, the fault, or the month."""

    SERVICE = "service"
    FAULT = "fault"
    MONTH = "month"
