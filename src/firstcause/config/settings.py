"""Everything in `firstcause.toml` but the catalogue: one small function a table.

It knows the keys, their bounds and where a secret may stand; what the values lead to, the rooms know that use them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from firstcause.config.intervals import intervals
from firstcause.config.schema import (
    ContactSettings,
    DeployerPreset,
    DeployerSettings,
    PageSettings,
    ServeSettings,
    StoreSettings,
)
from firstcause.config.secrets import secret
from firstcause.config.table import Table, near
from firstcause.detect.policy import BurnRow, DetectPolicy, SeverityRow
from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.mitigate.policy import MitigatePolicy
from firstcause.model.incident import Severity, Urgency

_NAMESPACE = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def detect(top: Table) -> DetectPolicy:
    """`[detect]` and `[severity]`."""
    table, default = top.table("detect"), DetectPolicy()
    policy = DetectPolicy(
        interval=table.duration("interval", default.interval),
        second_look=table.duration("second_look", default.second_look),
        confirmations=table.whole("confirmations", default.confirmations, least=1),
        look_timeout=table.duration("look_timeout", default.look_timeout),
        looks_per_minute=table.whole("looks_per_minute", default.looks_per_minute, least=1),
        diagnostic=table.boolean("diagnostic", default.diagnostic),
        light=table.boolean("light", default.light),
        expiry_horizon=table.duration("expiry_horizon", default.expiry_horizon, zero=True),
        baseline=table.duration("baseline", default.baseline),
        traffic_window=table.duration("traffic_window", default.traffic_window),
        burn=_burn(table) or default.burn,
        failed_least=table.whole("failed_least", default.failed_least),
        flap_window=table.duration("flap_window", default.flap_window),
        recovery_quiet=table.duration("recovery_quiet", default.recovery_quiet, zero=True),
        resolve_after=table.duration("resolve_after", default.resolve_after, zero=True),
        severity=_severity(top) or default.severity,
    )
    table.done()
    return policy


def _burn(detect: Table) -> tuple[BurnRow, ...]:
    """The rows of burn rates; a short window belongs into its long one."""
    rows = []
    for row in detect.rows("burn"):
        long, short = row.duration("long", timedelta(hours=1)), row.duration("short", timedelta(minutes=5))
        rate, urgency = row.number("rate", 14.4), row.choice("urgency", Urgency, Urgency.PAGE)
        row.done()
        if short >= long:
            raise row.error("short", "the short window is not shorter than the long one", 'as in "5m" within "1h"')
        rows.append(BurnRow(long, short, rate, urgency))
    return tuple(rows)


def _severity(top: Table) -> tuple[SeverityRow, ...]:
    """The rows in the order of the file: the first match wins."""
    rows = []
    for name, row in top.tables("severity"):
        if name not in Severity.__members__:
            raise row.source.error(row.where, "there is no such severity", near(name, Severity.__members__))
        failed = row.share("failed", 0.0) if row.has("failed") else None
        users = row.whole("users", 0) if row.has("users") else None
        tier = row.whole("tier", 1, least=1) if row.has("tier") else None
        row.done()
        rows.append(SeverityRow(Severity(name), failed, users, tier))
    return tuple(rows)


def diagnose(top: Table) -> DiagnosePolicy:
    """`[diagnose]`."""
    table, default = top.table("diagnose"), DiagnosePolicy()
    policy = DiagnosePolicy(
        confidence=table.share("confidence", default.confidence),
        gather=table.duration("gather", default.gather, zero=True),
        settle=table.duration("settle", default.settle, zero=True),
        change_window=table.duration("change_window", default.change_window),
        traffic_window=table.duration("traffic_window", default.traffic_window),
    )
    table.done()
    return policy


def mitigate(top: Table) -> MitigatePolicy:
    """`[mitigate]`."""
    table, default = top.table("mitigate"), MitigatePolicy()
    policy = MitigatePolicy(
        confidence=table.share("confidence", default.confidence),
        kinds_of_evidence=table.whole("kinds_of_evidence", default.kinds_of_evidence),
        veto=table.duration("veto", default.veto, zero=True),
        verify_within=table.duration("verify_within", default.verify_within),
        quiet=table.duration("quiet", default.quiet, zero=True),
        cool_down=table.duration("cool_down", default.cool_down, zero=True),
        freeze=intervals(table, "freeze"),
        freeze_file=table.file("freeze_file", must_exist=False),
    )
    table.done()
    return policy


def contacts(top: Table) -> tuple[ContactSettings, ...]:
    """`[contact.NAME]`."""
    return tuple(_contact(name, table) for name, table in top.tables("contact"))


def _contact(name: str, table: Table) -> ContactSettings:
    channels = table.texts("channels")
    table.done()
    if not channels:
        raise table.error("channels", "a contact needs a channel", 'as in channels = ["console"]')
    for place, channel in enumerate(channels, 1):
        if channel != "console" and "://" not in channel:
            # The channel itself is not shown: it may be a URL with a typing error, and URLs hold secrets.
            problem = f"channel {place} is neither console nor a URL"
            raise table.error("channels", problem, 'as in channels = ["console", "mailto://..."]')
    return ContactSettings(name, channels)


def page(top: Table, known: tuple[ContactSettings, ...]) -> PageSettings:
    """`[page]`; its steps name contacts."""
    table, default = top.table("page"), PageSettings()
    steps = table.texts("steps", tuple(c.name for c in known))
    names = {c.name for c in known}
    for name in steps:
        if name not in names:
            raise table.error("steps", f"there is no [contact.{name}]", near(name, names))
    shadow = table.boolean("shadow", default.shadow)
    settings = PageSettings(steps, table.duration("escalate_after", default.escalate_after), shadow)
    table.done()
    return settings


def deployers(top: Table) -> tuple[DeployerSettings, ...]:
    """`[deployer.NAME]`."""
    return tuple(_deployer(name, table) for name, table in top.tables("deployer"))


def _deployer(name: str, table: Table) -> DeployerSettings:
    commands = {key: table.texts(key) for key in ("current", "rollback")}
    preset = table.choice("preset", DeployerPreset, DeployerPreset.COMMANDS)
    namespace = table.text("namespace")
    timeout = table.duration("timeout", timedelta(minutes=5))
    table.done()
    own = preset is DeployerPreset.COMMANDS
    for key, command in commands.items():
        if own and not command:
            raise table.error(key, "a deployer needs this command", 'a list of arguments, as in ["kubectl", "..."]')
        if command and not own:
            problem = f"the preset {preset.value} brings its own commands"
            raise table.error(key, problem, "leave out the preset, or this command")
    if namespace and (own or not _NAMESPACE.fullmatch(namespace)):
        problem = "only a preset has a namespace" if own else f"{namespace!r} is no name of a namespace"
        raise table.error("namespace", problem, 'as in preset = "kubectl", namespace = "shop"')
    return DeployerSettings(name, commands["current"], commands["rollback"], timeout, preset, namespace)


def store(top: Table, environment: Mapping[str, str]) -> StoreSettings:
    """`[store]`; paths count from the configuration's folder. `url` may stand elsewhere, as secrets may."""
    table, folder = top.table("store"), top.source.path.absolute().parent
    settings = StoreSettings(
        url=_database(table, "url", secret(table, "url", environment, "sqlite:///firstcause.db")),
        series=_series(table),
        evidence=folder / table.text("evidence", "evidence"),
        vault=folder / table.text("vault", "vault"),
        retention=table.duration("retention", timedelta(days=15)),
    )
    table.done()
    return settings


