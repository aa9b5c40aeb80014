"""Findings in SARIF 2.1.0, for whatever shows them in a code review.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TextIO
from urllib.parse import quote

from firstcause.review.lint.registry import rule

if TYPE_CHECKING:
    from firstcause.app.lint.files import Unreadable
    from firstcause.app.lint.request import Checked

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final[Mapping[str, str]] = MappingProxyType({"error": "error", "warning": "warning", "info": "note"})


class SarifOutput:
    """One run of one tool."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def remember(self, path: str, text: str | Unreadable) -> None:
        """Reviewers have the document beside it."""

    def tell(self, documents: Iterator[Checked]) -> int:
        """Everything, in one object."""
        errors, results = 0, []
        for one in documents:
            errors += one.counts[0]
            results += [_result(body) for body in json.loads(f"[{one.findings}]")]
        driver = {"name": "firstcause lint", "rules": [_rule(name) for name in sorted({r["ruleId"] for r in results})]}
        run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        self._out.write(json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n")
        return 1 if errors else 0


def _rule(name: str) -> dict[str, object]:
    known = rule(name)
    if known is None:
        return {"id": name}
    return {
        "id": known.id,
        "name": known.slug,
        "shortDescription": {"text": known.summary},
        "help": {"text": known.page, "markdown": known.page},
        "defaultConfiguration": {"level": _LEVELS[known.level.value]},
    }


def _result(body: Mapping[str, Any]) -> dict[str, Any]:
    known = f"{body['path']}\t{body['rule']}\t{body['message']}"
    return {
        "ruleId": body["rule"],
        "level": _LEVELS[body["severity"]],
        "message": {"text": body["message"]},
        "locations": [_location(body)],
        "relatedLocations": [
            {"id": number, "message": {"text": one["message"]}, **_location(one)}
            for number, one in enumerate(body["related"], 1)
        ],
        "partialFingerprints": {"finding/v1": hashlib.sha256(known.encode()).hexdigest()[:32]},
    }


def _location(place: Mapping[str, Any]) -> dict[str, Any]:
    region = {"startLine": place["line"], "startColumn": place["column"]}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(place["path"])}, "region": region}}
