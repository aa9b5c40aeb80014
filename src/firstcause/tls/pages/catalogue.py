"""All pages by code. Headings, runbook sections and `explain CODE` read from here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firstcause.model.fault import family, slug
from firstcause.tls.pages import certificate, client, negotiation, wire
from firstcause.tls.pages.page import FaultPage

PAGES: Final[Mapping[str, FaultPage]] = MappingProxyType(
    {page.code: page for page in (*certificate.PAGES, *client.PAGES, *negotiation.PAGES, *wire.PAGES)}
)
_FAMILIES: Final = {"tls": "TLS handshake failure", "net": "Connection failure", "app": "Service failure"}


def page(code: str) -> FaultPage | None:
    """The page of this code, where one is written."""
    return PAGES.get(code)


def title(code: str) -> str:
    """A heading: `TLS handshake failure: incomplete certificate chain`. Every code has one, with or without a page."""
    known = PAGES.get(code)
    what = known.title if known else slug(code).replace("-", " ")
    return f"{_FAMILIES.get(family(code), family(code))}: {what}"
