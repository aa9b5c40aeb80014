"""The second look, where the first ended with a refusal that names no cause: other ClientHellos, and what they decide.

Alert 40 says that something was missing, and not what. A hello that offers everything finds out what the server would
have taken; one without a name finds out whether the name was the trouble. Pure: which hellos to send, and what the
answers make of the first verdict. Whoever takes looks counts these as looks too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from firstcause.model.handshake import Detail, HandshakeFailure, HandshakeObserved, Phase
from firstcause.model.service import STARTTLS
from firstcause.tls.alerts import alert_number
from firstcause.tls.flight import Choice, Left, Refusal, Reply
from firstcause.tls.hello import TLS10, TLS12, TLS13, VERSION_NAMES, Hello
from firstcause.tls.names import parse_address
from firstcause.tls.ordinary import GROUPS, is_ordinary_suite
from firstcause.tls.registry.groups import group_name
from firstcause.tls.registry.suites import suite_name
from firstcause.tls.trace import Connect, End, HandshakeTrace

# Refusals that leave open what was refused (RFC 8446 section 6.2); the last two tell it, but not what would do.
OPEN_ALERTS: Final = frozenset(
    {
        "handshake_failure",
        "internal_error",
        "illegal_parameter",
        "missing_extension",
        "insufficient_security",
        "protocol_version",
    }
)
_LEFT: Final = frozenset({End.TRUNCATED, End.RESET, End.CLOSED})
_VERSIONS: Final = {name: number for number, name in VERSION_NAMES.items()} | {"TLSv1.0": TLS10}


@dataclass(frozen=True, slots=True)
class Question:
    """A hello to send, and what it leaves out on purpose: "" for nothing. No hello: connect, and say nothing."""

    hello: Hello | None
    without: str = ""


Answer = tuple[Question, Reply]


def questions(trace: HandshakeTrace, observed: HandshakeObserved) -> tuple[Question, ...]:
    """What to ask, in this order, until the server chooses something; nothing where the first look told all."""
    if not _is_open(trace, observed):
        return ()
    endpoint = trace.look.endpoint
    named = endpoint.server_name if parse_address(endpoint.server_name) is None else ""
    everything = Hello(named, endpoint.alpn)
    older = replace(everything, versions=tuple(v for v in everything.versions if v < TLS13))
    nameless = (Question(replace(everything, server_name=""), "name"),) if named else ()
    silent = (Question(None, "hello"),) if trace.fatal_alert is None and endpoint.protocol not in STARTTLS else ()
    return (*silent, Question(everything), Question(older, "TLS 1.3"), *nameless)


def concluded(observed: HandshakeObserved, trace: HandshakeTrace, answers: Sequence[Answer]) -> HandshakeObserved:
    """The observation with what the answers add: another code, what would have been accepted, fewer alternatives."""
    failure = observed.failure
    answers = [a for a in answers if a[0].hello is not None or isinstance(a[1], Left)]
    if failure is None or not answers:
        return observed
    question, reply = answers[-1]
    if isinstance(reply, Left):
        return _before_any_hello(observed, failure, reply)
    if isinstance(reply, Refusal):
        return _refused_whatever(observed, failure, answers)
    if question.without == "name":
        return _because_of_the_name(observed, failure, trace)
    return _would_have_taken(observed, failure, trace, question, reply)


def _is_open(trace: HandshakeTrace, observed: HandshakeObserved) -> bool:
    """Whether the peer ended it at our ClientHello without saying enough."""
    if observed.failure is None or trace.connect is not Connect.CONNECTED or trace.phase is not Phase.CLIENT_HELLO:
        return False
    alert = trace.fatal_alert
    if alert is None:
        return trace.end in _LEFT and not trace.received
    return alert.direction == "received" and alert.name in OPEN_ALERTS


def _would_have_taken(
    observed: HandshakeObserved, failure: HandshakeFailure, trace: HandshakeTrace, question: Question, choice: Choice
) -> HandshakeObserved:
    """The server chose something: is it anything that this caller would not have offered?"""
    version, suite = VERSION_NAMES.get(choice.version, f"version 0x{choice.version:04X}"), suite_name(choice.suite)
    group = group_name(choice.group) if choice.group is not None else ""
    low, high = _range(trace)
    if not low <= choice.version <= high:
        spoken = f"{VERSION_NAMES[low]} to {VERSION_NAMES[high]}"
        return _named(observed, failure, "tls/no-shared-version", spoken, version, f"speaks {version}")
    if "PSK" in suite or "SRP" in suite:
        return _named(
            observed, failure, "tls/psk-or-ticket", "a certificate", suite, f"wants a shared secret ({suite})"
        )
    if not is_ordinary_suite(suite):
        return _named(
            observed, failure, "tls/no-shared-cipher", "a suite that ordinary callers have", suite, f"has {suite}"
        )
    if group and group not in GROUPS:
        return _named(
            observed, failure, "tls/no-shared-group", ", ".join(sorted(GROUPS)), group, f"has the group {group}"
        )
    return _nothing_to_sign_with(observed, failure, question, high)


def _nothing_to_sign_with(
    observed: HandshakeObserved, failure: HandshakeFailure, question: Question, high: int
) -> HandshakeObserved:
    """Asked for everything, the server takes what the first hello had offered as well: so it was not for want of that.

    What is left is a group or a signature scheme: of its certificate's key (RFC 8422 section 5.1), or of TLS 1.3, whose
    suites fit every certificate; unless the server cannot bear to hear of TLS 1.3.
    """
    if failure.code != "tls/no-shared-cipher":
        return observed
    older_only = question.without == "TLS 1.3" and high >= TLS13
    does = "takes a caller that offers TLSv1.2 at most" if older_only else "takes a caller that offers every group"
    changed = _named(
        observed,
        failure,
        "tls/no-shared-group",
        "a group and a signature scheme that ordinary callers have",
        "neither" if older_only else "another group or signature scheme",
        f"{does}{'' if older_only else ' and signature scheme'}",
    )
    return replace(changed, alternatives=("tls/no-shared-version",) if older_only else ())


def _before_any_hello(observed: HandshakeObserved, failure: HandshakeFailure, left: Left) -> HandshakeObserved:
    """A server that closes at once resets as well, when our hello has come before that and stays unread."""
    how, code = ("resets", "tls/connection-reset") if left.by_reset else ("closes", "tls/peer-closed")
    text = f"{observed.target} {how} the connection as soon as it is made, before anything is said."
    detail = Detail("a server that waits for our ClientHello", (f"it {how} the connection",))
    changed = replace(failure, code=code, phase=Phase.CONNECT, detail=detail, explanation=text)
    return replace(observed, failure=changed, alternatives=())


def _because_of_the_name(
    observed: HandshakeObserved, failure: HandshakeFailure, trace: HandshakeTrace
) -> HandshakeObserved:
    name = trace.look.endpoint.server_name
    return _named(
        observed,
        failure,
        "tls/unrecognized-name",
        f"the server name '{name}'",
        "other names only",
        "answers a caller that names no server",
    )


def _refused_whatever(
    observed: HandshakeObserved, failure: HandshakeFailure, answers: Sequence[Answer]
) -> HandshakeObserved:
    """Everything was offered, and refused: then no version is missing, and no group that a hello can name."""
    by_older = next((r for q, r in answers if q.without == "TLS 1.3" and isinstance(r, Refusal)), None)
    newest_only = by_older is not None and by_older.alert == alert_number("protocol_version")
    if newest_only and failure.code == "tls/no-shared-cipher":
        # Suites of TLS 1.3 fit every certificate, and all were offered: it is a group or a signature scheme.
        changed = _named(
            observed,
            failure,
            "tls/no-shared-group",
            "a group and a signature scheme of the registries",
            "neither",
            "speaks TLSv1.3 alone, and accepts no group or no signature scheme that there is",
        )
        return replace(changed, alternatives=("tls/psk-or-ticket",))
    left = tuple(c for c in observed.alternatives if c not in ("tls/no-shared-version", "tls/no-shared-group"))
    return replace(observed, alternatives=left)


def _named(
    observed: HandshakeObserved, failure: HandshakeFailure, code: str, expected: str, presented: str, does: str
) -> HandshakeObserved:
    """`does` completes the sentence "order-service:8443 ..."."""
    said = f"{failure.alert.name} ({failure.alert.number})" if failure.alert else "the end of the connection"
    text = f"{observed.target} answered our ClientHello with {said}; asked again with other offers, it {does}."
    detail = Detail(expected, (presented,))
    return replace(observed, failure=replace(failure, code=code, detail=detail, explanation=text), alternatives=())


def _range(trace: HandshakeTrace) -> tuple[int, int]:
    """The versions that strict callers, or this one by its own limits, would speak."""
    view = trace.look.view
    return _VERSIONS.get(view.min_version, TLS12), _VERSIONS.get(view.max_version, TLS13)
