"""A vault of the seed's family: every document of one mould, filled with another fault, service, day and severity.

The incidents are invented; a seeded generator draws them, so that every run writes the same vault. What was drawn is
kept beside the text: it is what the graded queries are judged by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

SERVICES = (
    *("order-service", "billing-api", "notification-service", "catalog-api", "user-profile", "checkout-web"),
    *("inventory-sync", "search-api", "shipping-worker", "session-store", "report-builder", "edge-gateway"),
)
TEAMS = ("Infrastructure", "DevOps", "Backend Team", "Database Team", "Platform Team", "Security Team")
AUTHORS = ("SRE", "Platform Team", "On-Call Engineer", "DevOps")
SEVERITIES = ("P1", "P2", "P2", "P3", "P3", "P4")
# Fault, category, and what the document adds to the cause.
FAULTS = (
    ("SSL/TLS Handshake Failure", "network"),
    ("TLS Certificate Expiry", "security"),
    ("DNS Resolution Failure", "network"),
    ("Network Partition", "network"),
    ("Packet Loss", "network"),
    ("Load Balancer Misconfiguration", "network"),
    ("Database Connection Pool Exhaustion", "database"),
    ("Database Deadlock", "database"),
    ("Replication Lag", "database"),
    ("Slow Query", "database"),
    ("Schema Migration Failure", "database"),
    ("Memory Leak", "application"),
    ("Out of Memory Kill", "application"),
    ("Null Pointer Exception", "application"),
    ("Thread Pool Starvation", "application"),
    ("Race Condition", "application"),
    ("Infinite Retry Loop", "application"),
    ("Disk Space Exhaustion", "infrastructure"),
    ("Kernel Panic", "infrastructure"),
    ("Clock Skew", "infrastructure"),
    ("CPU Throttling", "infrastructure"),
    ("Node Failure", "infrastructure"),
    ("Pod Crash Loop", "infrastructure"),
    ("Cache Stampede", "cache"),
    ("Stale Cache", "cache"),
    ("Message Queue Backlog", "messaging"),
    ("Poison Message", "messaging"),
    ("Bad Configuration Deploy", "deployment"),
    ("Feature Flag Misfire", "deployment"),
    ("Failed Canary Rollout", "deployment"),
    ("API Rate Limit Exceeded", "dependency"),
    ("Third-Party Provider Outage", "dependency"),
    ("Authentication Token Expiry", "security"),
    ("DDoS Attack", "security"),
    ("Split Brain", "database"),
    ("Thundering Herd", "application"),
    ("File Descriptor Exhaustion", "infrastructure"),
)
OFFSETS = ((0, 2, 5, 10, 19, 25), (0, 1, 4, 14, 30, 41), (0, 3, 9, 25, 48, 66), (0, 2, 6, 30, 75, 96))
WORDS = (
    *("Monitoring alert triggered", "On-call engineer paged", "Initial investigation started"),
    *("Root cause identified", "Mitigation applied", "Service recovery observed", "Incident resolved"),
)
RELATED_WORDS = {
    "network": "Need better runbooks for network issues",
    "database": "Slow query log was not watched",
    "security": "Rotation of secrets is a manual job",
}


@dataclass(frozen=True)
class Incident:
    """What was drawn for one document."""

    path: str
    fault: str
    category: str
    service: str
    others: tuple[str, ...]
    severity: str
    began: datetime
    minutes: int
    users: int
    errors: int
    tickets: int
    revenue: int
    p99: int
    error_rate: int
    author: str
    owners: tuple[str, ...]
    status: str

    @property
    def day(self) -> date:
        return self.began.date()

    @property
    def services(self) -> tuple[str, ...]:
        return (self.service, *self.others)


# Another team's names for what may go wrong; none of them is above.
OTHER_FAULTS = (
    ("Expired Certificate", "security"),
    ("Mutual TLS Misconfiguration", "security"),
    ("Resolver Timeouts", "network"),
    ("Switch Failure", "network"),
    ("High Network Latency", "network"),
    ("Firewall Rule Change", "network"),
    ("Connection Leak", "database"),
    ("Table Lock Contention", "database"),
    ("Replica Out of Sync", "database"),
    ("Missing Index", "database"),
    ("Primary Failover", "database"),
    ("Data Corruption", "database"),
    ("Heap Exhaustion", "application"),
    ("Unhandled Exception", "application"),
    ("Worker Exhaustion", "application"),
    ("Duplicate Processing", "application"),
    ("Retry Storm", "application"),
    ("Garbage Collection Pauses", "application"),
    ("Filesystem Full", "infrastructure"),
    ("Host Crash", "infrastructure"),
    ("NTP Drift", "infrastructure"),
    ("CPU Saturation", "infrastructure"),
    ("Availability Zone Outage", "infrastructure"),
    ("Autoscaling Failure", "infrastructure"),
    ("Redis Eviction Storm", "cache"),
    ("Cache Invalidation Bug", "cache"),
    ("Consumer Lag", "messaging"),
    ("Dead Letter Queue Overflow", "messaging"),
    ("Broken Release", "deployment"),
    ("Missing Environment Variable", "deployment"),
    ("Incompatible API Change", "deployment"),
    ("Upstream Throttling", "dependency"),
    ("Payment Gateway Down", "dependency"),
    ("Secret Rotation Failure", "security"),
    ("Credential Stuffing", "security"),
    ("Cron Job Overlap", "application"),
    ("Traffic Spike", "infrastructure"),
)


def incidents(
    count: int = 111, first: date = date(2025, 2, 3), faults: tuple[tuple[str, str], ...] = FAULTS
) -> Iterator[Incident]:
    """`count` incidents over a year (more of them the closer together); no two have one path."""
    random = Random(20251107)  # noqa: S311 - a vault that is always the same
    for number in range(count):
        fault, category = faults[number % len(faults)]
        service, *others = random.sample(SERVICES, random.choice((1, 2, 3, 4)))
        day = first + timedelta(days=random.randrange(390))
        offsets = random.choice(OFFSETS)
        yield Incident(
            path=f"RCAs/{day}-{_slug(fault)}-{service}{'' if count < 200 else f'-{number}'}.md",
            fault=fault,
            category=category,
            service=service,
            others=tuple(others),
            severity=random.choice(SEVERITIES),
            began=datetime(day.year, day.month, day.day, random.randrange(24), random.randrange(60)),  # noqa: DTZ001
            minutes=offsets[-1] + random.randrange(1, 30),
            users=random.randrange(50, 9000),
            errors=random.randrange(40, 6000),
            tickets=random.randrange(60),
            revenue=random.randrange(200, 20000),
            p99=random.randrange(600, 9000),
            error_rate=random.randrange(2, 60),
            author=random.choice(AUTHORS),
            owners=tuple(random.sample(TEAMS, 4)),
            status=random.choice(("resolved",) * 9 + ("monitoring",)),
        )


def text(one: Incident) -> str:
    """The document."""
    random = Random(one.path)  # noqa: S311
    title = f"{one.day} - {one.fault} in {one.service}"
    lower = one.fault.lower()
    steps = [*_offsets(one.minutes), one.minutes]
    rows = [
        f"| {one.began + timedelta(minutes=after):%H:%M} | {words} |" for after, words in zip(steps, WORDS, strict=True)
    ]
    due = [one.day + timedelta(days=days) for days in (7, 14, 21, 30)]
    actions = (
        ("P1", f"Implement monitoring for {lower}"),
        ("P2", "Update runbook"),
        ("P2", "Add load test scenario"),
        ("P3", "Review similar services"),
    )
    table = [f"| {p} | {what} | {own} | {d} |" for (p, what), own, d in zip(actions, one.owners, due, strict=True)]
    better = RELATED_WORDS.get(one.category, "Monitoring coverage gaps identified")
    return "\n".join(
        (
            "---",
            f'title: "{title}"',
            f"date: {one.day}",
            f"severity: {one.severity}",
            f"services: [{', '.join(one.services)}]",
            f"tags: [rca, {one.severity.lower()}, {one.category}]",
            f"status: {one.status}",
            f"duration_minutes: {one.minutes}",
            f"author: {one.author}",
            "---",
            "",
            f"# {title}",
            "",
            "## Summary",
            "",
            f"On {one.day}, the {one.service} service experienced a {lower}. The incident lasted approximately "
            f"{one.minutes} minutes and affected {one.users} users and {len(one.others)} dependent services.",
            "",
            "## Timeline",
            "",
            "| Time (UTC) | Event |",
            "|------------|-------|",
            *rows,
            "",
            "## Root Cause",
            "",
            f"The incident was caused by {lower} in the {one.service} service.",
            "",
            "Investigation revealed multiple contributing factors:",
            "1. Recent code changes introduced a regression",
            f"2. {random.choice(('Test coverage did not include edge cases', 'Alert thresholds were too high'))}",
            f"3. {random.choice(('Monitoring gaps delayed detection', 'Capacity limits were not documented'))}",
            "",
            "## Impact",
            "",
            f"- Service degradation: {random.randrange(20, 99)}% of requests affected",
            f"- Error rate spike: {one.error_rate}% (baseline: <1%)",
            f"- Latency increase: p99 went from {random.randrange(80, 300)}ms to {one.p99}ms",
            "",
            "### Affected Services",
            *(f"- {name}" for name in one.services),
            "",
            "### Customer Impact",
            "",
            f"- {one.errors} customer-facing errors",
            f"- {one.tickets} support tickets created",
            f"- Estimated revenue impact: ${one.revenue}",
            "",
            "## Resolution",
            "",
            "1. Deployed hotfix to address the immediate issue",
            "2. Added regression tests for the affected code path",
            "3. Implemented additional monitoring and alerting",
            "",
            "## Lessons Learned",
            "",
            "### What Went Well",
            "",
            "- Alert fired within 4 minutes of incident start",
            "- Cross-team collaboration was effective",
            "",
            "### What Could Be Improved",
            "",
            f"- {better}",
            "- Need automated rollback for faster recovery",
            "",
            "## Action Items",
            "",
            "| Priority | Action | Owner | Due Date |",
            "|----------|--------|-------|----------|",
            *table,
            "",
            "## Related Incidents",
            "",
            f"- [[{one.day}-previous-incident|Previous {one.category} incident]]",
            f"- [[runbook-{one.service}|{one.service} Runbook]]",
            f"- [[architecture-{one.category}|{one.category.title()} Architecture]]",
            "",
            "---",
            f"*RCA prepared by {one.author} on {one.day + timedelta(days=4)}*",
            "",
        )
    )


def _offsets(minutes: int) -> tuple[int, ...]:
    return next(offsets for offsets in OFFSETS if minutes - 30 < offsets[-1] < minutes)


def _slug(fault: str) -> str:
    return "".join(character if character.isalnum() else "-" for character in fault.lower())
