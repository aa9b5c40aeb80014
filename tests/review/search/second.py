"""Graded queries over a vault with other names for its faults; written before the ranking had been tried on them.

They are not to be changed for the sake of a better figure.
"""

from __future__ import annotations

from datetime import date

from tests.review.search.family import Incident
from tests.review.search.grading import Query, faults, field, of, paraphrase, words

QUERIES: tuple[Query, ...] = (
    field(
        "severity P1 or P2 in checkout-web",
        lambda i: i.severity in ("P1", "P2") and i.service == "checkout-web",
        lambda i: i.severity in ("P1", "P2") and "checkout-web" in i.services,
    ),
    field("search api incidents", lambda i: i.service == "search-api", lambda i: "search-api" in i.services),
    field(
        "infrastructure outages that lasted over 90 minutes",
        lambda i: i.category == "infrastructure" and i.minutes > 90,
    ),
    field("fewer than 500 users", lambda i: i.users < 500),
    field("what happened on weekends in December", lambda i: i.day.weekday() > 4 and i.day.month == 12),
    field("longest incidents", lambda i: i.minutes >= 118, lambda i: i.minutes >= 110),
    field("revenue impact above $15000", lambda i: i.revenue > 15000),
    field("first quarter of 2026, security", lambda i: i.category == "security" and i.day >= date(2026, 1, 1)),
    field(
        "session-store summer 2025",
        lambda i: i.service == "session-store" and i.day.month in (6, 7, 8),
        lambda i: "session-store" in i.services and i.day.month in (6, 7, 8),
    ),
    field("more than 50 support tickets", lambda i: i.tickets > 50),
    field("actions owned by Security Team, P1", lambda i: i.severity == "P1" and "Security Team" in i.owners),
    field("error rate over 50%", lambda i: i.error_rate > 50),
    field(
        "RCAs by DevOps from March to May 2025",
        lambda i: i.author == "DevOps" and date(2025, 3, 1) <= i.day <= date(2025, 5, 31),
    ),
    field(
        "incidents at night in billing-api",
        lambda i: "billing-api" in i.services and (i.began.hour >= 22 or i.began.hour < 6),
    ),
    field("p99 latency above 8 seconds", lambda i: i.p99 > 8000),
    field(
        "network P2 not in edge-gateway",
        lambda i: i.category == "network" and i.severity == "P2" and "edge-gateway" not in i.services,
    ),
    words("Missing Index", of("Missing Index")),
    words("duplicate processing", of("Duplicate Processing")),
    words("dead letter queue overflow", of("Dead Letter Queue Overflow")),
    words(
        "secret rotation failure in user-profile",
        lambda i: i.fault == "Secret Rotation Failure" and i.service == "user-profile",
        of("Secret Rotation Failure"),
    ),
    words("missing environment variable", of("Missing Environment Variable")),
    words("garbage collection pauses", of("Garbage Collection Pauses")),
    words('"availability zone outage"', of("Availability Zone Outage")),
    words("cron job overlap", of("Cron Job Overlap")),
    words("Capacity limits were not documented", lambda i: "Capacity limits were not documented" in TEXTS(i)),
    words("payment gateway down", of("Payment Gateway Down")),
    paraphrase(
        "nobody noticed the cert was about to lapse", of("Expired Certificate"), of("Mutual TLS Misconfiguration")
    ),
    paraphrase(
        "services do not trust each other's certificates", of("Mutual TLS Misconfiguration"), of("Expired Certificate")
    ),
    paraphrase("lookups of internal hostnames hang", of("Resolver Timeouts")),
    paraphrase("somebody blocked a port", of("Firewall Rule Change")),
    paraphrase("db sessions never returned to the pool", of("Connection Leak")),
    paraphrase("updates stuck behind a long alter table", of("Table Lock Contention")),
    paraphrase("reads returned old rows because the standby was behind", of("Replica Out of Sync")),
    paraphrase("reports took minutes, full table scans everywhere", of("Missing Index")),
    paraphrase("the database leader changed and writes failed for a while", of("Primary Failover")),
    paraphrase("java process ran out of heap", of("Heap Exhaustion"), of("Garbage Collection Pauses")),
    paraphrase("customers were charged twice", of("Duplicate Processing")),
    paraphrase("clients kept hammering us after a short blip", of("Retry Storm")),
    paraphrase("log files ate the disk", of("Filesystem Full")),
    paraphrase("a server died in the rack", of("Host Crash"), of("Switch Failure")),
    paraphrase("time on the machines was off by minutes", of("NTP Drift")),
    paraphrase("processors at 100 percent", of("CPU Saturation")),
    paraphrase("a whole datacenter went dark", of("Availability Zone Outage")),
    paraphrase("new instances did not come up under load", of("Autoscaling Failure"), of("Traffic Spike")),
    paraphrase(
        "keys were thrown out of the cache all at once", of("Redis Eviction Storm"), of("Cache Invalidation Bug")
    ),
    paraphrase("kafka could not keep up", of("Consumer Lag"), of("Dead Letter Queue Overflow")),
    paraphrase(
        "bad version shipped, had to roll back",
        of("Broken Release"),
        faults("Missing Environment Variable", "Incompatible API Change"),
    ),
    paraphrase("clients broke since a field was renamed", of("Incompatible API Change")),
    paraphrase("stripe was unavailable", of("Payment Gateway Down"), of("Upstream Throttling")),
    paraphrase("hackers trying stolen passwords", of("Credential Stuffing")),
    paraphrase("way more visitors than expected after the campaign", of("Traffic Spike"), of("Autoscaling Failure")),
    paraphrase("nightly task started before the previous one had finished", of("Cron Job Overlap")),
    paraphrase("password change broke the login between services", of("Secret Rotation Failure")),
    paraphrase("packets took forever between data centres", of("High Network Latency")),
)


def TEXTS(incident: Incident) -> str:  # noqa: N802
    from tests.review.search.family import text

    return text(incident)
