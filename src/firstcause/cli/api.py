"""Tells a running `firstcause serve` something, through its API."""

from __future__ import annotations

import httpx2

from firstcause.config.schema import ServeSettings
from firstcause.model.errors import FirstcauseError

BOUND = "drill:"


class ApiError(FirstcauseError):
    """The running firstcause did not take it, or does not run."""


def post(serve: ServeSettings, path: str, body: dict[str, str]) -> None:
    """POST to /api/v1/PATH. Raises ApiError with the server's own words and hint."""
    url = f"http://{serve.host}:{serve.port}/api/v1/{path}"
    mine = next((t for t in serve.tokens if not t.startswith(BOUND)), "")
    headers = {"Authorization": f"Bearer {mine}"} if mine else {}
    try:
        answer = httpx2.post(url, json=body, headers=headers, timeout=10.0)
    except httpx2.HTTPError as error:
        raise ApiError(f"{url}: {error}", hint="is `firstcause serve` running with this configuration?") from None
    if not answer.is_success:
        said = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        raise ApiError(said.get("error", f"{url}: {answer.status_code}"), hint=said.get("hint", ""))
