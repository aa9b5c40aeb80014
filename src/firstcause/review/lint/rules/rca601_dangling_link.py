"""RCA601: a link to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.document.links import Link, LinkKind
from firstcause.review.lint.edits import replaced
from firstcause.review.lint.link_targets import file_links, found, has_heading, wikilinks
from firstcause.review.lint.rule import Subject, Trouble


def dangling_link(subject: Subject) -> Iterator[Trouble]:
    """A link leads to no note of the vault, or to a heading that the note does not have.

    A runbook that is not there is found missing at the moment at which it is needed. Where a note of nearly that name
    exists, it is named.

    Bad:

        - [[runbook-ordr-service|Runbook]]

    Better:

        - [[runbook-order-service|Runbook]]

    Ignore it where a note is still to be written and its name is already settled. Notes are looked for in the whole
    vault; where only a piece of a vault is checked, name all of it with `--vault`.
    """
    if not subject.vault.is_whole:
        return
    for link in wikilinks(subject):
        yield from _judged(subject, link)
    if subject.reading.native:
        for link in file_links(subject):
            yield from _judged(subject, link)


def _judged(subject: Subject, link: Link) -> Iterator[Trouble]:
    note = found(subject, link)
    if note is None:
        near = _nearest(subject, link)
        hint = f"; did you mean {near}?" if near else ""
        edits = (replaced(link.target, near),) if near else ()
        yield Trouble(f"there is no note {link.target.text}{hint}", link.whole, edits=edits)
    elif link.heading and link.kind is LinkKind.WIKI and not has_heading(subject, note, link.heading):
        name = link.target.text or "this document"
        yield Trouble(f"{name} has no heading {link.heading!r}", link.whole)


def _nearest(subject: Subject, link: Link) -> str:
    if link.kind is not LinkKind.WIKI:
        return ""
    return subject.vault.names.nearest(link.target.text, but=subject.note)
