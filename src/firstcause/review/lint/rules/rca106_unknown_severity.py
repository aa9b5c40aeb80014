"""RCA106: a severity that the policy does not have."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from firstcause.review.lint.rule import Subject, Trouble


def unknown_severity(subject: Subject) -> Iterator[Trouble]:
    """The severity is not one of the policy's.

    Severities decide who is called and what is counted; one that only a single document knows is counted nowhere. The
    policy is the table `[severity]` of firstcause.toml, and P1 to P4 where there is none.

    Bad:

        severity: SEV-2

    Better:

        severity: P2

    Ignore it in documents from before the policy.
    """
    entry = subject.reading.front.entries.get("severity")
    known = subject.policy.severities
    if entry is None or not isinstance(entry.value, str | int) or str(entry.value) in known:
        if entry is not None and entry.value is None and not subject.is_draft:
            yield Trouble(f"no severity is named; the policy has {', '.join(known)}", entry.key)
        return
    near = get_close_matches(str(entry.value).upper(), known, 1, 0.5)
    hint = f"; did you mean {near[0]}?" if near else f"; it has {', '.join(known)}"
    yield Trouble(f"severity {entry.value} is not in the policy{hint}", entry.written)
