"""Whether a pipeline's file runs preflight for a service. Pure.

It knows GitHub workflows with our action, pre-commit's configuration with our hook, and the command itself wherever a
line is run: in YAML of any other system, in a Makefile, in a shell script, in a Jenkinsfile. What is commented out, or
may fail without anybody minding, is not run.
"""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

import yaml

ACTION: Final = re.compile(r"(?:[\w.-]+/)?firstcause(?:/[\w./-]+)?(?:@[\w./-]+)?|\./(?:[\w./-]*firstcause)?/?")
HOOK: Final = "firstcause-preflight"
MOST_CHARACTERS: Final = 1 << 20
_YAML: Final = frozenset({".yml", ".yaml"})
_COMMENT: Final = re.compile(r"(?:^|\s)(?:#|//).*$")
_CALL: Final = re.compile(r"(?<![\w./-])(?:[\w./-]*/)?firstcause\s+preflight\b(?P<rest>[^\n;|&'\"]*(?:['\"][^\n]*)?)")
_SHRUGS: Final = re.compile(r"\|\|\s*(?:true|:|exit\s+0)\b")
_DEEPEST: Final = 40


def why_not(text: str, name: str, service: str) -> str:
    """Why the file of this name does not run preflight for the service; "" where it does."""
    if len(text) > MOST_CHARACTERS:
        return f"{name} is longer than any pipeline"
    if PurePosixPath(name).suffix not in _YAML:
        return _verdict(_commands(text, service), name, service)
    try:
        if not _is_plain(text):
            # A few aliases can stand for more than any memory holds; the text itself is read instead.
            return _verdict(_commands(text, service), name, service)
        whole = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        return f"{name} is not YAML: {str(error).splitlines()[0]}"
    return _verdict(_in_yaml(whole, service, may_fail=False), name, service)


def _verdict(found: Iterator[bool], name: str, service: str) -> str:
    """Of each run, whether its failure stops the pipeline."""
    stops = tuple(found)
    if any(stops):
        return ""
    if stops:
        return f"{name} runs preflight for {service}, and goes on when it fails"
    return f"{name} does not run preflight for {service}"


def _is_plain(text: str) -> bool:
    """Whether it has no aliases, and is no deeper than anybody writes."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
            return False
    return True


def _in_yaml(value: Any, service: str, *, may_fail: bool) -> Iterator[bool]:
    if isinstance(value, str):
        yield from (stops and not may_fail for stops in _commands(value, service))
    elif isinstance(value, list):
        for one in value:
            yield from _in_yaml(one, service, may_fail=may_fail)
    elif isinstance(value, dict) and not _is_off(value):
        may_fail = may_fail or value.get("continue-on-error") is True or value.get("allow_failure") is True
        if _is_ours(value, service):
            yield not may_fail
        for one in value.values():
            yield from _in_yaml(one, service, may_fail=may_fail)


def _is_off(step: Mapping[Any, Any]) -> bool:
    """Never run: `if: false` of GitHub, `when: never` of GitLab."""
    return step.get("if") is False or step.get("if") in ("false", "${{ false }}") or step.get("when") == "never"


def _is_ours(step: Mapping[Any, Any], service: str) -> bool:
    """Our action with this service, or our hook with it."""
    uses, given = step.get("uses"), step.get("with")
    if isinstance(uses, str) and ACTION.fullmatch(uses) and isinstance(given, dict):
        return str(given.get("service", "")) == service and "chain" in given
    arguments = step.get("args")
    return step.get("id") == HOOK and isinstance(arguments, list) and _names(map(str, arguments), service)


def _commands(text: str, service: str) -> Iterator[bool]:
    """Each line that calls preflight for the service: whether the line fails with it."""
    for line in text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines():
        run = _COMMENT.sub("", line)
        for call in _CALL.finditer(run):
            if _names(_words(call["rest"]), service):
                yield not _SHRUGS.search(run)


def _words(rest: str) -> Iterator[str]:
    try:
        yield from shlex.split(rest)
    except ValueError:
        yield from rest.replace("'", " ").replace('"', " ").split()


def _names(arguments: Iterator[str], service: str) -> bool:
    """Whether the arguments say --service SERVICE, and ask of a bundle."""
    words = [word for argument in arguments for word in argument.split("=", 1)]
    pairs = set(itertools.pairwise(words))
    return ("--service", service) in pairs and "--chain" in words
