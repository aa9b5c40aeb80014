"""Graded queries that were written before any of the ranking was: what people would type, and what they then mean.

They are not to be changed for the sake of a better figure.
"""

from __future__ import annotations

from datetime import date

from tests.review.search.grading import Query, faults, field, nothing, of, paraphrase, words

QUERIES: tuple[Query, ...] = (
    # By field.
    field(
        "P1 incidents in order-service",
        lambda i: i.severity == "P1" and i.service == "order-service",
        lambda i: i.severity == "P1" and "order-service" in i.services,
    ),
    field(
        "everything that hit billing-api in November 2025",
        lambda i: "billing-api" in i.services and (i.day.year, i.day.month) == (2025, 11),
    ),
    field("incidents longer than an hour", lambda i: i.minutes > 60),
    field("outages with more than 8000 users affected", lambda i: i.users > 8000),
    field(
        "database incidents last autumn", lambda i: i.category == "database" and _between(i, "2025-09-01", "2025-11-30")
    ),
    field("sev1 network", lambda i: i.severity == "P1" and i.category == "network"),
    field(
        "written by On-Call Engineer in Q3 2025",
        lambda i: i.author == "On-Call Engineer" and _between(i, "2025-07-01", "2025-09-30"),
    ),
    field(
        "edge-gateway P2 2025",
        lambda i: i.service == "edge-gateway" and i.severity == "P2" and i.day.year == 2025,
        lambda i: "edge-gateway" in i.services and i.severity == "P2" and i.day.year == 2025,
    ),
    field("incidents between 2025-05-01 and 2025-05-31", lambda i: _between(i, "2025-05-01", "2025-05-31")),
    field("security incidents under 30 minutes", lambda i: i.category == "security" and i.minutes < 30),
    field("still being monitored", lambda i: i.status == "monitoring"),
    field("P4 since January 2026", lambda i: i.severity == "P4" and i.day >= date(2026, 1, 1)),
    # Words that stand in the documents.
    words("ssl/tls handshake failure", of("SSL/TLS Handshake Failure")),
    words("Replication Lag", of("Replication Lag")),
    words(
        "cache stampede search-api",
        lambda i: i.fault == "Cache Stampede" and "search-api" in i.services,
        of("Cache Stampede"),
    ),
    words('"kernel panic"', of("Kernel Panic")),
    words("poison message", of("Poison Message")),
    words("feature flag misfire", of("Feature Flag Misfire")),
    words("null pointer exception", of("Null Pointer Exception")),
    words("schema migration failure", of("Schema Migration Failure")),
    words("slow query log was not watched", lambda i: i.category == "database", nothing),
    # As people talk.
    paraphrase(
        "certificate ran out and nobody renewed it", of("TLS Certificate Expiry"), of("SSL/TLS Handshake Failure")
    ),
    paraphrase("hosts could not look each other up by name", of("DNS Resolution Failure")),
    paraphrase("no room left on the volume", of("Disk Space Exhaustion")),
    paraphrase("two primaries at the same time", of("Split Brain"), of("Network Partition")),
    paraphrase("process kept growing until it was killed", faults("Memory Leak", "Out of Memory Kill")),
    paraphrase("transactions waiting for each other forever", of("Database Deadlock")),
    paraphrase("consumers could not keep up and work piled up", of("Message Queue Backlog")),
    paraphrase("our payment partner was down", of("Third-Party Provider Outage")),
    paraphrase("server clocks disagreed", of("Clock Skew")),
    paraphrase("everyone got logged out because of expired credentials", of("Authentication Token Expiry")),
    paraphrase("too many requests, 429 from upstream", of("API Rate Limit Exceeded")),
    paraphrase("container restarting over and over", of("Pod Crash Loop")),
    paraphrase("customers saw outdated prices", of("Stale Cache")),
    paraphrase("we ran out of connections to postgres", of("Database Connection Pool Exhaustion")),
    paraphrase(
        "all clients came back at once after the restart",
        of("Thundering Herd"),
        faults("Cache Stampede", "Infinite Retry Loop"),
    ),
    paraphrase("flooded by bots", of("DDoS Attack")),
    paraphrase("x509 errors", faults("SSL/TLS Handshake Failure", "TLS Certificate Expiry")),
    paraphrase(
        "somebody pushed a wrong setting to production",
        of("Bad Configuration Deploy"),
        faults("Feature Flag Misfire", "Load Balancer Misconfiguration"),
    ),
)


def _between(incident: object, first: str, last: str) -> bool:
    day: date = incident.day  # type: ignore[attr-defined]
    return date.fromisoformat(first) <= day <= date.fromisoformat(last)
