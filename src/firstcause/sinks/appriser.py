"""Pages over any channel that apprise knows, named by one URL: chat, e-mail, push, webhook.

It knows how a page's idempotency key travels and what must be hidden: the URL holds secrets (for many services the
"host" is a token), so neither errors nor logs show any part of it but its scheme.
"""

from __future__ import annotations

import functools
import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from firstcause.model.errors import NotificationError

if TYPE_CHECKING:
    from apprise import Apprise, AppriseResult

CARRIES_FIELDS = frozenset({"json", "jsons", "form", "forms"})
"""apprise's own webhooks: `:name=value` in the URL becomes a field of the body, `+name=value` a header."""

SHORTEST_SECRET = 4  # pieces of the URL below that are words like "tcp"


class AppriseNotifier:
    """One channel by its apprise URL, as in `jsons://user:password@host/path` or `slack://TokenA/TokenB/TokenC`.

    Webhooks get the key as the field `key` and the header `Idempotency-Key`; where a message is only text, the key is
    its last line. Loading apprise takes a second, so the first call of `check` or `notify` does it: not our start.
    """

    def __init__(self, url: str, *, timeout_seconds: float = 10.0) -> None:
        self._url = url
        self._scheme = urlsplit(url).scheme
        self._timeout_seconds = timeout_seconds
        _quiet_loggers()

    def check(self) -> None:
        """Load apprise, and see that it knows such a URL. Nothing is sent. Raises NotificationError."""
        self._channel("check")

    def notify(self, key: str, subject: str, text: str) -> str:
        """Deliver within the timeout; the receipt names the kind of channel. Raises NotificationError."""
        body = text if self._scheme in CARRIES_FIELDS else f"{text}\n\n[{key}]"
        with self._channel(key).notify(body=body, title=subject, timeout=self._timeout_seconds) as result:
            if not result:
                raise NotificationError(
                    f"{self._scheme}: {self._reason(result)}", hint="see that the channel's URL and its host are well"
                )
        return f"accepted by {self._scheme}"

    def _channel(self, key: str) -> Apprise:
        from apprise import Apprise

        channel = Apprise()
        if not channel.add(self._with_key(key)):
            raise NotificationError(
                f"apprise does not know a channel {self._scheme}://...", hint="see https://appriseit.com/services/"
            )
        # Of itself apprise hangs up after four seconds, and a slow channel that took the page would get it again.
        # What the URL asks for (`rto=`) stays. A second more, so that the whole attempt's timeout speaks first.
        if "rto" not in dict(parse_qsl(urlsplit(self._url).query)):
            for server in channel:
                server.socket_read_timeout = self._timeout_seconds + 1
        return channel

    def _with_key(self, key: str) -> str:
        if self._scheme not in CARRIES_FIELDS:
            return self._url
        separator = "&" if "?" in self._url else "?"
        # apprise decodes once when it splits the query and once more for fields and headers.
        twice = quote(quote(key, safe=""), safe="")
        return f"{self._url}{separator}:key={twice}&%2BIdempotency-Key={twice}"

    def _reason(self, result: AppriseResult) -> str:
        logged = [self._redacted(entry.message) for entry in result.logs()]
        return f"{result.status.name.lower()}: {'; '.join(logged) or 'no reason given'}"

    def _redacted(self, message: str) -> str:
        for piece in _pieces(self._url):
            message = message.replace(piece, "***")
        return message[:500]


def _pieces(url: str) -> list[str]:
    """What may be secret in the URL, longest first, as written and as decoded."""
    written = re.split(r"[/:@?&=+]+", url.partition("://")[2])
    pieces = {*written, *(unquote(piece) for piece in written)}
    return sorted((piece for piece in pieces if len(piece) >= SHORTEST_SECRET), key=len, reverse=True)


@functools.cache
def _quiet_loggers() -> None:
    """apprise, and the HTTP client under it, log hosts, paths and payloads: what we need of that is in its results."""
    for name in ("apprise", "requests", "urllib3"):
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())  # without any handler Python prints warnings on standard error
        logger.propagate = False
