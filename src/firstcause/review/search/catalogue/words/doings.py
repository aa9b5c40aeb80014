"""What people say of changes, of who may do what, and of how things go: fail, fill up, slow down."""

from __future__ import annotations

from firstcause.review.search.catalogue.words.row import row

ROWS = (
    row(
        "exhaust",
        """
        exhaust, exhausted, exhaustion, ran out, run out, running out, runs out, out of, full, filled, fill up, used
        up, use up, none left, no more, depleted, deplete, too many connections, max connections, 53300, remaining
        connection slots, no free, no available, limit reached, reached the limit, hit the limit, hit the ceiling,
        maxed, maxed out, saturated, run dry, ran dry, all taken, all in use, all used, too many open, nothing left,
        no room, too many, at its limit, eaten up, ate up, ate all, no longer available, could not get, waiting for
        a free, no slots, no spare, no space left, capped out, overflow, could not obtain, could not acquire, no
        connections left, none available, not enough
        """,
    ),
    row(
        "die",
        """
        fail, failed, failure, fails, died, dead, die, dies, went away, gone, went down, go down, goes down, lost,
        crashed, crash, broke, broken, terminated, notready, not ready, evicted, unavailable, offline, went offline,
        vanished, disappeared, perished, stopped, out of service, preempted, reclaimed, unhealthy, dropped out
        """,
    ),
    row(
        "deploy",
        """
        deploy, deploys, deployed, deploying, deployment, release, released, rollout, rolled out, roll out, ship,
        shipped, push, pushed, new version, upgrade, upgraded, new build, launch, launched, publish, ci cd,
        pipeline, new code, bad build, update went out, latest version, build
        """,
    ),
    row(
        "canary",
        """
        canary, canaries, progressive rollout, blue green, gradual rollout, staged rollout, first few percent, small
        percentage, partial rollout, phased rollout, one percent of traffic, a few percent of traffic, phased, ramp
        up, ramped up, new version to a few, subset of traffic, slice of traffic, gradual, gradually, gradual
        release, first batch of hosts, small slice
        """,
    ),
    row(
        "regression",
        """
        regression, bad release, bad deploy, bad build, broke after deploy, broken release, faulty release, buggy
        release, rollback, rolled back, roll back, reverted, introduced a bug, broke with the new version, new
        version broke, bad version
        """,
    ),
    row(
        "config",
        """
        configuration, config, configs, configured, setting, settings, misconfigured, misconfiguration, parameter,
        parameters, env var, environment variable, environment variables, yaml, typo, helm values, configmap, config
        map, wrong value, toml, ini file, knob, tunable, option, wrong url, conf
        """,
    ),
    row(
        "wrong",
        """
        wrong, bad, incorrect, mistaken, mistake, misconfigured, misconfiguration, typo, broken, invalid, faulty,
        erroneous, mistyped, misspelled, misspelt, fat finger, fat fingered, accidentally, accidental, by accident,
        by mistake, misfire, misfired, wrongly, unintentionally, unintended, too low, too high
        """,
    ),
    row(
        "flag",
        """
        feature flag, feature flags, flag, flags, toggle, toggled, launchdarkly, feature toggle, kill switch,
        experiment, switched on, turned on, enabled for, enabled by accident, a b test, ab test, half finished
        feature, unfinished feature, feature went live, feature switched, dark launch, feature turned, feature
        enabled, new feature, hidden feature, feature exposed
        """,
    ),
    row(
        "auth",
        """
        authentication, auth, authenticate, authorization, authorisation, login, logins, log in, logged out, logged
        in, sign in, signed out, signing in, sso, oauth, oidc, jwt, session, sessions, 401, 403, unauthorized,
        unauthorised, forbidden, permission, permissions, access denied, credentials, credential, password,
        passwords, identity provider, kicked out, ldap, saml, could not log in, locked out, thrown out, bearer, iam,
        service account, api key, api keys, access key
        """,
    ),
    row(
        "token",
        """
        token, tokens, jwt, secret, secrets, api key, api keys, credential, credentials, access key, password,
        session, sessions, refresh token, bearer, service account key, logged out, kicked out, signed out, sign in
        again, log in again
        """,
    ),
    row(
        "expire",
        """
        expire, expired, expires, expiry, expiration, ran out, lapsed, lapse, not renewed, never renewed, nobody
        renewed, forgot to renew, forgotten to renew, forgot renewing, renew, renewal, renewed, out of date, past
        its date, no longer valid, end of its life, stopped being valid, not after, validity, too old, timed out
        token, valid until, past its end date, rotated, rotation, rotate, past its validity
        """,
    ),
    row(
        "outage",
        """
        outage, outages, down, was down, went down, unavailable, unavailability, offline, 503, not available, could
        not be reached, stopped working, not working, dark, blackout, out, interruption, disruption, had problems,
        had an incident, degraded
        """,
    ),
    row(
        "slow",
        """
        slow, slowly, slowness, sluggish, crawl, crawled, crawling, latency, laggy, took forever, took ages, taking
        forever, long running, seconds to load, spinning, delayed responses, response times, response time, p99,
        dragging, dragged, sluggishly, unusably, taking minutes, took minutes, took too long, long time, ages,
        performance, got longer, took longer, longer than usual, higher latency, increased latency
        """,
    ),
    row(
        "monitoring",
        """
        monitoring blind, alerting failed, alerts did not fire, no metrics, observability, prometheus, grafana,
        telemetry
        """,
    ),
    row(
        "quota",
        """
        quota, quota exceeded, resource quota, limit exceeded, license, licence, subscription, billing account,
        account limit
        """,
    ),
    row(
        "kill",
        """
        kill, killed, killing, killer, reaped, terminated, shot, sigkill
        """,
    ),
    row(
        "up-and-down",
        """
        flap, flapping, flapped, intermittent, intermittently, on and off, came and went, sporadic, sporadically
        """,
    ),
)
