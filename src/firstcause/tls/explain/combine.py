"""Two ends of one handshake: what the one side's words leave open, the other's often decide.

Both explanations are ranked lists of chances about the same failure, so the faults that both allow are multiplied; what
one side never mentioned is not excluded, only unlikely.
"""

from __future__ import annotations

from typing import Final

from firstcause.tls.explain import rules, telling
from firstcause.tls.explain.words import Cause, Explanation, Side

UNMENTIONED: Final = 0.02


def combine(client_side: Explanation | None, server_side: Explanation | None) -> Explanation:
    """One explanation of both sides' words. `role` and `stack` are empty when both sides contributed.

    A side that is None, or tells of no failure, leaves the word to the other.
    """
    telling_sides = [side for side in (client_side, server_side) if side is not None and side.causes]
    if len(telling_sides) < 2:
        return next(iter(telling_sides), None) or client_side or server_side or Explanation()
    client, server = telling_sides
    causes = _together(client, server)
    return Explanation(
        causes,
        alert=client.alert or server.alert,
        side_at_fault=_side(causes[0].code, client, server),
        explanation=f"Client's words: {client.explanation} Server's words: {server.explanation}"
        f" Together: {causes[0].code}.",
        next_checks=telling.checks(causes),
    )


def _together(client: Explanation, server: Explanation) -> tuple[Cause, ...]:
    weights = [{cause.code: cause.confidence for cause in side.causes} for side in (client, server)]
    codes = set(weights[0]) | set(weights[1])
    product = {c: weights[0].get(c, UNMENTIONED) * weights[1].get(c, UNMENTIONED) for c in codes}
    total = sum(product.values())
    return rules.ranked({code: weight / total for code, weight in product.items()})


def _side(code: str, client: Explanation, server: Explanation) -> Side:
    """As the side sees it that holds this cause for the likeliest."""
    agreeing = next((side for side in (client, server) if side.causes[0].code == code), client)
    return agreeing.side_at_fault or "either"
