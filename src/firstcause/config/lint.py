"""`[lint]`: which rules are asked; and the little else of the file that documents are checked against.

A machine that checks documents has neither the certificates nor the secrets of those that serve: nothing else is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firstcause.config.file import table_in
from firstcause.config.table import Table, near
from firstcause.review.lint.vault import KnownService

_HINT: Final = "name it with --config, or run where firstcause.toml lies"


@dataclass(frozen=True, slots=True)
class LintSettings:
    """`[lint]`. `per_file_ignores`: globs of paths below the vault, each with what is ignored there."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    baseline: str = ""
    boilerplate_share: float = 0.6


@dataclass(frozen=True, slots=True)
class LintConfig:
    """All that lint wants to know of the file. `severities`: empty where it has no table of them."""

    settings: LintSettings
    services: tuple[KnownService, ...] = ()
    severities: tuple[str, ...] = ()
    vault: Path | None = None


def lint_settings(top: Table) -> LintSettings:
    """The table `[lint]`. Raises ConfigError."""
    table, default = top.table("lint"), LintSettings()
    files = table.table("per_file_ignores")
    settings = LintSettings(
        select=_rules(table, "select"),
        ignore=_rules(table, "ignore"),
        per_file_ignores=tuple((glob, _rules(files, glob)) for glob in files.values),
        baseline=table.file("baseline", must_exist=False),
        boilerplate_share=table.share("boilerplate_share", default.boilerplate_share),
    )
    table.done()
    return settings


def load_lint(path: Path) -> LintConfig:
    """What lint wants of this file. Raises ConfigError."""
    top = table_in(path, "configuration file", _HINT)
    vault = top.table("store").text("vault", "vault")
    return LintConfig(
        lint_settings(top),
        tuple(
            KnownService(name, table.text("owner"), table.texts("depends_on")) for name, table in top.tables("service")
        ),
        tuple(name for name, _ in top.tables("severity")),
        path.absolute().parent / vault,
    )


def _rules(table: Table, key: str) -> tuple[str, ...]:
    """Selectors, each of which names a rule."""
    selectors = table.texts(key)
    if selectors:
        from firstcause.review.lint.registry import RULES
        from firstcause.review.lint.select import ALL, unknown

        for selector, _ in unknown(selectors, RULES):
            known = {ALL, *(rule.id for rule in RULES), *(rule.slug for rule in RULES)}
            raise table.error(key, f"there is no rule {selector!r}", near(selector, known))
    return selectors
