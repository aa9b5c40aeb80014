"""Rolls an Argo CD application back with `argocd`, which brings its own server and session.

A release is the revision as the application's history has it: a commit, or a chart's version. Argo CD refuses to roll
back what it syncs by itself; that refusal is passed on.
"""

from __future__ import annotations

from collections.abc import Mapping

from firstcause.model.errors import DeploymentError
from firstcause.model.evidence import Unobserved
from firstcause.model.mitigation import Deployment, MitigationPlan
from firstcause.sinks.answer import Answer
from firstcause.sinks.command import Runner, end_of

GET = ("argocd", "app", "get", "{service}", "--output=json")
ROLLBACK = ("argocd", "app", "rollback", "{service}", "{id}", "--timeout={seconds}")
WAIT = ("argocd", "app", "wait", "{service}", "--operation", "--timeout={seconds}")
UNDER_WAY = ("Running", "Terminating")


class ArgocdDeployer:
    """The service's name is the application's. `namespace` "": the one in which Argo CD itself runs.

    Each command is killed with its process group after `timeout_seconds`.
    """

    def __init__(self, name: str, namespace: str, timeout_seconds: float) -> None:
        self.name = name
        self._where = (f"--app-namespace={namespace}",) if namespace else ()
        self._runner = Runner(name, timeout_seconds)
        # argocd gives up first, and says why.
        self._patience = str(max(int(timeout_seconds) - 5, 1))

    def current(self, service: str) -> Deployment | Unobserved:
        """What the application's history says is current, or why it could not be asked."""
        try:
            application = self._application(service)
            history = _history(application)
            rolling = _is_rolling(application)
            # While a sync runs its revision is not in the history yet.
            current = (rolling and _syncing(application)) or _newest(history)
            settled = not rolling and application.at("status", "health", "status").value != "Progressing"
            releases = tuple(dict.fromkeys(history.values()))
            return Deployment(service, current, settled, rolling, releases)
        except (DeploymentError, ValueError, RecursionError) as error:
            return Unobserved(f"deployer {self.name}: {error}")

    def roll_back(self, plan: MitigationPlan) -> str:
        """Go to the newest entry of the history with `plan.to_release`, and wait until the operation has ended.

        Raises DeploymentError when there is none, or when a command fails or does not end in time.
        """
        try:
            history = _history(self._application(plan.service))
        except (ValueError, RecursionError) as error:
            raise DeploymentError(f"deployer {self.name}: {error}", hint="run argocd by hand") from error
        entry = max((number for number, release in history.items() if release == plan.to_release), default=None)
        if entry is None:
            raise DeploymentError(
                f"the history of {plan.service} has no {plan.to_release}",
                hint=f"it knows {', '.join(dict.fromkeys(history.values()))}",
            )
        done = self._ask(ROLLBACK, service=plan.service, id=str(entry), seconds=self._patience)
        self._ask(WAIT, service=plan.service, seconds=self._patience)
        return end_of(done) or f"history entry {entry} is current"

    def _ask(self, command: tuple[str, ...], **values: str) -> bytes:
        return self._runner.run((*command, *self._where), values)

    def _application(self, service: str) -> Answer:
        application = Answer.of(self._ask(GET, service=service))
        named = application.at("metadata", "name").text()
        if named != service:
            raise ValueError(f"asked for {service!r}, it answered about {named!r}")
        return application


def _history(application: Answer) -> Mapping[int, str]:
    """Entry -> revision, the oldest first. Raises ValueError for an application that was never synced, or that has
    several sources: such an entry has no single revision."""
    entries = application.at("status", "history").rows()
    history = dict(sorted((entry.at("id").whole(), entry.at("revision").text()) for entry in entries))
    if not history:
        raise ValueError("status.history: it was never synced")
    return history


def _newest(history: Mapping[int, str]) -> str:
    """The revision of the newest entry: after a rollback, that of the release gone back to."""
    return history[max(history)]


def _is_rolling(application: Answer) -> bool:
    running = application.at("status", "operationState", "phase").value in UNDER_WAY
    return running or application.at("operation").value is not None


def _syncing(application: Answer) -> str:
    """The revision to which the running operation leads; "" while that is not known."""
    for place in (("status", "operationState", "syncResult", "revision"), ("operation", "sync", "revision")):
        revision = application.at(*place).value
        if isinstance(revision, str) and revision:
            return revision
    return ""
