"""The check of an action, read from what a document says: one of five values, or nothing that we run.

A document is written by anybody. Its command is never run: it is read against the five forms below, to the letter, and
what is proved afterwards is the value that came out. Whatever has another form is for a person to do.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final, TypeAlias

from firstcause.model.fault import FAULTS

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}")
_ADDRESS: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9][A-Za-z0-9.-]{0,252}):[0-9]{1,5}")
_LONGEST: Final = 4000
_MOST_NAMES: Final = 100


@dataclass(frozen=True, slots=True)
class CoverageCheck:
    """Somebody watches the service: as each of its callers and these, at each of its endpoints and these."""

    service: str
    callers: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunbookCheck:
    """The service's runbook has a section on the fault."""

    service: str
    code: str


@dataclass(frozen=True, slots=True)
class LoadCheck:
    """The scenario's file exists, and its last run met the objective. `path` is relative to the vault."""

    path: str


@dataclass(frozen=True, slots=True)
class SweepCheck:
    """No endpoint of the catalogue has the fault."""

    code: str


@dataclass(frozen=True, slots=True)
class PreflightCheck:
    """The service's pipeline runs preflight."""

    service: str


@dataclass(frozen=True, slots=True)
class ByHand:
    """No check that we run. `reason` tells why."""

    reason: str


Check: TypeAlias = CoverageCheck | RunbookCheck | LoadCheck | SweepCheck | PreflightCheck
OFFLINE: Final = (CoverageCheck, RunbookCheck, LoadCheck, PreflightCheck)
"""Checks that look at files and at the configuration alone."""


class Verdict(StrEnum):
    """What became of a check."""

    PASSES = "passes"
    FAILS = "fails"
    UNABLE = "cannot be run"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Proof:
    """A verdict, and why."""

    verdict: Verdict
    reason: str = ""


class _OtherFormError(ValueError):
    """Not one of our checks."""


def command(check: Check) -> str:
    """As a document has it, and as a person can type it. `read_check` reads it back."""
    match check:
        case CoverageCheck(service, callers, endpoints):
            more = (*(("--as", caller) for caller in callers), *(("--endpoint", one) for one in endpoints))
            words = ["coverage", "--service", service, *(word for pair in more for word in pair)]
        case RunbookCheck(service, code):
            words = ["runbook", "check", service, code]
        case LoadCheck(path):
            words = ["load", path, "--last"]
        case SweepCheck(code):
            words = ["sweep", "--fault", code]
        case PreflightCheck(service):
            words = ["preflight", "--service", service, "--in-pipeline"]
    return shlex.join(["firstcause", *words])


def read_check(written: str) -> Check | ByHand:
    """The check that this text asks for."""
    text = written.strip().strip("`").strip()
    if not text:
        return ByHand("it names no check")
    try:
        words = shlex.split(text) if len(text) <= _LONGEST else []
        if words[:1] != ["firstcause"]:
            raise _OtherFormError
        return _of(words[1:])
    except ValueError:  # _OtherFormError, and quotes that are never closed
        return ByHand("its check is none that firstcause runs")


def _of(words: Sequence[str]) -> Check:
    match words:
        case ["runbook", "check", service, code]:
            return RunbookCheck(_name(service), _fault(code))
        case ["load", path, "--last"] | ["load", "--last", path]:
            return LoadCheck(_inside(path))
        case ["sweep", "--fault", code]:
            return SweepCheck(_fault(code))
        case ["preflight", "--service", service, "--in-pipeline"] | [
            "preflight",
            "--in-pipeline",
            "--service",
            service,
        ]:
            return PreflightCheck(_name(service))
        case ["coverage", "--service", service, *rest]:
            pairs = tuple(_pairs(rest))
            callers = tuple(_name(value) for option, value in pairs if option == "--as")
            endpoints = tuple(_address(value) for option, value in pairs if option == "--endpoint")
            return CoverageCheck(_name(service), callers, endpoints)
    raise _OtherFormError


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(words) % 2 or len(words) > 2 * _MOST_NAMES:
        raise _OtherFormError
    for option, value in zip(words[::2], words[1::2], strict=True):
        if option not in ("--as", "--endpoint"):
            raise _OtherFormError
        yield option, value


def _name(word: str) -> str:
    return _matched(word, _NAME)


def _address(word: str) -> str:
    return _matched(word, _ADDRESS)


def _matched(word: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(word):
        raise _OtherFormError
    return word


def _fault(word: str) -> str:
    if word not in FAULTS:
        raise _OtherFormError
    return word


def _inside(word: str) -> str:
    """A TOML file below the vault. Whether a link leads out of it, whoever opens it has to see."""
    path = PurePosixPath(word)
    if path.is_absolute() or ".." in path.parts or path.suffix != ".toml" or "\0" in word or word.startswith("-"):
        raise _OtherFormError
    return word
