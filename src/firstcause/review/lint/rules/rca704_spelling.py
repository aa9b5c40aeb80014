"""RCA704: how an acronym is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from firstcause.review.lint.edits import replaced
from firstcause.review.lint.passages import Passage
from firstcause.review.lint.rule import Subject, Trouble

_PROPER: Final = MappingProxyType(
    {
        **{one.casefold(): one for one in ("SSL", "TLS", "DNS", "HTTP", "HTTPS", "TCP", "UDP", "CPU", "SQL", "VPN")},
        **{one.casefold(): one for one in ("JSON", "YAML", "URL", "API", "OOM", "RCA", "SLO", "SLA", "SRE", "DHCP")},
    }
)
_VOWEL_FIRST: Final = frozenset("AEFHILMNORSX")  # their letters are spoken with a vowel first
# Not within a name, a path, an address or an option: "order-ssl-proxy", "http://", "--tls".
_ACRONYM: Final = re.compile(
    rf"(?<![\w./@:#$-])(?P<first>{'|'.join(_PROPER)})(?P<rest>(?:/(?:{'|'.join(_PROPER)}))*)(?![\w@:/-])(?!\.\w)"
)
_ARTICLE: Final = re.compile(rf"(?<![\w-])(?P<article>[Aa]n?)(?P<blank>\s)(?P<word>(?i:{'|'.join(_PROPER)}))(?![\w-])")
_LINK: Final = re.compile(r"\[\[[^\[\]\n]*\]\]|\]\([^()\n]*\)|<[^<>\n]*>|https?://\S+")


def spelling(subject: Subject) -> Iterator[Trouble]:
    """An acronym is written in small letters, or has the wrong article before it.

    Bad:

        order-service experienced a ssl/tls handshake failure

    Better:

        order-service experienced an SSL/TLS handshake failure

    It matters little, and is mended by itself. Ignore it where a name is written so.
    """
    for passage in subject.passages:
        text = _LINK.sub(lambda link: " " * len(link[0]), passage.text)
        yield from _acronyms(passage, text)
        yield from _articles(passage, text)


def _acronyms(passage: Passage, text: str) -> Iterator[Trouble]:
    for found in _ACRONYM.finditer(text):
        words, proper = passage.words(*found.span()), found[0].upper()
        yield Trouble(f"{words.text} is written {proper}", words, edits=(replaced(words, proper),))


def _articles(passage: Passage, text: str) -> Iterator[Trouble]:
    for found in _ARTICLE.finditer(text):
        proper = "an" if found["word"][0].upper() in _VOWEL_FIRST else "a"
        if found["article"].casefold() != proper and found["article"] != "A":
            article = passage.words(*found.span("article"))
            right = proper.capitalize() if found["article"][0] == "A" else proper
            whole = passage.words(*found.span())
            said = f"{' '.join(whole.text.split())!r} is spoken with {right!r}"
            yield Trouble(said, whole, edits=(replaced(article, right),))
