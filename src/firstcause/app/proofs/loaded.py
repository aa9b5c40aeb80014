"""Proof of *load scenario*: the file exists, is a scenario, and its last run met the objective."""

from __future__ import annotations

from firstcause.app.load_runs import last_run
from firstcause.app.proofs.files import UnreadableError, read_below
from firstcause.config.errors import ConfigError
from firstcause.config.load_scenario import load_scenario
from firstcause.config.schema import Config
from firstcause.review.checks import LoadCheck, Proof, Verdict


def prove_loaded(check: LoadCheck, config: Config) -> Proof:
    """Whether the load was borne when it was last tried."""
    try:
        file, content = read_below(config.store.vault, check.path)
        scenario = load_scenario(file, config.catalogue)
    except UnreadableError as error:
        return Proof(Verdict.FAILS, str(error))
    except ConfigError as error:  # it names file, line and key
        return Proof(Verdict.FAILS, str(error).removeprefix(f"{config.store.vault}/"))
    run = last_run(file, content, scenario.objective)
    if isinstance(run, str):
        return Proof(Verdict.FAILS, run)
    if not run.held:
        return Proof(Verdict.FAILS, f"its objective broke on {run.at:%Y-%m-%d}: {run.broken}")
    return Proof(Verdict.PASSES, f"its objective held on {run.at:%Y-%m-%d}, over {run.handshakes} handshakes")
