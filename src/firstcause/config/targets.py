"""A list of targets: NDJSON in the words of the contract, or plain `host:port` lines.

`{"id","host","port","server_name","trust","client_cert","client_key","protocol","alpn","min_version","max_version",
"at","service","timeout"}`, of which host and port are needed. Keys that are not known are left aside and collected,
since such lists come from other programs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from firstcause.config.errors import ConfigError
from firstcause.config.target_row import TargetRow
from firstcause.model.handshake import Look
from firstcause.model.service import STARTTLS, VERSIONS, Catalogue, Endpoint, View
from firstcause.model.target import Target

KEYS: Final = frozenset(
    {
        *("id", "host", "port", "server_name", "trust", "client_cert", "client_key", "protocol", "alpn"),
        *("min_version", "max_version", "at", "service", "timeout"),
    }
)
PROTOCOLS: Final = ("http", *STARTTLS)
# As other programs call TLS with nothing known inside, HTTP inside TLS, and the version that has no minor number.
_SYNONYMS: Final = {"tls": "", "ssl": "", "tcp": "", "https": "http", "TLSv1": "TLSv1.0"}
EXAMPLE: Final = 'as in {"host": "order.internal", "port": 443}, or order.internal:443'


@dataclass(slots=True)
class TargetFile:
    """A file of targets, read line by line: it may be long."""

    path: Path
    timeout_seconds: float = 5.0
    unknown: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[Target]:
        """Every target, in the order of the file. Raises ConfigError at a line that is none."""
        for number, line in self._lines():
            text = line.strip()
            if text and not text.startswith("#"):
                yield self._target(number, text)

    def _lines(self) -> Iterator[tuple[int, str]]:
        try:
            with self.path.open(encoding="utf-8-sig") as file:
                yield from enumerate(file, 1)
        except OSError as error:
            hint = f"a file of targets, one a line, {EXAMPLE}"
            raise ConfigError(f"{self.path}: {error.strerror}", hint=hint) from None
        except UnicodeDecodeError:
            raise ConfigError(f"{self.path}: not a text in UTF-8", hint=EXAMPLE) from None

    def _target(self, number: int, text: str) -> Target:
        row = TargetRow(f"{self.path}:{number}", self.path.parent, {})
        if not text.startswith("{"):
            return self._plain(number, text, row)
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"{row.where}: no JSON object: {error}", hint=EXAMPLE) from None
        self.unknown |= values.keys() - KEYS
        return self._named(number, TargetRow(row.where, row.folder, values))

    def _plain(self, number: int, text: str, row: TargetRow) -> Target:
        host, _, port = text.rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise ConfigError(f"{row.where}: '{text[:60]}' is not host:port", hint=EXAMPLE)
        host = _unbracketed(host)
        return Target(number, self._look(Endpoint(host, int(port), host), View(""), row))

    def _named(self, number: int, row: TargetRow) -> Target:
        host = _unbracketed(row.text("host"))
        if not host:
            raise row.error("host", "it is missing", EXAMPLE)
        name, protocol = row.text("server_name") or host, row.one_of("protocol", PROTOCOLS, _SYNONYMS)
        endpoint = Endpoint(host, row.port(), name, row.texts("alpn"), protocol)
        view = View(
            "",
            row.file("trust"),
            row.file("client_cert"),
            row.file("client_key"),
            row.one_of("min_version", VERSIONS, _SYNONYMS),
            row.one_of("max_version", VERSIONS, _SYNONYMS),
        )
        return Target(number, self._look(endpoint, view, row), row.identity())

    def _look(self, endpoint: Endpoint, view: View, row: TargetRow) -> Look:
        return Look(
            row.text("service"),
            endpoint,
            view,
            row.seconds("timeout", self.timeout_seconds),
            diagnostic=True,
            every_address=True,
            at=row.time("at"),
        )


def catalogue_targets(catalogue: Catalogue, timeout_seconds: float) -> list[Target]:
    """Every endpoint of every service, as each of its views."""
    looks = [
        Look(s.name, endpoint, catalogue.view(view), timeout_seconds, diagnostic=True, every_address=True)
        for s in catalogue
        for endpoint in s.endpoints
        for view in s.views or ("system",)
    ]
    return [Target(number, look) for number, look in enumerate(looks, 1)]


def _unbracketed(host: str) -> str:
    return host.removeprefix("[").removesuffix("]")
