"""Faults of programs, of the machines below them, and of those who change them."""

from __future__ import annotations

from typing import Final

from firstcause.review.search.catalogue.concept import Concept, concept

CONCEPTS: Final[tuple[Concept, ...]] = (
    concept(
        "memory-leak",
        "application",
        "memory leak 4, leak 1.6, memory 1.4, memory exhaust 2.4, leak kill 2.4, leak gc 2.2",
        "mallinfo(3), JDK heap dumps",
        "out-of-memory gc-pause",
    ),
    concept(
        "out-of-memory",
        "application",
        "oom 3.6, memory exhaust 3, memory kill 3.4, memory 1.4, memory die 2.2, leak kill 2.2",
        "Kubernetes: OOMKilled, exit code 137; POSIX: ENOMEM; java.lang.OutOfMemoryError",
        "memory-leak crash-loop",
    ),
    concept(
        "gc-pause", "application", "gc 2.4, gc slow 3.2, memory gc 3", "JDK garbage collection logs", "memory-leak"
    ),
    concept(
        "null-pointer",
        "application",
        "null 2, null exception 4, exception 1.2, exception data 1.6, null die 2.6",
        "java.lang.NullPointerException; Go: nil pointer dereference; ECMAScript: TypeError",
        "segfault bad-deploy",
    ),
    concept(
        "unhandled-exception",
        "application",
        "exception 2, exception die 2.6, thread exception 2.6",
        "HTTP 500: Internal Server Error",
        "null-pointer bad-deploy",
    ),
    concept(
        "duplicates",
        "application",
        "twice 2.2, twice queue 3, twice retry 2.8, twice race 3",
        "RFC 9110 section 9.2.2: idempotent methods",
        "race",
    ),
    concept("segfault", "application", "segfault 3", "POSIX: SIGSEGV, SIGABRT", "null-pointer"),
    concept(
        "thread-starvation",
        "application",
        "thread starve 4, thread exhaust 3.6, thread 1.6, thread pool 3, thread pool starve 4.5,"
        "thread pool exhaust 4.5, starve 1, thread timeout 2.4",
        "java.util.concurrent: RejectedExecutionException",
        "connection-pool deadlock",
    ),
    concept(
        "race",
        "application",
        "race 2, race data 2.6, race transaction 2.4, race thread 2.6, race exception 2.4",
        "CWE-362",
        "deadlock corruption",
    ),
    concept(
        "retry-loop",
        "application",
        "retry loop 4, retry storm 3.2, retry attack 3.4, retry 1.8, retry traffic 2.4, loop 1.3, retry die 2.2",
        "Google SRE book, chapter 22: retries",
        "thundering-herd rate-limit",
    ),
    concept(
        "thundering-herd",
        "application",
        "storm 2, storm reconnect 3.6, storm retry 2.8, reconnect traffic 2.2, reconnect 1.4, storm traffic 2.4",
        "Stevens, UNIX Network Programming: thundering herd",
        "cache-stampede retry-loop overload",
    ),
    concept("cascade", "application", "cascade 2.4", "Google SRE book, chapter 22", "retry-loop provider-outage"),
    concept(
        "serialisation",
        "application",
        "serialise 2.2, serialise poison 2.9, serialise deploy 3",
        "protobuf.dev: updating a message type",
        "bad-deploy",
    ),
    concept(
        "version-conflict",
        "deployment",
        "version 1.8, version wrong 2.6",
        "package managers' manuals",
        "bad-deploy serialisation",
    ),
    concept("timezone", "application", "timezone 2.6", "IANA time zone database", "clock-skew"),
    concept("batch-job", "application", "batch 2, batch die 2.6", "crontab(5)", "queue-backlog"),
    concept(
        "clock-skew",
        "infrastructure",
        "clock drift 4, clock 2.4, clock machine 2.8, time drift 2.6, time drift machine 4",
        "RFC 5905: NTP",
        "timezone",
        "tls/clock-skew",
    ),
    concept(
        "kernel-panic",
        "infrastructure",
        "kernel panic 4, kernel 2, machine panic 2.4, panic 1.2, kernel die 3",
        "Linux: Documentation/admin-guide/kdump",
        "node-failure",
    ),
    concept(
        "node-failure",
        "infrastructure",
        "machine die 2.4, hardware die 3, hardware 2, machine hardware 3, machine 0.8, machine outage 2.2, region 1.4,"
        "machine partition 1.6, machine panic 1.6",
        "Kubernetes: NodeNotReady",
        "kernel-panic region-outage crash-loop",
    ),
    concept(
        "region-outage", "infrastructure", "region 2, region outage 3", "cloud vendors' status pages", "node-failure"
    ),
    concept(
        "cpu-throttling",
        "infrastructure",
        "cpu throttle 4, cpu 2, throttle slow 2.6, cpu exhaust 3, cpu slow 2.8, cpu starve 3, cpu loop 2.6",
        "cgroups(7): cpu.max, nr_throttled",
        "overload slow",
    ),
    concept(
        "crash-loop",
        "infrastructure",
        "crashloop 2.8, pod crashloop 4, pod die 2.4, pod 1.2, image 2, pod evict 2.6",
        "Kubernetes: CrashLoopBackOff",
        "out-of-memory node-failure",
    ),
    concept(
        "file-descriptors",
        "infrastructure",
        "fd 2.5, fd exhaust 4, fd leak 3",
        "POSIX: EMFILE, ENFILE",
        "ports-exhausted disk-full connection-pool",
    ),
    concept("quota", "infrastructure", "quota 1.6, quota exhaust 2.4", "Kubernetes: ResourceQuota", "rate-limit"),
    concept(
        "bad-config",
        "deployment",
        "config wrong 3.6, config deploy 3.4, config 1.8, config die 2.4, deploy wrong 1.8, config wrong deploy 4.4",
        "Google SRE book, chapter 8",
        "feature-flag bad-deploy load-balancer",
    ),
    concept(
        "feature-flag",
        "deployment",
        "flag 2.4, flag wrong 3.4, flag deploy 3, flag config 2.8",
        "Hodgson 2017: feature toggles",
        "bad-config canary",
    ),
    concept(
        "canary",
        "deployment",
        "canary 2.6, canary deploy 3.6, canary die 3.2",
        "Google SRE workbook, chapter 16",
        "bad-deploy feature-flag",
    ),
    concept(
        "bad-deploy",
        "deployment",
        "regression 2.2, deploy wrong 2.2, deploy die 2.4, deploy 1.4, regression deploy 3, deploy exception 2.2",
        "Google SRE book, chapter 8",
        "canary bad-config feature-flag schema-migration",
    ),
    concept(
        "token-expired",
        "security",
        "token expire 4, auth expire 3.4, token auth 2.4, token 1.4, auth 1.2",
        "RFC 6750 section 3.1: invalid_token",
        "auth-failure certificate-expired",
    ),
    concept(
        "auth-failure",
        "security",
        "auth 1.6, auth die 2.6, auth outage 2.6, auth wrong 2.4, token 1",
        "HTTP 401, 403",
        "token-expired",
    ),
    concept(
        "slow",
        "application",
        "slow 1.4",
        "Google SRE book, chapter 6: latency",
        "slow-query cpu-throttling timeout disk-io gc-pause",
        "app/latency",
    ),
    concept(
        "outage",
        "application",
        "outage 0.7",
        "HTTP 500, 503",
        "node-failure provider-outage database-outage",
        "app/unavailable app/errors",
    ),
    concept("monitoring-blind", "infrastructure", "monitoring 2", "Google SRE book, chapter 6", "outage"),
)
