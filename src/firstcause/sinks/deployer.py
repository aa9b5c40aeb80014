"""Rolls back by running the team's own commands. What is current afterwards is asked, never assumed."""

from __future__ import annotations

import json
from collections.abc import Sequence, Set

from firstcause.model.errors import DeploymentError
from firstcause.model.evidence import Unobserved
from firstcause.model.mitigation import Deployment, MitigationPlan
from firstcause.sinks.command import PLACEHOLDER, Runner, end_of


class CommandDeployer:
    """`current` and `rollback` are argument lists in which `{service}`, `{release}` and `{from_release}` are replaced.

    `current` prints one JSON object: {"service","current","settled","rolling","releases"}; it knows `{service}` only.
    A command that takes longer than `timeout_seconds` is killed with its whole process group.
    """

    def __init__(self, name: str, current: Sequence[str], rollback: Sequence[str], timeout_seconds: float) -> None:
        self.name = name
        self._current = _checked(name, "current", current, {"service"})
        self._rollback = _checked(name, "rollback", rollback, {"service", "release", "from_release"})
        self._runner = Runner(name, timeout_seconds)

    def current(self, service: str) -> Deployment | Unobserved:
        """What the command says is current, or why it could not be asked."""
        try:
            return _deployment(self._runner.run(self._current, {"service": service}), service)
        except (DeploymentError, ValueError, RecursionError) as error:
            return Unobserved(f"deployer {self.name}: {error}")

    def roll_back(self, plan: MitigationPlan) -> str:
        """Run the rollback to its end; the receipt is the end of its output.

        Raises DeploymentError when it fails, cannot be started or does not end in time.
        """
        values = {"service": plan.service, "release": plan.to_release, "from_release": plan.from_release}
        output = self._runner.run(self._rollback, values)
        return end_of(output) or f"{self.name}: exit code 0"


def _checked(name: str, which: str, command: Sequence[str], known: Set[str]) -> tuple[str, ...]:
    """The command, if there is one and it asks for nothing that we could not fill in. Raises DeploymentError."""
    unknown = {placeholder for argument in command for placeholder in PLACEHOLDER.findall(argument)} - known
    if not command or unknown:
        what = f"unknown placeholders {sorted(unknown)}" if unknown else "no command"
        raise DeploymentError(f"deployer {name}: {which}: {what}", hint=f"known placeholders are {sorted(known)}")
    return tuple(command)


def _deployment(output: bytes, service: str) -> Deployment:
    """The answer of the `current` command. Raises ValueError when it is not what we asked for."""
    answer = json.loads(output)
    match answer:
        case {
            "service": str(named),
            "current": str(current),
            "settled": bool(settled),
            "rolling": bool(rolling),
            "releases": list(releases),
        } if all(isinstance(release, str) for release in releases):
            if named != service:
                raise ValueError(f"asked for {service!r}, it answered about {named!r}")
            return Deployment(named, current, settled, rolling, tuple(releases))
        case _:
            raise ValueError(f"expected service, current, settled, rolling and releases, found {str(answer)[:200]}")
