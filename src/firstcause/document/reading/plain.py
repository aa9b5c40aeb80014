"""Markdown's words without its marks: what a reader reads of a line."""

from __future__ import annotations

import html
import re
from typing import Final

_IMAGES: Final = re.compile(
    r"!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)|<(?:img|br)\b[^<>]{0,2000}>|</?[a-z]{1,10}/?>|<!--.{0,2000}?-->"
)
_LINKS: Final = re.compile(
    r"\[(?P<text>[^\[\]\n]{1,500})\]\([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?:\s\"[^\"\n]{0,200}\")?\)"
)
_WIKI: Final = re.compile(r"\[\[(?P<target>[^\[\]|\n]{1,300})(?:\|(?P<label>[^\[\]\n]{1,300}))?\]\]")
_NOTES: Final = re.compile(r"\[\^[^\s\[\]]{1,60}\]")
_MARKS: Final = re.compile(r"\*\*|~~|`|(?<![\w*])[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?![\w*])")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_ANGLED: Final = re.compile(r"<(https?://[^<>\s]{1,2000})>")


def plain_words(markdown: str) -> str:
    """On one line, blanks between words made one."""
    text = markdown
    if "<" in text or "!" in text:
        text = _ANGLED.sub(r"\1", text)
        text = _IMAGES.sub(" ", text)
    if "[" in text:
        text = _NOTES.sub("", text)
        text = _WIKI.sub(lambda link: link["label"] or link["target"], text)
        text = _LINKS.sub(r"\g<text>", text)
    text = _MARKS.sub("", text)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return " ".join((html.unescape(text) if "&" in text else text).split())
