"""Clean root-cause analyses of several shapes, made of parts that a fault may change one by one.

The incidents are invented. What varies from one to the next is drawn from a seeded generator, so that every run writes
the same vault.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

TEAMS = {"order": "Orders", "billing": "Billing", "notification": "Messaging", "search": "Search", "stock": "Warehouse"}
TEAMS |= {"mail": "Messaging", "session": "Accounts", "report": "Insight"}
KINDS = ("service", "api", "gateway", "ledger", "relay")
OWNERS = {f"{name}-{kind}": team for kind in KINDS for name, team in TEAMS.items()}
SERVICES = tuple(OWNERS)
FAULTS = (
    ("Incomplete Certificate Chain", "The release left the intermediate certificate out of bundle.pem"),
    ("Connection Pool Exhaustion", "The release lowered the limit of the connection pool from 80 to 8"),
    ("Expired Client Certificate", "The renewal job skipped client.pem, and the certificate ran out"),
    ("Memory Leak", "The release kept every parsed template, and the memory of each process grew by 40 MiB an hour"),
    ("DNS Resolution Failure", "The change of the zone removed the record of the internal resolver"),
    (
        "Slow Database Queries",
        "The migration dropped the index on orders.customer_id, so that queries read the whole table",
    ),
)


@dataclass
class Table:
    """A table as it is written."""

    header: tuple[str, ...]
    rows: list[list[str]]

    def lines(self) -> list[str]:
        rule = "|".join("-" * (len(name) + 2) for name in self.header)
        return [_row(self.header), f"|{rule}|", *map(_row, self.rows)]


@dataclass
class Document:
    """The parts of one document, in their order. Lists hold the words of items, without marks."""

    path: str
    front: dict[str, str]
    heading: str
    summary: str
    timeline: Table
    cause: str
    factors: list[str]
    impact: list[str]
    affected: list[str]
    customer: list[str]
    resolution: list[str]
    went_well: list[str]
    improvements: list[str]
    actions: Table
    related: list[str]
    footer: str
    sections: list[str] = field(default_factory=list)  # headings of level 2, in order
    notes: list[str] = field(default_factory=list)  # after the footer: footnotes, comments

    def text(self) -> str:
        """As a file holds it."""
        lines = ["---", *(f"{key}: {value}" for key, value in self.front.items()), "---", "", f"# {self.heading}", ""]
        for title in self.sections:
            lines += [f"## {title}", "", *self._section(title), ""]
        return "\n".join((*lines, "---", "", f"*{self.footer}*", *(["", *self.notes] if self.notes else []), ""))

    def _section(self, title: str) -> list[str]:
        affected = ["", "### Affected Services", "", *_bullets(self.affected)]
        customer = ["", "### Customer Impact", "", *_bullets(self.customer)]
        went_well = ["### What Went Well", "", *_bullets(self.went_well)]
        better = ["", "### What Could Be Improved", "", *_bullets(self.improvements)]
        return {
            "Summary": [self.summary],
            "Timeline": self.timeline.lines(),
            "Root Cause": [self.cause, "", "Contributing factors:", "", *_numbered(self.factors)],
            "Impact": [*_bullets(self.impact), *affected, *customer],
            "Resolution": _numbered(self.resolution),
            "Lessons Learned": [*went_well, *better],
            "Action Items": self.actions.lines(),
            "Related Incidents": _bullets(self.related),
        }[title]


SECTIONS = (
    *("Summary", "Timeline", "Root Cause", "Impact", "Resolution", "Lessons Learned", "Action Items"),
    "Related Incidents",
)


def clean(number: int) -> Document:
    """The `number`th document, with nothing wrong in it."""
    random = Random(number)  # noqa: S311 - a vault that is always the same
    fault, cause = FAULTS[number % len(FAULTS)]
    # Each fault meets another service each time: a repeat would want a link to what was before it.
    service = SERVICES[number // len(FAULTS) % len(SERVICES)]
    others = random.sample([name for name in SERVICES if name != service], 2)
    day = date(2025, 1, 6) + timedelta(days=7 * number)
    began = datetime(day.year, day.month, day.day, random.randrange(1, 20), random.randrange(20), tzinfo=UTC)
    minutes = [0, 3, 5, 8, 14, 21, 27, 33]
    at = [f"{began + timedelta(minutes=m):%H:%M}" for m in minutes]
    release = f"r{random.randrange(20, 90)}"
    total, degraded, failed = 4000 + 10 * number, 800 + 4 * number, 200 + number
    title, owner = f"{day} - {fault} in {service}", OWNERS[service]
    reported, due = day + timedelta(days=3), [day + timedelta(days=n) for n in (7, 14, 21, 28)]
    return Document(
        path=f"RCAs/{day}-{fault.lower().replace(' ', '-')}-{service}.md",
        front={
            "title": f'"{title}"',
            "date": f"{day}",
            "severity": "P2",
            "services": f"[{', '.join((service, *others))}]",
            "tags": "[rca, p2]",
            "status": "resolved",
            "duration_minutes": f"{minutes[-1]}",
            "author": owner,
        },
        heading=title,
        summary=f"On {day}, {service} had an incident of 33 minutes: {cause[0].lower()}{cause[1:]}. {failed} requests "
        f"failed, and 2 dependent services suffered.",
        timeline=Table(
            ("Time (UTC)", "Event"),
            [
                [at[0], f"Release {release} of {service} deployed; the first requests fail"],
                [at[1], f"Alert fired: requests to {service} fail"],
                [at[2], "On-call engineer paged"],
                [at[3], "On-call engineer acknowledged the page"],
                [at[4], f"Root cause identified: release {release}"],
                [at[5], f"Mitigation applied: {service} rolled back to the release before {release}"],
                [at[6], "Recovery observed"],
                [at[7], "Incident resolved"],
            ],
        ),
        cause=f"{cause} with release {release} of {service}.",
        factors=[
            f"No check before the deploy looks at what release {release} changed",
            "Alerts watch one region alone",
        ],
        impact=[
            f"Requests degraded: {100 * degraded / total:.1f} % ({degraded} of {total})",
            f"Requests failed: {100 * failed / total:.1f} % ({failed} of {total})",
            "Latency: p99 went from 190 ms to 2850 ms",
        ],
        affected=[service, *others],
        customer=[f"{failed - 20} users met at least one failed request", "4 support tickets were opened"],
        resolution=[f"Rolled {service} back to the release before {release}", "Watched its requests for six minutes"],
        went_well=["The alert fired 3 minutes after the first failed request"],
        improvements=["The rollback was done by hand"],
        actions=Table(
            ("Priority", "Action", "Owner", "Due Date", "Addresses"),
            [
                [
                    "P1",
                    f"Check each release of {service} against its callers before the deploy",
                    owner,
                    f"{due[0]}",
                    "factor 1",
                ],
                ["P2", "Extend the alerts on failed requests to all three regions", owner, f"{due[1]}", "factor 2"],
                ["P3", f"Automate the rollback of {service} by its deployer", owner, f"{due[2]}", "improvement 1"],
            ],
        ),
        related=[f"[[runbook-{service}|Runbook of {service}]]"],
        footer=f"RCA prepared by {owner} on {reported}",
        sections=list(SECTIONS),
    )


def notes() -> dict[str, str]:
    """What else lies in the vault: services with their owners, and their runbooks."""
    found = {f"Services/{name}.md": f"---\nowner: {owner}\n---\n\n# {name}\n" for name, owner in OWNERS.items()}
    return found | {f"Runbooks/runbook-{name}.md": f"# Runbook of {name}\n" for name in SERVICES}


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _bullets(items: list[str]) -> list[str]:
    return [f"- {item}" for item in items]


def _numbered(items: list[str]) -> list[str]:
    return [f"{number}. {item}" for number, item in enumerate(items, 1)]
