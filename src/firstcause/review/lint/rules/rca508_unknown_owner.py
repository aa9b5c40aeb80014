"""RCA508: an owner whom the catalogue does not know."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.action_cells import is_excused, is_nothing
from firstcause.review.lint.rule import Subject, Trouble


def unknown_owner(subject: Subject) -> Iterator[Trouble]:
    """The owner of an action owns no service of the catalogue.

    A team that was renamed or dissolved is asked about nothing.

    Bad:

        Department of Miracles, where Services/ names Orders, Billing and Messaging

    Better:

        the owner of the service that the action is about

    Ignore it where people and not teams own actions; it is better to name the team as well.
    """
    owners = {service.owner.casefold(): service.owner for service in subject.vault.services.values() if service.owner}
    if not owners or is_excused(subject):
        return
    author = str(subject.reading.front.get("author") or "").casefold()
    for action in subject.reading.actions:
        if action.owner is None or is_nothing(action.owner):
            continue
        named = action.owner.text.strip().lstrip("@").casefold()
        if named not in owners and named != author:
            known = ", ".join(sorted(owners.values()))
            yield Trouble(f"nobody in the catalogue is called '{action.owner.text}'; it knows {known}", action.owner)
