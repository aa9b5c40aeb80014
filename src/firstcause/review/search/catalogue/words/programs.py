"""What people say of programs and machines: memory, threads, processors, clocks, crashes."""

from __future__ import annotations

from firstcause.review.search.catalogue.words.row import row

ROWS = (
    row(
        "memory",
        """
        memory, ram, heap, rss, oom, oomkilled, oom killed, oom killer, out of memory, outofmemoryerror, exit code
        137, exit 137, 137, memory limit, memory usage, mem, footprint, garbage, swap, swapping, enomem, cannot
        allocate memory, sigkill, resident set, kernel killed, killed by the kernel, gobbled, bloated, bloat, ate
        all the ram, reaped by the kernel, cgroup memory
        """,
    ),
    row(
        "oom",
        """
        oom, oomkilled, oom killed, oom killer, out of memory, outofmemoryerror, exit code 137, exit 137, 137,
        sigkill, cannot allocate memory, kernel killed, killed by the kernel, ran out of memory, ran out of ram, no
        memory left, out of ram, enomem, reaped by the kernel, memory limit, too much memory, exceeded its memory
        """,
    ),
    row(
        "leak",
        """
        never returned, not returned, never given back, unreleased, never closed, not closed, left open, leak,
        leaks, leaking, leaked, kept growing, keeps growing, growing, growth, grew, grow, creeping, creeps, crept,
        climbing, climbed, creeping up, never freed, never released, not freed, not released, not giving back, never
        gave back, steadily rising, slowly rising, steadily increasing, slowly eating, ate more and more, more and
        more, hour after hour, unbounded, until restarted, needed restarting every, over days, never collected,
        hoarding, hoards, retained objects, fed until, swelled, swelling, ballooned, ballooning, inflated, going up,
        keeps going up, goes up, kept rising, keeps rising, rising, ever growing, up and up, never shrinks
        """,
    ),
    row(
        "gc",
        """
        gc, garbage collection, garbage collector, stop the world, gc pause, full gc, long pauses
        """,
    ),
    row(
        "null",
        """
        null pointer, null, npe, nullpointerexception, none type, nonetype, nil, nil pointer, nil dereference,
        undefined, undefined is not a function, attributeerror, typeerror, missing value, empty field, field was
        empty, absent field, null reference, dereference, dereferenced, object was not set, unset field, unexpected
        null, not there, unset, missing object, uninitialised, uninitialized, value that did not exist, missing
        field
        """,
    ),
    row(
        "exception",
        """
        exception, stack trace, stacktrace, traceback, unhandled, uncaught, threw, throws, thrown, runtime error,
        panic in code, unhandled error, bug, crash bug, code bug, programming error, coding error, segfault,
        sigsegv, segmentation fault, core dump, assertion, blew up, blows up, explode, exploded, 500s, http 500,
        internal server error
        """,
    ),
    row(
        "segfault",
        """
        segfault, segmentation fault, sigsegv, core dump, core dumped, sigabrt, bus error
        """,
    ),
    row(
        "thread",
        """
        thread, threads, thread pool, threadpool, worker, workers, worker pool, executor, goroutine, goroutines,
        event loop, handler threads, handlers, tomcat, executor queue
        """,
    ),
    row(
        "starve",
        """
        starvation, starve, starved, starving, all busy, none free, no free, none left, all stuck, tied up, all
        blocked, no idle, nothing left to serve, busy waiting, occupied, all taken, saturated, saturation, hogged,
        monopolised
        """,
    ),
    row(
        "race",
        """
        race condition, race, races, racing, concurrency, concurrent, concurrently, same time, simultaneous,
        simultaneously, interleaved, thread safety, thread safe, not atomic, atomicity, toctou, lost update,
        ordering bug, timing bug, timing dependent, depending on timing, unsynchronised, unsynchronized, same
        moment, overwrote each other, overwriting each other, overwrite each other, two requests, heisenbug
        """,
    ),
    row(
        "retry",
        """
        retry, retries, retrying, retried, retry storm, retry loop, tried again, trying again, try again, kept
        trying, backoff, resend, resending, resent, reattempt, over and over, again and again, endlessly, hammering,
        hammered, hammer, kept calling, kept asking, kept sending, endpoint again, calls again, again without,
        without any pause, without a pause, without waiting, no pause, immediately again, ourselves, self inflicted,
        our own clients
        """,
    ),
    row(
        "loop",
        """
        loop, loops, looping, infinite, infinite loop, endless, endlessly, forever, recursion, recursive, never
        ending, never gave up, without end, non stop, nonstop, cycle, round and round, spinning, kept calling
        itself, stack overflow, without backoff, no backoff, without giving up, circles
        """,
    ),
    row(
        "storm",
        """
        storm, stampede, thundering, herd, thundering herd, all at once, all at the same time, at once, at the same
        time, same instant, same second, simultaneously, same moment, synchronised, synchronized, reconnect storm,
        everyone reconnected, everybody reconnected, came back at once, woke up together, in lockstep, mass
        reconnect, reconnected together, piled on, pile on, rushed, rush, dogpile, all clients, every client, all
        reconnected, jitter
        """,
    ),
    row(
        "reconnect",
        """
        reconnect, reconnected, reconnecting, reconnection, came back, coming back, woke up, all clients, every
        client, after the restart, after restart, after the outage, wake up, waking, cron, same schedule
        """,
    ),
    row(
        "fd",
        """
        file descriptor, file descriptors, emfile, enfile, too many open files, ulimit, nofile, open files, fd, fds,
        file handles, file handle, handles, open handles, descriptor, descriptors, sockets left open, never closed,
        not closed, unclosed, files open, open sockets
        """,
    ),
    row(
        "kernel",
        """
        kernel, kernel panic, oops, blue screen, bsod, kdump, operating system, os crash, hard crash, hard lockup,
        soft lockup, driver bug, linux, kernel bug, hung task, machine check
        """,
    ),
    row(
        "panic",
        """
        panic, panicked, kernel panic, oops, blue screen, bsod, hard crash, hung hard, froze, frozen, crashed hard,
        rebooted, reboot, rebooting, spontaneously rebooted, os crash, hard lockup, unexpected reboot, fell over,
        crashed, died, freeze, rebooted itself, locked up, operating system crash
        """,
    ),
    row(
        "clock",
        """
        clock, clocks, ntp, chrony, time drift, clock drift, clock skew, skew, drift, wrong time, time sync, out of
        sync time, timestamps, timestamp, in the future, from the future, leap second, system time, time of day,
        minutes fast, minutes slow, seconds fast, seconds slow, not agree on the time, wrong clock, what time it
        was, time was off, time was wrong, ntpd, timekeeping, what time it is, agree on the time, time source,
        disagreed about the time, disagree about the time
        """,
    ),
    row(
        "time",
        """
        time, timestamps, timestamp, hour
        """,
    ),
    row(
        "drift",
        """
        off by, was off, were off, minutes off, seconds off, minutes apart, seconds apart, drift, drifted, skew,
        skewed, disagree, disagreed, wrong, ahead, out of sync, differed, desynchronised, desynchronized, not agree,
        no longer agreed, jumped, unsynchronised
        """,
    ),
    row(
        "timezone",
        """
        timezone, time zone, daylight saving, dst, leap year, leap second, summer time, utc offset, february 29
        """,
    ),
    row(
        "cpu",
        """
        cpu, cpus, processor, processors, core, cores, cfs, cpu limit, cpu quota, cpu usage, load average, compute,
        vcpu, steal, noisy neighbour, noisy neighbor, cycles, pegged, 100 percent cpu, compute time, busy loop, hot
        loop
        """,
    ),
    row(
        "throttle",
        """
        100 percent, at 100, throttle, throttled, throttling, quota, cfs quota, capped, limited, slowed down by the
        scheduler, cgroup, starved, pegged, maxed, maxed out, saturated, cpu limit, cpu limits, squeezed, not enough
        cpu, cgroup limit
        """,
    ),
    row(
        "machine",
        """
        node, nodes, machine, machines, host, hosts, server, servers, box, boxes, vm, vms, instance, instances,
        hypervisor, worker node, kubelet, notready, node not ready, ec2, bare metal, blade, rack, hardware, physical
        server
        """,
    ),
    row(
        "hardware",
        """
        hardware, hardware failure, power supply, psu, motherboard, dimm, ecc, raid, disk failure, dead disk, broken
        disk, fan, overheating, overheated, cooling, failed drive, machine check, ssd failure, broke physically
        """,
    ),
    row(
        "crashloop",
        """
        crashloopbackoff, crash loop, crash looping, crashlooping, crash loops, restarting over and over, keeps
        restarting, kept restarting, restarts over and over, restart loop, restarted repeatedly, restarting
        constantly, restarting repeatedly, kept crashing, keeps crashing, keep crashing, kept dying, keeps dying,
        would not start, refused to start, never became ready, would not stay up, not stay up, died on startup,
        crashed on startup, flapping, restart count, backoff restarting, crashing on boot, crash on boot, could not
        start, bouncing, never got healthy, boot loop, dies right after starting, dying right after, failing to
        start, failed to start, liveness, liveness probe, constantly restarting, repeatedly restarting, dying and
        restarting, restarting all the time, died again
        """,
    ),
    row(
        "pod",
        """
        pod, pods, container, containers, kubernetes, k8s, docker, deployment replicas, replicaset, statefulset,
        kubelet, imagepullbackoff, errimagepull, liveness probe
        """,
    ),
    row(
        "image",
        """
        imagepullbackoff, errimagepull, image pull, docker image, registry, container image, image tag
        """,
    ),
    row(
        "evict",
        """
        evicted, eviction, evictions, preempted, drained, draining, node pressure, pod pressure, pressure
        """,
    ),
    row(
        "batch",
        """
        cron, cron job, cronjob, batch, batch job, scheduled job, scheduler, nightly job, etl, job failed, nightly,
        scheduled task
        """,
    ),
    row(
        "serialise",
        """
        renamed, field was renamed, renamed field, removed field, field removed, incompatible, contract, breaking
        api, old clients, older clients, wire format, serialization, serialisation, deserialize, deserialise,
        protobuf, avro, encoding, utf 8, unicode, json parse, schema registry, contract change, breaking change,
        incompatibility, version mismatch, api change, backwards compatible, old apps, mobile apps, old mobile apps,
        app versions, new response, response format, old versions, old sdk
        """,
    ),
    row(
        "version",
        """
        dependency version, version conflict, library, libraries, package, packages, transitive, lockfile, upgrade
        of a library, sdk, npm, pip, maven
        """,
    ),
    row(
        "cascade",
        """
        cascade, cascading, cascading failure, domino, knock on, chain reaction, circuit breaker, fallback, bulkhead
        """,
    ),
    row(
        "twice",
        """
        twice, two times, several times, multiple times, more than once, duplicate, duplicates, duplicated,
        duplication, double, doubled, double booking, double booked, double charge, double charged, charged twice,
        double spend, sold twice, processed twice, sent twice, idempotent, idempotency, deduplication
        """,
    ),
)
