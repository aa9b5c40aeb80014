"""Why a question cannot be put to this server at all. It becomes `Unobserved`, never zero."""

from __future__ import annotations


class Untranslatable(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """The server keeps nothing that would answer this; the message says what is missing."""
