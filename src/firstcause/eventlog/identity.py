"""What an evidence is called: the SHA-256 of its content, so that the same observation has the same id everywhere.

It knows the canonical form that is hashed (sorted keys, no blanks, UTF-8, as in RFC 8785 except for the spelling of
numbers, which is Python's); it refuses to know where evidence is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from firstcause.eventlog.codec import observation_to_json, to_json
from firstcause.eventlog.wire import format_time
from firstcause.model.evidence import Evidence, Observation
from firstcause.model.window import Window


def canonical_json(body: Mapping[str, object]) -> bytes:
    """One spelling for one value, whatever the order in which its keys were put in. ValueError for NaN."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def evidence_id(source: str, query: str, window: Window | None, observed_at: datetime, observation: Observation) -> str:
    """SHA-256, in lower-case hexadecimal, of everything that the evidence says."""
    content = {
        "source": source,
        "query": query,
        "window": None if window is None else to_json(window),
        "observed_at": format_time(observed_at),
        "observation": observation_to_json(observation),
    }
    return hashlib.sha256(canonical_json(content)).hexdigest()


def make_evidence(
    source: str, query: str, observed_at: datetime, observation: Observation, window: Window | None = None
) -> Evidence:
    """Evidence under its own id."""
    content_id = evidence_id(source, query, window, observed_at, observation)
    return Evidence(content_id, source, query, observed_at, observation, window)
