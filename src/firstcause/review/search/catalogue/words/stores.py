"""What people say of databases, caches, queues and disks."""

from __future__ import annotations

from firstcause.review.search.catalogue.words.row import row

ROWS = (
    row(
        "database",
        """
        db session, db sessions, database session, database sessions, sql sessions, relational store, database, db,
        databases, postgres, postgresql, mysql, mariadb, mongo, mongodb, sql, oracle, rds, aurora, cassandra,
        cockroach, datastore, data store, sqlite, innodb, pgbouncer
        """,
    ),
    row(
        "connection",
        """
        db session, db sessions, database session, database sessions, sql sessions, connection, connections, conn,
        sockets, socket
        """,
    ),
    row(
        "pool",
        """
        pool, connection pool, pooled, pgbouncer, hikari, hikaricp, pooling, pool exhausted, checkout timeout
        """,
    ),
    row(
        "deadlock",
        """
        deadlock, deadlocked, 40p01, deadlock detected, waiting for each other, waiting on each other, wait on each
        other, blocked each other, blocking each other, blocking one another, waiting for one another, each holding,
        circular wait, stuck on each other, locked each other, locking each other, holding each other, held each
        other, each waiting, each held, held a row, the other one wanted, the other wanted, what the other, crossed
        locks, lock cycle, cycle of locks
        """,
    ),
    row(
        "lock",
        """
        stuck behind, blocked behind, waiting behind, queued behind a, waiting for a lock, waits for a lock, lock,
        locks, locked, locking, lock wait, lock contention, mutex, row lock, table lock, lock timeout, contention,
        lock wait timeout, blocked
        """,
    ),
    row(
        "transaction",
        """
        transaction, transactions, commit, rollback segment, isolation level, update statement, writes
        """,
    ),
    row(
        "replica",
        """
        replica, replicas, replication, standby, secondary, secondaries, follower, followers, read replica, slave,
        wal receiver, binlog, streaming replication, read copy, copies of the data, copy of the database, mirror
        """,
    ),
    row(
        "primary",
        """
        primary, primaries, leader, leaders, master, masters, leadership, writer node, leader election
        """,
    ),
    row(
        "failover",
        """
        failover, fail over, failed over, promoted, promotion, promote, leader changed, leader change, new leader,
        leader election, election, re election, switchover, took over, changed leader, changed hands, stepped down,
        takeover, switched over, switched to the standby, switched to the replica, took the lead
        """,
    ),
    row(
        "two-leaders",
        """
        split brain, splitbrain, two primaries, two leaders, two masters, both masters, both nodes thought, both
        sides thought, both believed, both thought they were, dual primary, dual primaries, dual master, dual
        leader, multiple leaders, multiple primaries, double primary, quorum lost, lost quorum, fencing, both
        accepting writes, both accepted writes, both accept writes, second leader, more than one leader, more than
        one primary, each thought, diverged, divergent writes, both in charge, each believed, two nodes both,
        elected twice, believed they were, thought they were, both replicas, both databases, both claimed, both
        nodes, each claimed, both leaders, both primaries, two writers, two active, two nodes thought
        """,
    ),
    row(
        "lag",
        """
        lag, lagging, lagged, behind, delay, delayed, catch up, catching up, out of sync, stale read, stale reads,
        not caught up, late, fell behind, falling behind
        """,
    ),
    row(
        "query",
        """
        query, queries, select, statement, join, sql, full table scan, table scan, sequential scan, seq scan,
        explain plan, query plan, missing index, index missing, no index, n 1, execution plan, scan, scanning
        """,
    ),
    row(
        "missing-index",
        """
        missing index, index missing, no index, unindexed, full table scan, table scan, sequential scan, seq scan,
        dropped index, without an index, lacked an index
        """,
    ),
    row(
        "migration",
        """
        migration, migrate, migrating, schema, ddl, alter table, column, add column, drop column, alembic, flyway,
        liquibase, backfill, table change, table structure, table layout, database upgrade, schema change
        """,
    ),
    row(
        "wraparound",
        """
        vacuum, autovacuum, wraparound, transaction id, bloat, dead tuples
        """,
    ),
    row(
        "cache",
        """
        cache, caches, cached, caching, redis, memcached, memcache, varnish, ttl, cache miss, cache hit, warm, cold
        cache, eviction, evicted, evict, hit rate, hit ratio, cache key, cache keys
        """,
    ),
    row(
        "miss",
        """
        stampede, miss, misses, cold, cold cache, emptied, flushed, flush, invalidated, expired key, expired keys,
        hot key, all fell through, fell through, missed the cache, empty cache, cache was empty, recompute,
        recomputed, rebuilt, wiped, hit rate, evicted, regenerate, regenerated, hot entry, popular key, cleared,
        warm, went cold
        """,
    ),
    row(
        "stale",
        """
        stale, outdated, out of date, old data, old prices, old version of, old content, old values, yesterday s,
        obsolete, not refreshed, never refreshed, not invalidated, invalidation, wrong prices, old results, not
        updated, still showed, still seeing, still shown, still served, serving old, served old, showing old, old
        price, old stock, last week s, previous value, previous values, did not show up, not show, behind reality,
        old page, old pages, old copy
        """,
    ),
    row(
        "queue",
        """
        queue, queues, kafka, rabbitmq, sqs, pubsub, pub sub, broker, brokers, message, messages, topic, consumer,
        consumers, nats, event bus, jobs, celery, sidekiq, event stream, subscriber, subscribers, message bus,
        mailbox, kinesis, activemq, streaming
        """,
    ),
    row(
        "backlog",
        """
        backlog, backlogs, pile up, piled up, piling up, piling, build up, built up, building up, could not keep up,
        cannot keep up, did not keep up, not keeping up, keep up, queue depth, queue length, consumer lag, lag,
        behind, fell behind, unprocessed, undelivered, unconsumed, waiting messages, waiting to be processed,
        waiting in line, depth, queued up, accumulated, accumulate, accumulating, clogged, clog, congestion,
        congested, stuck in the queue, growing queue, delayed processing, hours late, processing delay, grew faster,
        faster than, hours behind, stacked up
        """,
    ),
    row(
        "poison",
        """
        poison, poison pill, poisoned, dead letter, deadletter, dlq, malformed message, malformed event, bad
        message, unparseable, cannot be parsed, could not be parsed, could not parse, corrupt message, same message,
        one message, a single message, undecodable, could not be processed, crashes the consumer, crashed the
        consumer, choked on, choke on, choked, one bad event, bad event, malformed payload, redelivered, redelivery,
        single event, one event, broken message, bad record, single record, one record, one malformed, blocked the
        queue, stuck on one, malformed, nobody can process, cannot be processed, unprocessable
        """,
    ),
    row(
        "disk",
        """
        disk, disks, volume, volumes, storage, drive, filesystem, file system, partition full, inode, inodes,
        enospc, ssd, no space left on device, ebs, pvc, persistent volume, mount, df, disk usage, gigabytes, space,
        log files, logs filled, logs ate, log rotation, logrotate, hard drive, hard disk, var log, temp files, root
        partition, room on the disk
        """,
    ),
    row(
        "space",
        """
        space, no space left, no space left on device, enospc, no room, room, full, filled, disk usage, capacity of
        the disk, inodes, logs filled, logs ate, log rotation, logrotate, out of space, fill up, filling up, filled
        up, could not write, cannot write, unable to write, could not write any more, nothing could be written, read
        only
        """,
    ),
    row(
        "disk-io",
        """
        iops, disk latency, io wait, iowait, disk io, disk throughput, slow disk, burst balance, fsync
        """,
    ),
    row(
        "data",
        """
        data, record, records, rows, dataset, tables, files
        """,
    ),
    row(
        "corrupt",
        """
        corrupt, corruption, corrupted, garbled, damaged, inconsistent, inconsistency, checksum, integrity, mangled,
        wrong data, bad data
        """,
    ),
    row(
        "backup",
        """
        backup, backups, restore, restored, snapshot, snapshots, deleted production, dropped table, accidental
        deletion, deleted by accident
        """,
    ),
    row(
        "search",
        """
        elasticsearch, opensearch, solr, lucene, search index, shard, shards, reindex
        """,
    ),
    row(
        "overflow",
        """
        integer overflow, overflow, int32, 32 bit, id space, sequence exhausted, ran out of ids, auto increment
        """,
    ),
    row(
        "hot-entry",
        """
        popular key, hot key, hot keys, hot entry, popular entry, recompute, recomputed, recomputing, recalculated,
        regenerate, regenerated, dogpile
        """,
    ),
)
