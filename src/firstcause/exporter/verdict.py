"""Whether a look counts as a success for its module; if not, `reason` is a fault code, and never anything else."""

from __future__ import annotations

from dataclasses import dataclass

from firstcause.exporter.policy import Module, Prober
from firstcause.model.handshake import HandshakeObserved, HttpAnswer, Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason` is a fault code, and empty where it is a success."""

    reason: str = ""

    @property
    def success(self) -> bool:
        """Whether the probe succeeded."""
        return not self.reason


def verdict(module: Module, seen: HandshakeObserved) -> Verdict:
    """By the handshake, and for HTTP by the status too."""
    if seen.failure is not None or seen.outcome is not Outcome.HEALTHY:
        return Verdict(seen.failure.code if seen.failure else "tls/local-configuration")
    if module.prober is not Prober.HTTP or not module.tls or seen.observed.alpn not in ("", "http/1.1"):
        return Verdict()  # with an endpoint that speaks h2 alone, the handshake is all that we can try
    answer = seen.observed.http
    if answer is None:
        return Verdict("app/unavailable")
    return Verdict() if _is_valid(answer, module) else Verdict("app/errors")


def _is_valid(answer: HttpAnswer, module: Module) -> bool:
    if module.valid_status_codes:
        return answer.status in module.valid_status_codes
    return 200 <= answer.status < 400
