"""Runs checks, each once however many documents ask for it. It knows values alone, and nothing of a document's text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from firstcause.app.proofs.loaded import prove_loaded
from firstcause.app.proofs.piped import prove_piped
from firstcause.app.proofs.swept import Sweep
from firstcause.app.proofs.watched import prove_watched
from firstcause.app.proofs.written_down import prove_written_down
from firstcause.config.schema import Config
from firstcause.review.checks import (
    OFFLINE,
    ByHand,
    Check,
    CoverageCheck,
    LoadCheck,
    PreflightCheck,
    Proof,
    RunbookCheck,
    SweepCheck,
    Verdict,
)

NO_CONFIGURATION = "there is no firstcause.toml here; name it with --config"


@dataclass(slots=True)
class Prover:
    """Proves checks against a configuration and its vault. `config` None: nothing can be proved."""

    config: Config | None
    _sweep: Sweep | None = None
    _known: dict[Check, Proof] = field(default_factory=dict)

    @classmethod
    def of(cls, config: Config | None) -> Prover:
        """A prover that has run nothing yet."""
        return cls(config, Sweep(config) if config else None)

    def prove(self, check: Check | ByHand) -> Proof:
        """Whether it passes, and why not."""
        if isinstance(check, ByHand):
            return Proof(Verdict.BY_HAND, check.reason)
        if check not in self._known:
            self._known[check] = self._run(check)
        return self._known[check]

    def offline(self, checks: Iterable[Check]) -> Mapping[Check, Proof]:
        """Of those that need no network."""
        return {check: self.prove(check) for check in checks if isinstance(check, OFFLINE)}

    def _run(self, check: Check) -> Proof:
        if self.config is None or self._sweep is None:
            return Proof(Verdict.UNABLE, NO_CONFIGURATION)
        match check:
            case CoverageCheck():
                return prove_watched(check, self.config)
            case RunbookCheck():
                return prove_written_down(check, self.config)
            case LoadCheck():
                return prove_loaded(check, self.config)
            case PreflightCheck():
                return prove_piped(check, self.config)
            case SweepCheck():
                return self._sweep.prove(check)