def _series(table: Table) -> str:
    """Series are written every second and are each process' own: a file, wherever the log is."""
    default = "sqlite:///firstcause-series.db"
    url = _database(table, "series", table.text("series", default))
    if not url.startswith("sqlite:"):
        raise table.error("series", "expected a SQLite file: every process scrapes for itself", f'as in "{default}"')
    return url


def _database(table: Table, key: str, url: str) -> str:
    """A relative SQLite path counts from the configuration's folder, not from wherever the command runs."""
    prefix = "sqlite:///"
    if "://" not in url:
        # What was found is not shown: a database's URL may hold a password.
        raise table.error(key, "expected the URL of a database", f'as in "{prefix}firstcause.db"')
    path = url.removeprefix(prefix)
    relative = url.startswith(prefix) and not path.startswith("/")
    return f"{prefix}{table.source.path.absolute().parent / path}" if relative else url


def serve(top: Table, environment: Mapping[str, str]) -> ServeSettings:
    """`[serve]`; secrets may stand in the environment ("env:NAME") or in a file of their own ("file:PATH")."""
    table = top.table("serve")
    listen = table.text("listen", "127.0.0.1:8420")
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise table.error("listen", f"expected host:port, found {listen!r}", 'as in "127.0.0.1:8420"')
    tokens = tuple(part for part in re.split(r"[,\s]+", secret(table, "tokens", environment)) if part)
    if any(token.endswith(":") for token in tokens):  # drill:NAME: binds an empty token, which everybody knows
        raise table.error("tokens", "one of them ends with a colon, and is no secret", "as in drill:alice:TOKEN")
    if host not in ("127.0.0.1", "::1", "[::1]", "localhost") and not tokens:
        raise table.error("listen", f"{host} is not loopback, and there are no tokens", "set [serve] tokens first")
    settings = ServeSettings(host.strip("[]"), int(port), tokens, secret(table, "users_key", environment))
    table.done()
    return settings


def scrape_interval(sources: Table) -> timedelta:
    """`[sources.scrape]`."""
    table = sources.table("scrape")
    interval = table.duration("interval", timedelta(seconds=15))
    table.done()
    return interval
