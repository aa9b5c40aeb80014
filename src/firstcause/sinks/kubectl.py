"""Rolls a Kubernetes Deployment back with `kubectl`, which brings its own credentials and context.

A release is the tag (or digest) of the image of the first container, since revision numbers do not last: a rollback to
revision 41 makes it revision 43. Secrets and configuration outside the pod template are not rolled back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from firstcause.model.errors import DeploymentError
from firstcause.model.evidence import Unobserved
from firstcause.model.mitigation import Deployment, MitigationPlan
from firstcause.sinks.answer import Answer
from firstcause.sinks.command import PLAIN_NAME, Runner, end_of

REVISION = "deployment.kubernetes.io/revision"
GET_DEPLOYMENT = ("kubectl", "get", "deployment", "{service}", "--output=json")
GET_REPLICA_SETS = ("kubectl", "get", "replicasets", "--selector={selector}", "--output=json")
UNDO = ("kubectl", "rollout", "undo", "deployment/{service}", "--to-revision={revision}")
WAIT = ("kubectl", "rollout", "status", "deployment/{service}", "--timeout={seconds}s")


class KubectlDeployer:
    """The service's name is the Deployment's. `namespace` "": the one of kubectl's context.

    Each command is killed with its process group after `timeout_seconds`.
    """

    def __init__(self, name: str, namespace: str, timeout_seconds: float) -> None:
        self.name = name
        self._where = (f"--namespace={namespace}",) if namespace else ()
        self._runner = Runner(name, timeout_seconds)
        # kubectl gives up first, and says why.
        self._patience = str(max(int(timeout_seconds) - 5, 1))

    def current(self, service: str) -> Deployment | Unobserved:
        """What the cluster says is current, or why it could not be asked."""
        try:
            deployment = self._deployment(service)
            releases = tuple(dict.fromkeys(self._revisions(deployment).values()))
            rolling = _is_rolling(deployment)
            return Deployment(service, _release(deployment), not rolling, rolling, releases)
        except (DeploymentError, ValueError, RecursionError) as error:
            return Unobserved(f"deployer {self.name}: {error}")

    def roll_back(self, plan: MitigationPlan) -> str:
        """Go to the newest revision that ran `plan.to_release`, and wait until it runs everywhere.

        Raises DeploymentError when there is none, or when a command fails or does not end in time.
        """
        try:
            revisions = self._revisions(self._deployment(plan.service))
        except (ValueError, RecursionError) as error:
            raise DeploymentError(f"deployer {self.name}: {error}", hint="run kubectl by hand") from error
        revision = max((number for number, release in revisions.items() if release == plan.to_release), default=None)
        if revision is None:
            raise DeploymentError(
                f"no revision of {plan.service} ran {plan.to_release}", hint=f"it knows {', '.join(revisions.values())}"
            )
        self._ask(UNDO, service=plan.service, revision=str(revision))
        return (
            end_of(self._ask(WAIT, service=plan.service, seconds=self._patience)) or f"revision {revision} is current"
        )

    def _ask(self, command: tuple[str, ...], **values: str) -> bytes:
        return self._runner.run((*command, *self._where), values)

    def _deployment(self, service: str) -> Answer:
        deployment = Answer.of(self._ask(GET_DEPLOYMENT, service=service))
        named = deployment.at("metadata", "name").text()
        if named != service:
            raise ValueError(f"asked for {service!r}, it answered about {named!r}")
        return deployment

    def _revisions(self, deployment: Answer) -> Mapping[int, str]:
        """Revision -> release, the oldest first, of the replica sets that this Deployment owns."""
        labels = deployment.at("spec", "selector", "matchLabels").value
        if not isinstance(labels, dict) or not labels:
            raise ValueError("spec.selector.matchLabels: expected labels")
        pairs = [f"{key}={value}" for key, value in sorted(labels.items())]
        # A comma separates labels, and may not come from within one; each is checked before they are joined.
        if not all(PLAIN_NAME.fullmatch(pair.replace("=", "/", 1)) for pair in pairs):
            raise ValueError(f"spec.selector.matchLabels: {pairs} may not stand in a command")
        command = tuple(argument.replace("{selector}", ",".join(pairs)) for argument in GET_REPLICA_SETS)
        sets = Answer.of(self._ask(command)).at("items").rows()
        owned = (one for one in sets if _owner(one) == deployment.at("metadata", "uid").text())
        return dict(sorted((_revision(one), _release(one)) for one in owned))


def _owner(replica_set: Answer) -> str:
    owners: Iterator[Answer] = replica_set.at("metadata", "ownerReferences").rows()
    return next((str(owner.at("uid").value) for owner in owners), "")


def _revision(replica_set: Answer) -> int:
    text = replica_set.at("metadata", "annotations", REVISION).text()
    if not text.isdecimal():
        raise ValueError(f"{REVISION}: expected a number, found {text[:80]!r}")
    return int(text)


def _release(thing: Answer) -> str:
    """`registry:5000/shop/orders:r41` and `orders@sha256:...` name r41 and the digest; without either it is latest."""
    containers = thing.at("spec", "template", "spec", "containers").rows()
    first = next(containers, None)
    if first is None:
        raise ValueError("spec.template.spec.containers: there is none")
    image, _, digest = first.at("image").text().partition("@")
    return digest or image.rpartition("/")[2].partition(":")[2] or "latest"


def _is_rolling(deployment: Answer) -> bool:
    """As `kubectl rollout status` decides it: unseen by the controller, or not all replicas new and available."""
    status, wanted = deployment.at("status"), deployment.at("spec", "replicas").whole(1)
    if status.at("observedGeneration").whole(0) < deployment.at("metadata", "generation").whole(0):
        return True
    updated, total = status.at("updatedReplicas").whole(0), status.at("replicas").whole(0)
    return updated < wanted or total > updated or status.at("availableReplicas").whole(0) < updated
