"""Graded queries written after the ranking was finished, and before it had been tried on them.

They are not to be changed for the sake of a better figure.
"""

from __future__ import annotations

from datetime import date

from tests.review.search.family import Incident
from tests.review.search.grading import Query, faults, field, nothing, of, paraphrase, words

QUERIES: tuple[Query, ...] = (
    field(
        "user-profile incidents with severity P3",
        lambda i: i.service == "user-profile" and i.severity == "P3",
        lambda i: "user-profile" in i.services and i.severity == "P3",
    ),
    field("Which outages affected over 7,500 users?", lambda i: i.users > 7500),
    field("incidents in October 2025", lambda i: (i.day.year, i.day.month) == (2025, 10)),
    field("shorter than half an hour", lambda i: i.minutes < 30),
    field("deployment problems this year", lambda i: i.category == "deployment" and i.day.year == 2026),
    field("at least 5000 customer-facing errors", lambda i: i.errors >= 5000),
    field("status monitoring", lambda i: i.status == "monitoring"),
    field("author Platform Team, severity 2", lambda i: i.author == "Platform Team" and i.severity == "P2"),
    field(
        "shipping worker winter 2025",
        lambda i: i.service == "shipping-worker" and _winter(i),
        lambda i: "shipping-worker" in i.services and _winter(i),
    ),
    field("before April 2025", lambda i: i.day < date(2025, 4, 1)),
    field("after 2026-02-10", lambda i: i.day > date(2026, 2, 10)),
    field("cache incidents lasting more than 45 minutes", lambda i: i.category == "cache" and i.minutes > 45),
    field(
        "both order-service and billing-api affected",
        lambda i: {"order-service", "billing-api"} <= set(i.services),
        lambda i: bool({"order-service", "billing-api"} & set(i.services)),
    ),
    field("cost us more than $18k", lambda i: i.revenue > 18000),
    field("high severity incidents in the second half of 2025", lambda i: i.severity in ("P1", "P2") and _half(i)),
    words(
        "Packet Loss in catalog-api",
        lambda i: i.fault == "Packet Loss" and i.service == "catalog-api",
        of("Packet Loss"),
    ),
    words("file descriptor exhaustion", of("File Descriptor Exhaustion")),
    words("thread pool starvation", of("Thread Pool Starvation")),
    words("Test coverage did not include edge cases database deadlock", of("Database Deadlock")),
    words("failed canary rollout", of("Failed Canary Rollout")),
    words("API rate limit exceeded", of("API Rate Limit Exceeded")),
    words("Need better runbooks for network issues", lambda i: i.category == "network", nothing),
    words("load balancer misconfiguration edge-gateway", of("Load Balancer Misconfiguration")),
    paraphrase("browser says the site is not secure", faults("SSL/TLS Handshake Failure", "TLS Certificate Expiry")),
    paraphrase("names stopped resolving inside the cluster", of("DNS Resolution Failure")),
    paraphrase("half of the racks could not talk to the other half", of("Network Partition"), of("Split Brain")),
    paraphrase("UDP datagrams went missing on the way", of("Packet Loss")),
    paraphrase("all requests were routed to a single backend", of("Load Balancer Misconfiguration")),
    paraphrase("app waited for a free database handle until it timed out", of("Database Connection Pool Exhaustion")),
    paraphrase("follower was minutes behind the writer", of("Replication Lag")),
    paraphrase("a SELECT that used to take milliseconds took a minute", of("Slow Query")),
    paraphrase("ALTER TABLE went wrong halfway through", of("Schema Migration Failure")),
    paraphrase("heap usage climbs every day until we restart", of("Memory Leak"), of("Out of Memory Kill")),
    paraphrase("OOMKilled", of("Out of Memory Kill"), of("Memory Leak")),
    paraphrase("code touched an object that was not there", of("Null Pointer Exception")),
    paraphrase("no worker left to answer requests", of("Thread Pool Starvation")),
    paraphrase(
        "two requests updated the same row at once and one got lost", of("Race Condition"), of("Database Deadlock")
    ),
    paraphrase(
        "client calls the failing endpoint again without any pause", of("Infinite Retry Loop"), of("Thundering Herd")
    ),
    paraphrase("ENOSPC", of("Disk Space Exhaustion")),
    paraphrase("machine rebooted by itself after an oops", of("Kernel Panic"), of("Node Failure")),
    paraphrase("NTP was broken", of("Clock Skew")),
    paraphrase("cgroup limit made everything slow", of("CPU Throttling")),
    paraphrase("VM vanished from under us", of("Node Failure"), of("Kernel Panic")),
    paraphrase("popular key expired and everybody recomputed it", of("Cache Stampede"), of("Thundering Herd")),
    paraphrase("one malformed event blocked the consumer", of("Poison Message"), of("Message Queue Backlog")),
    paraphrase("toggle enabled for everyone by mistake", of("Feature Flag Misfire")),
    paraphrase("new version was bad already at one percent of traffic", of("Failed Canary Rollout")),
    paraphrase("vendor status page was red", of("Third-Party Provider Outage")),
    paraphrase("JWTs were no longer accepted", of("Authentication Token Expiry")),
    paraphrase("SYN flood", of("DDoS Attack")),
    paraphrase("too many open files", of("File Descriptor Exhaustion")),
)


def _winter(incident: Incident) -> bool:
    return date(2025, 12, 1) <= incident.day <= date(2026, 2, 28)


def _half(incident: Incident) -> bool:
    return date(2025, 7, 1) <= incident.day <= date(2025, 12, 31)
