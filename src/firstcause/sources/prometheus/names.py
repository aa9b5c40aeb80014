"""Which of a server's names mean which service of the catalogue.

A service is called `orders` in the catalogue, `shop/orders` in a job, `orders.shop.svc.cluster.local:8443` by its
callers. What is recognised comes back under the catalogue's name; what is not keeps the name that it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from firstcause.model.service import Catalogue, Service


class Names:
    """The catalogue's services by all the names that they may have."""

    def __init__(self, catalogue: Catalogue) -> None:
        hosts = Counter(endpoint.host for service in catalogue for endpoint in service.endpoints)
        self._known: dict[str, str] = {}
        for service in catalogue:
            for name in _aliases(service, hosts):
                self._known.setdefault(name, service.name)

    def service(self, value: str) -> str | None:
        """The service that a label's value means; None where it is none of ours."""
        return next((self._known[spelt] for spelt in _spellings(value) if spelt in self._known), None)

    def canonical(self, value: str) -> str:
        """The service's name in the catalogue, or the value itself."""
        return self.service(value) or value


def _aliases(service: Service, hosts: Counter[str]) -> Iterator[str]:
    # Where the server has another name for it, the catalogue's own may there be somebody else's.
    yield service.metrics_name or service.name
    for endpoint in service.endpoints:
        yield endpoint.address
        yield endpoint.server_name
        if hosts[endpoint.host] == 1:
            yield endpoint.host


def _spellings(value: str) -> Iterator[str]:
    """As it is; without a namespace in front; without the port; and the first label of a DNS name."""
    yield value
    yield value.rpartition("/")[2]
    host = value.rpartition(":")[0] if value.rpartition(":")[2].isdecimal() else value
    yield host
    first = host.partition(".")[0]
    if not first.isdecimal():  # an address in digits has no name in front
        yield first
