"""Relabelling rules of Prometheus, as far as blackbox jobs use them: which target, which module, which service.

Only rules that copy (no regular expression but "everything") are followed: a stranger's expression may run for ever
in our engine, and means something else than in Prometheus' own. Others are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from firstcause.sources.discovery.shapes import part, word, words
from firstcause.sources.discovery.targets import Target

ADDRESS, PARAMETER, MODULE = "__address__", "__param_target", "__param_module"
EVERYTHING = frozenset({"", "(.*)", "(.+)", ".*", ".+"})
CAPTURED = re.compile(r"\$(?:1|\{1\})")
SERVICE_LABELS = ("service", "app", "application")


def probed(address: str, labels: Mapping[str, str], rules: Sequence[object], module: str) -> Target:
    """What the exporter is asked for in the end. `module` stands in the job's own parameters."""
    state = {ADDRESS: address, **({MODULE: module} if module else {}), **labels}
    for rule in rules:
        if _is_copy(rule):
            target = word(rule, "target_label")
            separator = word(rule, "separator") or ";"
            source = separator.join(state.get(name, "") for name in words(rule, "source_labels"))
            state[target] = _replaced(rule, source)
    service = next((state[label] for label in SERVICE_LABELS if state.get(label)), "")
    return Target(state.get(PARAMETER) or address, state.get(MODULE, ""), service, tuple(_remarks(rules)))


def _is_copy(rule: object) -> bool:
    return (
        (word(rule, "action") or "replace") == "replace"
        and word(rule, "regex") in EVERYTHING
        and bool(word(rule, "target_label"))
    )


def _replaced(rule: object, source: str) -> str:
    """The replacement with the whole source in the place of $1, which is also what stands without a replacement."""
    if part(rule, "replacement") is None:
        return source
    return CAPTURED.sub(lambda _: source, word(rule, "replacement"))


def _remarks(rules: Sequence[object]) -> Iterator[str]:
    """Rules that change where is looked, and that are not followed."""
    touched = [r for r in rules if word(r, "target_label") in (ADDRESS, PARAMETER, MODULE) and not _is_copy(r)]
    chosen = [r for r in rules if word(r, "action") in ("keep", "drop")]
    if touched or chosen:
        yield "a relabelling rule of its job is not followed here: see that address and view are right"
