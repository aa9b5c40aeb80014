"""`[sources.changes]`: where changes are read from, fetched from, and sent to us from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Literal

from firstcause.config.schema import ChangeSettings, GithubSettings, GitSettings, KubernetesSettings
from firstcause.config.secrets import secret
from firstcause.config.table import Table, near

RELEASE, SERVICE = "{release}", "{service}"
SHORTEST_SECRET = 16  # characters; a guess at a shorter one may succeed


def changes(sources: Table, environment: Mapping[str, str]) -> tuple[tuple[Path, ...], ChangeSettings]:
    """The files of change events, which may appear later; and everything else."""
    table, folder = sources.table("changes"), sources.source.path.absolute().parent
    file = table.file("file", must_exist=False)
    settings = ChangeSettings(
        received=folder / table.text("received", "changes-received.ndjson"),
        secret=_signing_secret(table, environment),
        interval=table.duration("interval", timedelta(seconds=15)),
        git=tuple(_git(row, folder) for row in table.rows("git")),
        kubernetes=_kubernetes(table.table("kubernetes")),
        github=_github(table.table("github"), environment),
    )
    table.done()
    return ((Path(file),) if file else ()), settings


def _git(row: Table, folder: Path) -> GitSettings:
    repository, tags, service = row.text("repository"), row.text("tags"), row.text("service")
    row.done()
    path = folder / repository
    if not repository or not path.is_dir():
        hint = "a clone on this machine; paths count from the folder of the configuration file"
        raise row.error("repository", f"there is no folder {path}" if repository else "expected a folder", hint)
    if tags.count(RELEASE) != 1 or tags.count(SERVICE) > 1:
        raise row.error("tags", f"expected a pattern with {RELEASE} in it, found {tags!r}", f'as in "orders-{RELEASE}"')
    if bool(service) == (SERVICE in tags):
        hint = f'either service = "orders", or tags = "{SERVICE}/{RELEASE}"'
        raise row.error("service", "whose release is a tag of this pattern?", hint)
    return GitSettings(path, tags, service)


def _kubernetes(table: Table) -> KubernetesSettings:
    default = KubernetesSettings()
    settings = KubernetesSettings(
        command=table.texts("command"),
        file=table.file("file", must_exist=False),
        label=table.text("label", default.label),
        services=_names(table.table("services")),
        timeout=table.duration("timeout", default.timeout),
    )
    table.done()
    if settings.command and settings.file:
        raise table.error("file", "there is a command as well, and only one can be asked", "leave out one of the two")
    return settings


def _github(table: Table, environment: Mapping[str, str]) -> GithubSettings:
    default = GithubSettings()
    settings = GithubSettings(
        secret=_signing_secret(table, environment),
        environments=table.texts("environments", default.environments),
        release=_release(table),
        services=_names(table.table("services")),
    )
    table.done()
    return settings


def _release(table: Table) -> Literal["sha", "ref"]:
    match value := table.text("release", "sha"):
        case "sha" | "ref":
            return value
        case _:
            raise table.error("release", f"expected one of sha, ref, found {value!r}", near(value, ("sha", "ref")))


def _signing_secret(table: Table, environment: Mapping[str, str]) -> str:
    """The key under which what is sent to us is signed."""
    value = secret(table, "secret", environment)
    if table.text("secret") and len(value) < SHORTEST_SECRET:
        # Neither the secret nor its length is shown.
        hint = "make one with `openssl rand -hex 32`"
        raise table.error("secret", f"expected {SHORTEST_SECRET} characters or more", hint)
    return value


def _names(table: Table) -> Mapping[str, str]:
    """What others call a service -> what we call it."""
    names = {name: table.text(name) for name in table.values}
    table.done()
    return names
