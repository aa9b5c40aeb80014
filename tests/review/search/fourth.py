"""Graded queries in other words, written after two rounds of tuning, and before they had been tried.

They are not to be changed for the sake of a better figure.
"""

from __future__ import annotations

from tests.review.search.grading import Query, faults, field, of, paraphrase, words

QUERIES: tuple[Query, ...] = (
    field("any trouble in the report builder during Q4?", lambda i: "report-builder" in i.services and i.day.month > 9),
    field("sev1s from the past six months", lambda i: i.severity == "P1" and i.day.isoformat() >= "2025-09-10"),
    field("messaging category, worse than P3", lambda i: i.category == "messaging" and i.severity in ("P1", "P2")),
    field("took two hours or more", lambda i: i.minutes >= 120),
    field("fewer than 10 support tickets and under 1000 users", lambda i: i.tickets < 10 and i.users < 1000),
    words("Availability Zone Outage in", of("Availability Zone Outage")),
    words("table lock contention", of("Table Lock Contention")),
    words("credential stuffing user-profile", of("Credential Stuffing")),
    words("experienced a broken release", of("Broken Release")),
    paraphrase("https certificates past their end date", of("Expired Certificate"), of("Mutual TLS Misconfiguration")),
    paraphrase("client and server disagree on mTLS", of("Mutual TLS Misconfiguration"), of("Expired Certificate")),
    paraphrase("dns is slow", of("Resolver Timeouts")),
    paraphrase("network hardware died", of("Switch Failure"), of("Host Crash")),
    paraphrase("round trips across the WAN got longer", of("High Network Latency")),
    paraphrase("security group change cut off the service", of("Firewall Rule Change")),
    paraphrase("code forgot to close its db handles", of("Connection Leak")),
    paraphrase("everything waits on a lock", of("Table Lock Contention")),
    paraphrase("replication fell behind", of("Replica Out of Sync")),
    paraphrase("query planner picks a sequential scan", of("Missing Index")),
    paraphrase("master switched over to the standby", of("Primary Failover"), of("Replica Out of Sync")),
    paraphrase("records were damaged and had to be restored from backup", of("Data Corruption")),
    paraphrase("java.lang.OutOfMemoryError", of("Heap Exhaustion"), of("Garbage Collection Pauses")),
    paraphrase("stack trace in the logs, request handler blew up", of("Unhandled Exception")),
    paraphrase("gunicorn had no free workers", of("Worker Exhaustion")),
    paraphrase("emails were sent several times", of("Duplicate Processing")),
    paraphrase(
        "exponential backoff was missing and we were DoSed by ourselves", of("Retry Storm"), of("Traffic Spike")
    ),
    paraphrase("jvm stopped the world", of("Garbage Collection Pauses"), of("Heap Exhaustion")),
    paraphrase("no space left on device", of("Filesystem Full")),
    paraphrase("physical box fell over", of("Host Crash"), of("Switch Failure")),
    paraphrase("chrony lost its time source", of("NTP Drift")),
    paraphrase("load average went through the roof", of("CPU Saturation"), of("Traffic Spike")),
    paraphrase("power cut in one datacenter", of("Availability Zone Outage")),
    paraphrase("hpa did not add pods", of("Autoscaling Failure")),
    paraphrase("memcached dropped our keys", of("Redis Eviction Storm"), of("Cache Invalidation Bug")),
    paraphrase("users kept seeing the old page after an update", of("Cache Invalidation Bug")),
    paraphrase("events are processed hours late", of("Consumer Lag")),
    paraphrase("messages nobody can process pile up", of("Dead Letter Queue Overflow"), of("Consumer Lag")),
    paraphrase("regression in the last release", of("Broken Release")),
    paraphrase("config key not set in production", of("Missing Environment Variable")),
    paraphrase("old mobile apps could not parse the new response", of("Incompatible API Change")),
    paraphrase("429", of("Upstream Throttling")),
    paraphrase(
        "credit cards could not be charged because the processor was offline",
        of("Payment Gateway Down"),
        of("Upstream Throttling"),
    ),
    paraphrase("rotated database password was not picked up", of("Secret Rotation Failure")),
    paraphrase("login brute force from a botnet", of("Credential Stuffing")),
    paraphrase("two runs of the batch at the same time", of("Cron Job Overlap"), of("Duplicate Processing")),
    paraphrase("black friday", of("Traffic Spike"), faults("Autoscaling Failure", "CPU Saturation")),
)
