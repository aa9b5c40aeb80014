"""Asks deployers what is current, in the background: a deployer that hangs must not stop the paging."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor

from firstcause.model.evidence import Unobserved
from firstcause.model.mitigation import Deployment
from firstcause.ports import Deployer


class Inquiry:
    """One question at a time to each service's deployer."""

    def __init__(self, deployers: Mapping[str, Deployer], pool: Executor | None = None) -> None:
        self._deployers = deployers
        self._pool = pool or ThreadPoolExecutor(2, thread_name_prefix="deployer-inquiry")
        self._asked: dict[str, Future[Deployment | Unobserved]] = {}

    def current(self, service: str, deployer: str) -> Deployment | Unobserved | None:
        """What is current, once the deployer has answered; None while we wait. An answer is given out once."""
        if deployer not in self._deployers:
            return Unobserved(f"no deployer {deployer!r} is configured")
        asked = self._asked.get(service)
        if asked is None:
            self._asked[service] = self._pool.submit(self._deployers[deployer].current, service)
            return None
        if not asked.done():
            return None
        del self._asked[service]
        return asked.result()

    def close(self) -> None:
        """Ask nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
