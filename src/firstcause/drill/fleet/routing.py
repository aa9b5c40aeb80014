"""What a service is to the core: a name and routes, each a function from an exchange to an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from firstcause.drill.fleet.traces import TraceContext
from firstcause.drill.fleet.wire import Request, WireError


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request in hand. `accepted_at` is `time.perf_counter()`; `caller` the client certificate's CN."""

    request: Request
    parameters: Mapping[str, str]
    caller: str
    accepted_at: float
    context: TraceContext

    def text(self, name: str) -> str:
        """A string of the request's JSON body. Raises WireError."""
        value = self.request.json().get(name)
        if not isinstance(value, str) or not value:
            raise WireError(f"{name} is missing or no text")
        return value

    def number(self, name: str) -> float:
        """A number of the request's JSON body. Raises WireError."""
        value = self.request.json().get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise WireError(f"{name} is missing or no number")
        return float(value)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answers, and what of it is told in metrics, log and span."""

    status: int
    document: Mapping[str, object]
    outcome: str
    user: str = ""
    error: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Exchange], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path such as `/orders/{order}`."""

    method: str
    template: str
    handle: Handler

    def match(self, method: str, path: str) -> Mapping[str, str] | None:
        """The path's parameters, or None when this is another route."""
        wanted, found = self.template.split("/"), path.split("/")
        if method != self.method or len(wanted) != len(found):
            return None
        pairs = list(zip(wanted, found, strict=True))
        if any(w != f for w, f in pairs if not w.startswith("{")):
            return None
        return {w.strip("{}"): f for w, f in pairs if w.startswith("{")}


def find(routes: Sequence[Route], method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    """The first route that matches, with the path's parameters."""
    for route in routes:
        parameters = route.match(method, path)
        if parameters is not None:
            return route, parameters
    return None


def ok(document: Mapping[str, object], status: int = 200, user: str = "") -> Answer:
    """All went well."""
    return Answer(status, document, "ok", user)


def failed(status: int, error: str, user: str = "") -> Answer:
    """It went wrong; `error` tells how, in raw words."""
    return Answer(status, {"error": error}, "failed", user, error)
