"""One change event as JSON, to a `Change` and back. It knows the shape and its bounds, and nothing of where the bytes
came from.

    {"id","kind":"deploy|config|certificate|flag","service","at","finished_at","by","before","after",
     "artifacts":{"bundle.pem":["sha256:old","sha256:new"]},"revertible_to":"r41"|null}

`id`, `kind`, `service` and `at` are required; unknown fields are ignored, since later versions may add some.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import get_args

from firstcause.model.change import Change, ChangeKind
from firstcause.sources.errors import DecodeError

MAX_TEXT = 1024
MAX_ARTIFACTS = 256
HINT = 'a change event needs at least "id", "kind", "service" and "at" (RFC 3339)'
KINDS: Mapping[str, ChangeKind] = {kind: kind for kind in get_args(ChangeKind)}

JsonObject = Mapping[str, object]


def decode_change(record: bytes) -> Change:
    """The change that one JSON object tells of. Raises DecodeError, naming the field and what was expected of it."""
    return change_from(json_object(record))


def change_from(body: JsonObject) -> Change:
    """The change that these fields tell of, whoever put them together. Raises DecodeError."""
    return Change(
        id=_required(body, "id"),
        kind=_kind(body),
        service=_required(body, "service"),
        at=_time(body, "at"),
        finished_at=_time(body, "finished_at") if body.get("finished_at") is not None else None,
        by=_text(body, "by"),
        before=_text(body, "before"),
        after=_text(body, "after"),
        artifacts=_artifacts(body),
        revertible_to=_text(body, "revertible_to") or None,
    )


def encode_change(change: Change) -> bytes:
    """The change as one line of a change file, which `decode_change` reads back."""
    body = {
        "id": change.id,
        "kind": change.kind,
        "service": change.service,
        "at": change.at.isoformat(),
        "finished_at": change.finished_at.isoformat() if change.finished_at else None,
        "by": change.by,
        "before": change.before,
        "after": change.after,
        "artifacts": change.artifacts,
        "revertible_to": change.revertible_to,
    }
    return json.dumps(body).encode() + b"\n"


def json_object(record: bytes) -> JsonObject:
    """The object that these bytes spell. Raises DecodeError."""
    try:
        body = json.loads(record)
    except (ValueError, RecursionError) as error:
        raise DecodeError(f"not JSON: {error}", hint=HINT) from error
    if not isinstance(body, dict):
        raise DecodeError(f"expected a JSON object, found {type(body).__name__}", hint=HINT)
    return body


def _text(body: JsonObject, name: str) -> str:
    """The field's text; "" when it is absent or null."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > MAX_TEXT or not value.isprintable():
        raise _unexpected(name, f"at most {MAX_TEXT} printable characters", value)
    return value


def _required(body: JsonObject, name: str) -> str:
    value = _text(body, name)
    if not value:
        raise _unexpected(name, "some text", body.get(name))
    return value


def _kind(body: JsonObject) -> ChangeKind:
    kind = KINDS.get(_required(body, "kind"))
    if kind is None:
        raise _unexpected("kind", " or ".join(KINDS), body["kind"])
    return kind


def _time(body: JsonObject, name: str) -> datetime:
    text = _required(body, name)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _unexpected(name, "a time as in RFC 3339", text) from error
    raise _unexpected(name, "a time with its offset from UTC, as in RFC 3339", text)


def _artifacts(body: JsonObject) -> Mapping[str, tuple[str, str]]:
    value = body.get("artifacts") or {}
    if not isinstance(value, dict) or len(value) > MAX_ARTIFACTS:
        raise _unexpected("artifacts", f"an object of at most {MAX_ARTIFACTS} files", value)
    return {path: _digests(path, pair) for path, pair in value.items()}


def _digests(path: str, pair: object) -> tuple[str, str]:
    match pair:
        case [str(before), str(after)] if max(len(path), len(before), len(after)) <= MAX_TEXT:
            return before, after
        case _:
            raise _unexpected(f"artifacts.{path[:80]}", "two digests, before and after", pair)


def _unexpected(name: str, expected: str, presented: object) -> DecodeError:
    return DecodeError(f'"{name}": expected {expected}, found {json.dumps(presented)[:80]}', hint=HINT)
