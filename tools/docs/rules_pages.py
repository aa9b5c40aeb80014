"""docs/rules/: a page for each rule of `firstcause lint`, from its docstring, and an index."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from firstcause.model.finding import Fix, Level
from firstcause.review.lint.registry import RULES
from firstcause.review.lint.rule import Rule

NOTICE = "<!-- Written by tools/generate-docs from the code; do not edit. -->\n"
HEAD = f"""\
# Rules

{NOTICE}
What `firstcause lint` checks. In a terminal, `firstcause explain RCA601` shows a rule's page. A document is *native*
when its front matter or its sections are those of firstcause's own form; documents of other teams are judged by the
level in the fourth column, and not at all where it is empty. Rules of level info are asked only when they are selected.

One finding is ignored by a comment on its line or the line above, the reason behind the rule:
`<!-- rca: ignore RCA601 the note is still to be written -->`; `ignore-file` instead of `ignore` speaks for the whole
document. `--select`, `--ignore`, `--per-file-ignores` and the table `[lint]` of
[firstcause.toml](../reference/config.md) choose among rules; `--baseline` keeps an old vault's findings apart.

| rule | what it sees | native | foreign | mended |
|---|---|---|---|---|
"""
FIXES = {Fix.SAFE: "`--fix`", Fix.UNSAFE: "`--fix --unsafe-fixes`", Fix.NONE: ""}


def pages() -> Mapping[str, Callable[[], str]]:
    """File -> its page."""
    found: dict[str, Callable[[], str]] = {"docs/rules/README.md": index}
    for rule in RULES:
        found[f"docs/rules/{rule.id}.md"] = lambda rule=rule: page(rule)
    return found


def index() -> str:
    """The list of all rules."""
    return HEAD + "".join(_row(rule) for rule in RULES)


def page(rule: Rule) -> str:
    """A rule's page."""
    foreign = f", in foreign documents {rule.foreign.value}" if rule.foreign else "; not asked of foreign documents"
    mended = f" Mended by {FIXES[rule.fix]}." if FIXES[rule.fix] else ""
    off = " Asked only when selected." if rule.level is Level.INFO else ""
    level = f"Level: {rule.level.value}{foreign}.{off}{mended}"
    return f"# {rule.id} {rule.slug}\n\n{NOTICE}\n{level}\n\n{rule.page.strip()}\n"


def _row(rule: Rule) -> str:
    cells = (
        f"[{rule.id}]({rule.id}.md) {rule.slug}",
        rule.summary.replace("|", "\\|"),
        rule.level.value,
        rule.foreign.value if rule.foreign else "",
        FIXES[rule.fix],
    )
    return f"| {' | '.join(cells)} |\n"
