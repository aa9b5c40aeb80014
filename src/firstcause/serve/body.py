"""Request bodies of the API: one JSON object of texts, checked field by field. Sizes are bounded by the routes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request

from firstcause.serve.answers import RequestError

MAX_NAME = 200
MAX_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Body:
    """The decoded object. Unknown fields are ignored."""

    fields: Mapping[str, object]

    def text(self, name: str, limit: int = MAX_TEXT) -> str:
        """A field that must be there and say something. Raises RequestError (400)."""
        value = self.fields.get(name)
        if not isinstance(value, str) or not value.strip() or len(value) > limit or not _encodable(value):
            raise _bad(f'"{name}": expected text of 1 to {limit} characters, found {json.dumps(value)[:80]}')
        return value.strip()

    def name(self, name: str) -> str:
        """Like `text`, for what is printed within a line: who, or which plan."""
        value = self.text(name, MAX_NAME)
        if not value.isprintable():
            raise _bad(f'"{name}": expected printable characters, found {json.dumps(value)[:80]}')
        return value


async def read_body(request: Request) -> Body:
    """The request's JSON object. Raises RequestError: 415 for another content type, 400 for anything else.

    Insisting on the content type keeps web pages out: a browser sends JSON to another origin only with leave.
    """
    if content_type(request) != "application/json":
        raise RequestError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "expected Content-Type: application/json", hint="send one JSON object"
        )
    try:
        fields = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise _bad(f"not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise _bad(f"expected a JSON object, found {type(fields).__name__}")
    return Body(fields)


def content_type(request: Request) -> str:
    """The media type without its parameters, in lower case."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _encodable(text: str) -> bool:
    """JSON can spell half a surrogate pair, which no file and no database takes."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _bad(message: str) -> RequestError:
    return RequestError(HTTPStatus.BAD_REQUEST, message, hint="send one JSON object with the fields that the path asks")
