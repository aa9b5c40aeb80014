"""Promised repairs are taken apart, in tables and lists of every make."""

from __future__ import annotations

import pytest

from firstcause.document.reading.read import read
from firstcause.document.reading.stated import Action
from firstcause.document.spans import Source

FIELDS = ("text", "owner", "due", "priority", "status", "tracker", "id", "done")


def actions(body: str) -> list[dict[str, object]]:
    r = read(Source(f"# T\n\n## Action items\n\n{body}\n"))
    return [_told(action) for action in r.actions]


def _told(action: Action) -> dict[str, object]:
    values = {name: getattr(action, name) for name in FIELDS}
    return {name: getattr(value, "text", value) for name, value in values.items() if value}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("- Add the alert", {"text": "Add the alert"}),
        (
            "- Add the alert (SRE, due 2025-11-14)",
            {"text": "Add the alert", "owner": "SRE", "due": "2025-11-14"},
        ),
        ("- [x] Add the alert (#12)", {"text": "Add the alert", "tracker": "#12", "done": True}),
        ("- [ ] Add the alert @kim", {"text": "Add the alert", "owner": "@kim"}),
        ("- ~~Add the alert~~", {"text": "Add the alert", "done": True}),
        ("- ✅ Add the alert", {"text": "Add the alert", "done": True}),
        (
            "- Add the alert. **Owner**: SRE. **Due**: Nov 14, 2025",
            {"text": "Add the alert", "owner": "SRE", "due": "Nov 14, 2025"},
        ),
        (
            "1. **P1** Add the alert, by Nov 14, 2025",
            {"text": "Add the alert", "priority": "P1", "due": "Nov 14, 2025"},
        ),
        (
            "- [OPS-12] Add the alert - done",
            {"text": "Add the alert", "tracker": "OPS-12", "status": "done", "done": True},
        ),
        (
            "- Add the alert\n  - Owner: SRE\n  - Status: Done",
            {"text": "Add the alert", "owner": "SRE", "status": "Done", "done": True},
        ),
        ("- Cap the queue (see the runbook)", {"text": "Cap the queue (see the runbook)"}),
        ("- Ask the owner: who deploys?", {"text": "Ask the owner: who deploys?"}),
    ],
)
def test_an_item(item: str, expected: dict[str, object]) -> None:
    """The sentence, and what is squeezed in around it."""
    assert actions(item) == [expected]


def test_a_table_of_any_columns() -> None:
    """They are known by their headers; what has none is the repair."""
    assert actions(
        "| # | What | DRI | ETA | JIRA |\n|-|-|-|-|-|\n| 1 | Add the alert | kim | Q1 | OPS-1 **Done** |"
    ) == [
        {
            "id": "1",
            "text": "Add the alert",
            "owner": "kim",
            "due": "Q1",
            "tracker": "OPS-1 **Done**",
            "done": True,
        }
    ]


def test_an_item_that_announces_is_no_repair() -> None:
    """Those below it are."""
    assert [a["text"] for a in actions("- Detection:\n  - Add the alert\n  - Watch it\n- Rehearse")] == [
        "Add the alert",
        "Watch it",
        "Rehearse",
    ]


def test_a_cell_that_is_there_and_empty_differs_from_one_that_is_not() -> None:
    """An absent column is None, an empty cell has its place."""
    r = read(Source("## Action items\n| Action | Owner |\n|-|-|\n| Add the alert | |\n"))
    (action,) = r.actions
    assert action.due is None
    assert action.owner is not None
    assert action.owner.text == ""
