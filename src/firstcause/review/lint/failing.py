"""Which service failed, as far as the document says so: in its title, else as the first of those affected."""

from __future__ import annotations

from firstcause.document.reading.stated import Reading
from firstcause.review.lint.titles import read_title


def failing_service(reading: Reading) -> str:
    """Its name; "" where the document does not tell."""
    titles = (reading.title.value if reading.title else "", str(reading.front.get("title") or ""))
    named = [read_title(title).service for title in titles]
    listed = [one.value for one in reading.affected]
    services = reading.front.get("services")
    front = [str(name) for name in services] if isinstance(services, list) else []
    known = {*listed, *front}
    told = next((name for name in named if name and (not known or name in known or "-" in name)), "")
    return told or (listed[0] if listed else front[0] if front else "")
