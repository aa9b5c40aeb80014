"""RCA604: somebody else's runbook."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.review.lint.edits import replaced
from firstcause.review.lint.link_targets import found, wikilinks
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.runbooks import runbook_service
from firstcause.review.lint.titles import read_title, stem


def other_runbook(subject: Subject) -> Iterator[Trouble]:
    """A link leads to the runbook of a service that has no part in the incident.

    Whoever follows it at night restarts the wrong thing. Only runbooks of services that the vault knows are judged.

    Bad:

        services: [order-service, billing-api]
        ...
        - [[runbook-search-api|Runbook]]

    Better:

        - [[runbook-order-service|Runbook]]

    Ignore it where the other service's runbook holds the remedy.
    """
    services = _own_services(subject)
    if not services:
        return
    for link in wikilinks(subject):
        name = runbook_service(link.target.text)
        if not name or name in services or name not in subject.vault.service_names:
            continue
        failing = next(iter(services))
        note = subject.vault.names.find(f"runbook-{failing}")
        edits = (replaced(link.target, stem(note)),) if note and found(subject, link) != note else ()
        entry = subject.reading.front.entries.get("services")
        against = ((entry.written, "the services of this incident"),) if entry else ()
        yield Trouble(f"{name} has no part in this incident", link.whole, against, edits=edits)


def _own_services(subject: Subject) -> dict[str, None]:
    """The failing one first."""
    front = subject.reading.front
    listed = front.get("services")
    named = [str(one).casefold() for one in listed] if isinstance(listed, list) else []
    failing = read_title(str(front.get("title") or "")).service.casefold()
    return dict.fromkeys(
        [*([failing] if failing else []), *named, *(s.value.casefold() for s in subject.reading.affected)]
    )
