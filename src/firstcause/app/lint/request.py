"""What is asked of a run of lint, and what it answers for each document."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from firstcause.review.lint.baseline import Baseline
from firstcause.review.lint.rule import Policy
from firstcause.review.lint.select import Selection
from firstcause.review.lint.vault import KnownService


@dataclass(frozen=True, slots=True)
class Request:
    """`vault` None: it is found from the paths. `configured`: firstcause.toml's own vault, for paths inside it."""

    paths: tuple[str, ...]
    policy: Policy
    selection: Selection = field(default_factory=Selection)
    catalogue: tuple[KnownService, ...] = ()
    vault: Path | None = None
    configured: Path | None = None
    baseline: Baseline = field(default_factory=Baseline)
    cache: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """A document's findings, as the objects of the contract and joined by commas; how many of each level; and the
    questions that a draft asks, likewise."""

    shown: str
    note: str
    findings: str = ""
    counts: tuple[int, int, int] = (0, 0, 0)  # errors, warnings, infos
    fixable: tuple[int, int] = (0, 0)  # safely; or if asked
    questions: str = ""


@dataclass(frozen=True, slots=True)
class Mended:
    """A document whose faults were repaired as far as they can be: what it was, and what it is to be."""

    path: str
    before: str
    after: str
    mended: tuple[str, ...]
    checked: Checked
