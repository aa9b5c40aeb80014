"""Facts, evidence and effects to plain JSON and back, the same way for the log, the evidence files and the API.

It knows which records there are and what to say when one cannot be read; `wire` knows how single values look. It
refuses to know where the JSON is kept. A field that is added to the model must have a default, so that what was
written before can be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar, get_args

from cattrs import transform_error
from cattrs.errors import BaseValidationError
from cattrs.v import format_exception

from firstcause.eventlog.wire import converter
from firstcause.model.effect import Effect
from firstcause.model.errors import FirstcauseError
from firstcause.model.evidence import Evidence, Observation
from firstcause.model.facts import Fact

JsonObject = dict[str, object]
T = TypeVar("T")

SCHEMA: Final = 1  # of facts; raised when one changes in a way that a default cannot bridge
FACTS: Final[Mapping[str, type[Fact]]] = {fact.__name__: fact for fact in get_args(Fact)}
_CONVERTER: Final = converter()


class UnknownFactError(FirstcauseError):
    """The log holds a fact, or a schema of facts, that this version does not know."""


class MalformedRecordError(FirstcauseError):
    """A record that is not what its type asks for; the message says which field, and why."""


def to_json(value: object) -> JsonObject:
    """Any dataclass of the model as a JSON object; a union's member inside it has its class name under `type`."""
    body: JsonObject = _CONVERTER.unstructure(value)
    return body


def from_json(to: type[T], body: Mapping[str, object], *, where: str = "record") -> T:
    """The dataclass `to` of which `to_json` made this body; `where` names the place for the MalformedRecordError."""
    value: T = _structure(to, body, where)
    return value


def fact_to_json(fact: Fact) -> tuple[str, JsonObject]:
    """The fact's kind (its class name) and its body."""
    return type(fact).__name__, to_json(fact)


def fact_from_json(kind: str, body: Mapping[str, object], schema: int, *, where: str = "log") -> Fact:
    """The fact of this kind; `where` is its place for the error, as in `incident/2025-11-07-1 #4`.

    Raises UnknownFactError for the kind or schema of a later version, MalformedRecordError for a broken body.
    """
    fact_type = FACTS.get(kind)
    if fact_type is None or schema > SCHEMA:
        raise UnknownFactError(
            f"{where}: this version does not know the fact {kind} of schema {schema}",
            hint="a newer firstcause wrote it: upgrade this one",
        )
    return from_json(fact_type, body, where=where)


def evidence_to_json(evidence: Evidence) -> JsonObject:
    """The whole evidence with its id; the observation has its class name under `type`."""
    return to_json(evidence)


def evidence_from_json(body: Mapping[str, object], *, where: str = "evidence") -> Evidence:
    """What `evidence_to_json` wrote. Raises MalformedRecordError."""
    return from_json(Evidence, body, where=where)


def observation_to_json(observation: Observation) -> JsonObject:
    """An observation with its class name under `type`."""
    body: JsonObject = _CONVERTER.unstructure(observation, unstructure_as=Observation)
    return body


def effect_to_json(effect: Effect) -> JsonObject:
    """An effect with its class name under `type`."""
    body: JsonObject = _CONVERTER.unstructure(effect, unstructure_as=Effect)
    return body


def effect_from_json(body: Mapping[str, object], *, where: str = "effect") -> Effect:
    """What `effect_to_json` wrote. Raises MalformedRecordError."""
    effect: Effect = _structure(Effect, body, where)
    return effect


def _structure(to: Any, body: Mapping[str, object], where: str) -> Any:
    """A union has no `type[T]`, hence Any: this is the wire."""
    try:
        return _CONVERTER.structure(body, to)
    except (BaseValidationError, LookupError, TypeError, ValueError) as error:
        raise MalformedRecordError(f"{where}: {_why(error)}") from error


def _why(error: Exception) -> str:
    """The faults in words, each with its place: `expected a string, found 7 @ $.plan.service`."""
    if isinstance(error, BaseValidationError):
        return "; ".join(transform_error(error, format_exception=_words))
    return _words(error, None)


def _words(error: BaseException, to: type | None) -> str:
    """Our own hooks say what they found; for the rest cattrs has words."""
    return str(error) if isinstance(error, TypeError | ValueError) and str(error) else format_exception(error, to)
