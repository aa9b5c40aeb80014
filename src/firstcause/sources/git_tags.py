"""Releases as tags of a local git repository: each tag of a pattern is a deploy, revertible to the one before.

It runs `git for-each-ref` and nothing else; it fetches nothing, and runs no code of the repository. An annotated tag
tells when it was made and by whom; of a lightweight one only its commit's time is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from firstcause.model.evidence import Unobserved
from firstcause.sources.command import output_of
from firstcause.sources.errors import CommandError, DecodeError
from firstcause.sources.reading import Reading, Record, read

MOST_TAGS = 10_000  # the newest
MOST_BYTES = 8 * 1024 * 1024
FIELDS = ("refname:strip=2", "creatordate:iso-strict", "taggername", "objectname", "*objectname")
QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
HINT = "see it with `git for-each-ref refs/tags`"


@dataclass(frozen=True, slots=True)
class TagPattern:
    """`orders-{release}` with a service, or `{service}/{release}`, which names it itself."""

    text: str
    service: str = ""

    def parts(self, tag: str) -> tuple[str, str] | None:
        """Service and release of the tag; None for a tag of another kind."""
        found = self._expression.fullmatch(tag)
        return (self.service or found["service"], found["release"]) if found else None

    @property
    def _expression(self) -> re.Pattern[str]:
        escaped = re.escape(self.text)
        named = escaped.replace(re.escape("{service}"), "(?P<service>[^/]+?)")
        return re.compile(named.replace(re.escape("{release}"), "(?P<release>.+)"))


class GitTags:
    """The tags of one pattern in one repository. `look` may take as long as the timeout."""

    def __init__(self, repository: Path, pattern: TagPattern, timeout_seconds: float = 10.0) -> None:
        self.name = f"git tags of {repository}"
        self._pattern = pattern
        self._timeout_seconds = timeout_seconds
        self._command = [
            *("git", "-C", str(repository), "for-each-ref", "--sort=-creatordate", f"--count={MOST_TAGS}"),
            "--format=" + "%00".join(f"%({field})" for field in FIELDS),
            "refs/tags",
        ]

    def look(self) -> Reading | Unobserved:
        """All releases that there are, or why git cannot tell."""
        try:
            output = output_of(self._command, self._timeout_seconds, MOST_BYTES, QUIET)
        except CommandError as error:
            return Unobserved(f"{self.name}: {error}")
        return read(_records(output.splitlines(), self._pattern))


def _records(lines: Iterable[bytes], pattern: TagPattern) -> Iterator[Record]:
    """Oldest first, so that each knows its predecessor. git gave the newest first."""
    before: dict[str, tuple[str, str]] = {}  # service -> release and commit of the tag before
    for line in reversed(list(lines)):
        tag, _, rest = line.partition(b"\0")
        name = tag.decode(errors="replace")
        parts = pattern.parts(name)
        if parts is None:
            continue
        service, release = parts
        try:
            at, by, tagged, peeled = rest.decode().split("\0")
        except ValueError:
            yield f"tag {name[:80]!r}", DecodeError("not as git was asked to tell it", hint=HINT)
            continue
        commit = peeled or tagged
        yield f"tag {name[:80]!r}", _fields(service, release, at, by, commit, before.get(service))
        before[service] = (release, commit)


def _fields(
    service: str, release: str, at: str, by: str, commit: str, before: tuple[str, str] | None
) -> Mapping[str, object]:
    last, last_commit = before or ("", "")
    return {
        "id": f"git/{service}/{release}",
        "kind": "deploy",
        "service": service,
        "at": at,
        "finished_at": at,  # a tag is made at one moment; how long its rollout took, git does not know
        "by": by,
        "before": last,
        "after": release,
        "artifacts": {"commit": [last_commit, commit]},
        "revertible_to": last or None,
    }
