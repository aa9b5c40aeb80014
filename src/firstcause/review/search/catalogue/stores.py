"""Faults of what remembers: databases, caches, queues, files."""

from __future__ import annotations

from typing import Final

from firstcause.review.search.catalogue.concept import Concept, concept

CONCEPTS: Final[tuple[Concept, ...]] = (
    concept(
        "connection-pool",
        "database",
        "pool exhaust 4, pool 2.4, database connection exhaust 4, connection exhaust 2.6, pool starve 3.2,"
        "database connection 1.8, pool leak 4, connection leak 3.6, database connection leak 4.4",
        "SQLSTATE 53300 too_many_connections; MySQL error 1040; HikariCP: connection is not available",
        "slow-query thread-starvation database-outage",
    ),
    concept(
        "deadlock",
        "database",
        "deadlock 3.2, database deadlock 4, transaction lock 2, lock 1, transaction deadlock 4",
        "SQLSTATE 40P01 deadlock_detected; MySQL error 1213",
        "lock-contention race slow-query",
    ),
    concept(
        "lock-contention",
        "database",
        "lock 1.8, transaction lock 2.6, database lock 2.8, lock migration 3.6, lock timeout 2.8, lock slow 2.4",
        "SQLSTATE 55P03 lock_not_available; MySQL error 1205",
        "deadlock slow-query schema-migration",
    ),
    concept(
        "failover",
        "database",
        "failover 2.4, failover primary 3.6, failover database 3, failover replica 3, primary die 2.6",
        "Patroni and Sentinel manuals",
        "split-brain database-outage replication-lag",
    ),
    concept(
        "overflow",
        "database",
        "overflow 1.6, overflow data 2.4",
        "SQLSTATE 22003 numeric_value_out_of_range",
        "database-outage",
    ),
    concept(
        "replication-lag",
        "database",
        "replica lag 4, replica 2, replica stale 3, database lag 2, replica drift 3",
        "PostgreSQL pg_stat_replication; MySQL Seconds_Behind_Source",
        "split-brain stale-cache",
    ),
    concept(
        "slow-query",
        "database",
        "query slow 4, missing-index 3, database slow 3, query 1.2, query database 1.8, query timeout 2.4",
        "PostgreSQL log_min_duration_statement; MySQL slow query log",
        "connection-pool deadlock",
    ),
    concept(
        "schema-migration",
        "database",
        "migration 2.4, migration die 3, migration database 3.2, migration deploy 2.8",
        "Alembic, Flyway and Liquibase manuals",
        "bad-deploy",
    ),
    concept("wraparound", "database", "wraparound 2.5", "PostgreSQL manual, section 25.1", "slow-query"),
    concept(
        "split-brain",
        "database",
        "two-leaders 4, primary partition 2, primary 1.2, primary wrong 1.4",
        "Raft (Ongaro and Ousterhout 2014); Pacemaker: fencing",
        "network-partition replication-lag",
    ),
    concept(
        "database-outage",
        "database",
        "database outage 2, database die 2, database primary die 3, database 0.9",
        "SQLSTATE class 57 and 58",
        "connection-pool slow-query replication-lag",
    ),
    concept(
        "corruption",
        "data",
        "data corrupt 3, corrupt 1.8, data loss 2.4, backup 1.8, backup die 2.2",
        "SQLSTATE XX001 data_corrupted",
        "race",
    ),
    concept(
        "cache-stampede",
        "cache",
        "cache storm 4, cache miss 3.4, hot-entry 2.4, hot-entry cache 4, miss expire 2.6, cache 1.2,"
        "cache traffic 2, miss storm 2.6, cache exhaust 1.6, cache die 1.5",
        "Vattani et al. 2015: cache stampede prevention; memcached leases",
        "stale-cache thundering-herd",
    ),
    concept(
        "stale-cache",
        "cache",
        "cache stale 4, stale 2.2, cache 1.2, stale data 2.6, cache lag 2, cache wrong 2",
        "RFC 9111 section 4.2: freshness",
        "cache-stampede replication-lag cdn",
    ),
    concept(
        "queue-backlog",
        "messaging",
        "queue backlog 4, backlog 2, queue 1.3, queue lag 3, queue exhaust 2.2, queue slow 2.4, queue timeout 1.6",
        "Kafka consumer lag; RabbitMQ queue depth",
        "poison-message",
    ),
    concept(
        "poison-message",
        "messaging",
        "poison 2.4, queue poison 4, queue corrupt 3, queue exception 2.4, queue crashloop 2.4",
        "Amazon SQS and RabbitMQ manuals: dead letters",
        "queue-backlog",
    ),
    concept(
        "disk-full",
        "infrastructure",
        "disk exhaust 4, disk space 4, space 1.6, disk 1.6, space exhaust 2.6",
        "POSIX: ENOSPC, EDQUOT",
        "disk-io file-descriptors",
    ),
    concept("disk-io", "infrastructure", "disk-io 2.5, disk slow 3", "iostat(1): await", "disk-full slow"),
    concept("search-index", "database", "search 2", "Elasticsearch manual", "slow-query"),
)
