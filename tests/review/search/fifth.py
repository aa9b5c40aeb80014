"""Graded queries written after three rounds of tuning, and before they had been tried.

They are not to be changed for the sake of a better figure.
"""

from __future__ import annotations

from tests.review.search.grading import Query, faults, field, of, paraphrase, words

QUERIES: tuple[Query, ...] = (
    field(
        "incidents where search-api was affected in 2025, P2",
        lambda i: "search-api" in i.services and i.day.year == 2025 and i.severity == "P2",
    ),
    field("P1s lasting at least an hour", lambda i: i.severity == "P1" and i.minutes >= 60),
    field("between 2000 and 3000 users impacted", lambda i: 2000 <= i.users <= 3000),
    field(
        "Infrastructure category in spring 2025",
        lambda i: i.category == "infrastructure" and i.day.month in (3, 4, 5) and i.day.year == 2025,
    ),
    field("all RCAs prepared by SRE since December", lambda i: i.author == "SRE" and i.day.isoformat() >= "2025-12-01"),
    field("session store, not P4", lambda i: "session-store" in i.services and i.severity != "P4"),
    field(
        "over 40 tickets in checkout",
        lambda i: i.tickets > 40 and "checkout-web" in i.services,
        lambda i: i.tickets > 40 or "checkout-web" in i.services,
    ),
    field("less than 45 min and P3", lambda i: i.minutes < 45 and i.severity == "P3"),
    field("2025-08", lambda i: (i.day.year, i.day.month) == (2025, 8)),
    field("dependency incidents, latest first", lambda i: i.category == "dependency"),
    field("most users affected", lambda i: i.users > 8300, lambda i: i.users > 7800),
    words("Authentication Token Expiry in", of("Authentication Token Expiry")),
    words("cpu throttling", of("CPU Throttling")),
    words("monitoring for stale cache", of("Stale Cache")),
    words(
        "bad configuration deploy in order-service",
        lambda i: i.fault == "Bad Configuration Deploy" and i.service == "order-service",
        of("Bad Configuration Deploy"),
    ),
    words("Out of Memory Kill", of("Out of Memory Kill")),
    words("infinite retry loop", of("Infinite Retry Loop")),
    paraphrase(
        "secure connections could not be established", of("SSL/TLS Handshake Failure"), of("TLS Certificate Expiry")
    ),
    paraphrase("forgot to renew", of("TLS Certificate Expiry"), of("Authentication Token Expiry")),
    paraphrase("could not find the host", of("DNS Resolution Failure")),
    paraphrase("datacenters lost sight of each other", of("Network Partition"), of("Split Brain")),
    paraphrase("flaky network dropped traffic", of("Packet Loss"), of("Network Partition")),
    paraphrase("haproxy sent everything to one dead node", of("Load Balancer Misconfiguration"), of("Node Failure")),
    paraphrase("hikari: connection is not available, request timed out", of("Database Connection Pool Exhaustion")),
    paraphrase("two sessions each held a row that the other one wanted", of("Database Deadlock")),
    paraphrase("secondaries were stale", of("Replication Lag"), of("Stale Cache")),
    paraphrase("missing index made the page crawl", of("Slow Query")),
    paraphrase("new column broke the app", of("Schema Migration Failure")),
    paraphrase("RSS keeps going up", of("Memory Leak"), of("Out of Memory Kill")),
    paraphrase("kernel shot the process because it used too much RAM", of("Out of Memory Kill"), of("Memory Leak")),
    paraphrase("NPE in the request path", of("Null Pointer Exception")),
    paraphrase("all handler threads busy", of("Thread Pool Starvation")),
    paraphrase("nondeterministic bug that depends on timing", of("Race Condition")),
    paraphrase("worker retries forever", of("Infinite Retry Loop"), of("Poison Message")),
    paraphrase("/var filled up with logs", of("Disk Space Exhaustion")),
    paraphrase("linux crashed", of("Kernel Panic"), of("Node Failure")),
    paraphrase("timestamps from the future", of("Clock Skew")),
    paraphrase("containers hit their cpu limits", of("CPU Throttling")),
    paraphrase("hardware broke and the machine was gone", of("Node Failure"), of("Kernel Panic")),
    paraphrase("liveness probe kills it again and again", of("Pod Crash Loop")),
    paraphrase("cold cache after a flush overwhelmed the database", of("Cache Stampede"), of("Thundering Herd")),
    paraphrase("old data served", of("Stale Cache"), of("Replication Lag")),
    paraphrase("rabbitmq queue depth exploded", of("Message Queue Backlog"), of("Poison Message")),
    paraphrase("consumer chokes on a single message", of("Poison Message"), of("Message Queue Backlog")),
    paraphrase("yaml typo took production down", of("Bad Configuration Deploy"), of("Load Balancer Misconfiguration")),
    paraphrase("unfinished feature was visible to customers", of("Feature Flag Misfire")),
    paraphrase("gradual release had to be stopped", of("Failed Canary Rollout"), of("Feature Flag Misfire")),
    paraphrase("we were over our API quota", of("API Rate Limit Exceeded")),
    paraphrase("AWS had an outage", of("Third-Party Provider Outage"), of("Node Failure")),
    paraphrase("nobody could sign in", of("Authentication Token Expiry")),
    paraphrase("malicious traffic", of("DDoS Attack")),
    paraphrase("both replicas believed they were leader", of("Split Brain")),
    paraphrase("reconnect storm", of("Thundering Herd"), faults("Cache Stampede", "Infinite Retry Loop")),
    paraphrase("EMFILE", of("File Descriptor Exhaustion")),
)
