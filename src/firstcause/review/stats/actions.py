"""What became of the action items: open, overdue, done in time, and how many of them answer a contributing factor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from firstcause.model.account import Account


@dataclass(frozen=True, slots=True)
class Actions:
    """`timed`: done ones whose document tells when, of which `in_time` were not late. `traced`: those whose table says
    what they answer, of which `from_factors` answer a factor. `undated`: open ones without a day."""

    total: int
    open: int
    overdue: int
    undated: int
    done: int
    timed: int
    in_time: int
    traced: int
    from_factors: int


def actions(accounts: Iterable[Account], today: date) -> Actions:
    """Of all these documents together."""
    items = [item for account in accounts for item in account.promises]
    still = [item for item in items if not item.done]
    done = [item for item in items if item.done]
    timed = [(item.done_on, item.due) for item in done if item.done_on and item.due]
    traced = [item.from_factor for item in items if item.from_factor is not None]
    return Actions(
        total=len(items),
        open=len(still),
        overdue=sum(item.due is not None and item.due < today for item in still),
        undated=sum(item.due is None for item in still),
        done=len(done),
        timed=len(timed),
        in_time=sum(on <= due for on, due in timed),
        traced=len(traced),
        from_factors=traced.count(True),
    )
