"""RCA107: a tag that says another severity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstcause.document.spans import Edit, Words
from firstcause.review.lint.edits import replaced, without_item
from firstcause.review.lint.rule import Subject, Trouble

_SEVERITY: Final = re.compile(r"#?(?:p[0-5]|sev-?[0-5])", re.IGNORECASE)


def severity_tag(subject: Subject) -> Iterator[Trouble]:
    """A tag names another severity than the front matter does.

    Notes are found by their tags, and counted by their severity: the two give different answers to one question.

    Bad:

        severity: P2
        tags: [rca, p1, network]

    Better:

        severity: P2
        tags: [rca, p2, network]

    Ignore it where such a tag means something else, a team's priority for one.
    """
    severity, tags = (subject.reading.front.entries.get(key) for key in ("severity", "tags"))
    if severity is None or tags is None or severity.value not in subject.policy.severities:
        return
    right = str(severity.value)
    present = {_bare(item) for item in tags.items}
    for item in tags.items:
        if _SEVERITY.fullmatch(_bare(item)) and _bare(item) != right.casefold():
            edit: Edit | None = replaced(item, _as_written(item, right))
            if right.casefold() in present:
                edit = without_item(tags, item)
            yield Trouble(
                f"the tag {item.text} is not the severity {right}",
                item,
                ((severity.written, f"the severity is {right}"),),
                edits=(edit,) if edit else (),
            )


def _bare(item: Words) -> str:
    return item.text.strip("'\"").casefold()


def _as_written(item: Words, right: str) -> str:
    """In the tag's own case, and its quotes."""
    bare = item.text.strip("'\"")
    return item.text.replace(bare, right if bare.isupper() else right.casefold())
