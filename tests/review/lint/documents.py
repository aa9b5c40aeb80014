"""A document with which nothing is wrong, a vault around it, and what is found once something is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from firstcause.document.reading.read import read
from firstcause.document.spans import Source
from firstcause.model.finding import Finding
from firstcause.review.lint.index import vault_of
from firstcause.review.lint.lint import lint
from firstcause.review.lint.note import glance
from firstcause.review.lint.registry import RULES
from firstcause.review.lint.rule import Policy, Rule, Subject
from firstcause.review.lint.vault import KnownService, Vault

OF_FORM = tuple(rule for rule in RULES if rule.id[3] in "16789")  # all but those of times, figures, causes and repairs
TODAY = date(2026, 3, 20)
NOTE = "RCAs/2026-03-02-disk-full-cart-api.md"
CLEAN = """\
---
title: "2026-03-02 - Disk Full in cart-api"
date: 2026-03-02
severity: P2
services: [cart-api, mail-worker]
tags: [rca, p2, storage]
status: resolved
duration_minutes: 31
author: Storage
---

# 2026-03-02 - Disk Full in cart-api

## Summary

On 2026-03-02 the disk of `cart-api` was full for 31 minutes. 40 users could not pay.

## Timeline

| Time (UTC) | Event |
|---|---|
| 10:00 | A log file began to grow |
| 10:03 | Alert on free space |
| 10:20 | Log rotated by hand |
| 10:31 | Incident resolved |

## Root Cause

Release r12 wrote every request to the log on the disk, and rotation is set by size for files of its older name only.

## Impact

- Requests failed: 4.0 % (40 of 1000)

### Affected Services

- cart-api
- mail-worker

### Customer Impact

- 40 users with an error

## Resolution

1. Rotated the log at 10:20

## Lessons Learned

### What Went Well

- The alert came 3 minutes after the first full block

### What Could Be Improved

- Rotation knows no new names

## Action Items

| Priority | Action | Owner | Due Date |
|---|---|---|---|
| P2 | Rotate by folder on every cart-api host (improvement 1) | Storage | 2026-03-19 |

## Related Incidents

- [[runbook-cart-api|Runbook]]
- [[runbook-mail-worker|Runbook]]
- [[2026-01-05-disk-full-cart-api|Previous incident]]

---
*RCA prepared by Storage on 2026-03-05*
"""
EARLIER = (
    CLEAN.replace("2026-03-02", "2026-01-05")
    .replace("2026-03-05", "2026-01-08")
    .replace("- [[2026-01-05-disk-full-cart-api|Previous incident]]\n", "")
    .replace("10:", "15:")
    .replace("15:20", "15:22")
)
NOTES: Mapping[str, str] = {
    NOTE: CLEAN,
    "RCAs/2026-01-05-disk-full-cart-api.md": EARLIER,
    "Runbooks/runbook-cart-api.md": "# cart-api\n\n## Disk full\n",
    "Runbooks/runbook-mail-worker.md": "# mail-worker\n",
    "Runbooks/runbook-search-api.md": "# search-api\n",
    "Services/cart-api.md": "---\nowner: Storage\n---\n",
    "Services/mail-worker.md": "---\nowner: Mail\n---\n",
    "Services/search-api.md": "---\nowner: Search\n---\n",
}


def changed(*pairs: tuple[str, str], text: str = CLEAN) -> str:
    """The document with each first text replaced by the second; a text that is not there is a mistake of the test."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def vault(text: str, note: str = NOTE, more: Mapping[str, str] | None = None) -> Vault:
    """The vault with this text in it."""
    notes = {**NOTES, **(more or {}), note: text}
    return vault_of({path: glance(path, one, sentences=True) for path, one in notes.items()}, ["plots/p99.svg"], ())


def found(
    text: str,
    note: str = NOTE,
    more: Mapping[str, str] | None = None,
    policy: Policy | None = None,
    rules: Sequence[Rule] = OF_FORM,
) -> list[Finding]:
    """Everything that these rules find in it, informing ones included."""
    subject = Subject(read(Source(text, note)), vault(text, note, more), policy or Policy(TODAY), note)
    return lint(subject, rules)


def by_rule(findings: Sequence[Finding], rule: str) -> list[Finding]:
    """Those of one rule."""
    return [finding for finding in findings if finding.rule == rule]


CATALOGUE = (KnownService("cart-api", "Storage"), KnownService("mail-worker", "Mail"))
