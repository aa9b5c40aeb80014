"""A finding as the object that machines read, and back; its repairs stay with us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstcause.model.finding import Confidence, Finding, Fix, Level, Place, Related
from firstcause.review.lint.registry import slug


def finding_json(finding: Finding) -> dict[str, object]:
    """The object of the contract. What is said of a whole document stands at its first line."""
    return {
        "rule": finding.rule,
        "slug": slug(finding.rule),
        "severity": finding.level.value,
        "confidence": finding.confidence.value,
        **_place_json(finding.place),
        "message": finding.message,
        "related": [{**_place_json(one.place), "message": one.message} for one in finding.related],
        "fix": finding.fix.value,
    }


def finding_from(body: Mapping[str, Any]) -> Finding:
    """The finding of an object that we wrote."""
    return Finding(
        body["rule"],
        Level(body["severity"]),
        body["message"],
        _place(body),
        Confidence(body["confidence"]),
        tuple(Related(_place(one), one["message"]) for one in body["related"]),
        Fix(body["fix"]),
    )


def _place_json(place: Place) -> dict[str, object]:
    return {
        "path": place.path,
        "line": max(place.line, 1),
        "column": max(place.column, 1),
        "length": place.length,
    }


def _place(body: Mapping[str, Any]) -> Place:
    return Place(body["path"], body["line"], body["column"], body["length"])
