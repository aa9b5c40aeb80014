"""Statistics for machines: the same truth as the tables, with every value of a distribution."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from firstcause.review.stats.distribution import Distribution
from firstcause.review.stats.statistics import INTERVALS, Share, Statistics


def as_json(
    found: Statistics,
    side_by_side: Sequence[tuple[str, Statistics]],
    services: Sequence[tuple[str, Sequence[tuple[str, int]]]],
) -> str:
    """One object."""
    whole = _statistics(found)
    whole["groups"] = {name: _statistics(one) for name, one in side_by_side}
    whole["services"] = {service: dict(faults) for service, faults in services}
    return json.dumps(whole)


def _statistics(found: Statistics) -> dict[str, object]:
    return {
        "incidents": found.incidents,
        "minutes": {
            name: {"meaning": INTERVALS[name][0], **_distribution(one)} for name, one in found.intervals.items()
        },
        "pages": _distribution(found.pages),
        "repeats": _share(found.repeats),
        "detected_by_alert": _share(found.by_alert),
        "detected_by_user": _share(found.by_user),
        "change_caused": _share(found.change_caused),
        "evidence": _share(found.cited),
        "actions": asdict(found.actions),
    }


def _distribution(one: Distribution) -> dict[str, object]:
    return {
        "n": len(one.values),
        "not_derivable": one.not_derivable,
        "median": one.median,
        "p90": one.p90,
        "interval": one.interval,
        "values": one.values,
    }


def _share(one: Share) -> dict[str, object]:
    return {"count": one.count, "of": one.of, "share": one.part, "not_derivable": one.not_derivable}
