"""One line of text to a `LogLine`: shapes, names of fields, units of time, levels, and secrets that must not stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstcause.model.logs import LogLine, LogRole, LogSeverity
from firstcause.sources.logs.decode import MAX_RAW, decode_line
from firstcause.sources.logs.scrub import GONE, scrubbed
from firstcause.sources.logs.template import MAX_TEMPLATE, template_of

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
AT = NOW - timedelta(seconds=30)


def decoded(text: str) -> LogLine:
    return decode_line("orders", text, NOW)


@pytest.mark.parametrize(
    "text",
    [
        '{"time": "2026-11-24T09:59:30Z", "level": "WARNING", "message": "call failed", "error": "EOF", "callee": "b"}',
        '{"ts": 1795514370.0, "severity": "warn", "msg": "call failed", "err": "EOF", "upstream": "b"}',
        '{"@timestamp": "2026-11-24T10:59:30+01:00", "log.level": "warn", "message": "call failed",'
        ' "error": {"message": "EOF"}, "peer.service": "b", "side": "client"}',
        '{"timestamp": 1795514370000, "level": 40, "msg": "call failed", "err": "EOF", "peer": "b", "role": "client"}',
        'time=2026-11-24T09:59:30Z level=warn msg="call failed" err=EOF upstream=b',
        'ts=1795514370 lvl=WARNING msg="call failed" error="EOF" callee=b',
    ],
)
def test_the_same_line_in_many_hands(text: str) -> None:
    """JSON and logfmt, with the names and units that loggers use, all tell the same."""
    line = decoded(text)
    assert (line.service, line.severity, line.message) == ("orders", LogSeverity.WARNING, "call failed: EOF")
    assert (line.at, line.role, line.peer) == (AT, "client", "b")


def test_nginx() -> None:
    """Its own format; the time is the machine's own."""
    line = decoded("2026/11/24 09:59:30 [error] 12#12: *3 upstream timed out (110) while SSL handshaking to upstream")
    assert line.severity is LogSeverity.ERROR
    assert line.message == "upstream timed out (110) while SSL handshaking to upstream"
    assert line.at == datetime(2026, 11, 24, 9, 59, 30).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "severity", "message"),
    [
        ("2026-11-24 09:59:30,120 ERROR disk is full", LogSeverity.ERROR, "ERROR disk is full"),
        ("[2026-11-24T09:59:30Z] WARN slow", LogSeverity.WARNING, "WARN slow"),
        ("just words = and more", LogSeverity.INFO, "just words = and more"),
        ("{broken json", LogSeverity.INFO, "{broken json"),
        ("[1, 2]", LogSeverity.INFO, "[1, 2]"),
        ("a=1 prose b=2", LogSeverity.INFO, "a=1 prose b=2"),
    ],
)
def test_plain_text(text: str, severity: LogSeverity, message: str) -> None:
    """A line of no known shape is its own message; a level counts near its beginning."""
    line = decoded(text)
    assert (line.severity, line.message) == (severity, message)


@pytest.mark.parametrize(
    ("said", "role"), [("server", "server"), ("client", "client"), ("SERVER", "server"), ("x", None)]
)
def test_roles(said: str, role: LogRole | None) -> None:
    """Who wrote it, where the line says so."""
    assert decoded(f'{{"message": "handshake failed", "side": "{said}"}}').role == role


@pytest.mark.parametrize("time", ["", "yesterday", "9999-12-31T00:00:00Z", "1e300", "-5", "0001-01-01T00:00:00+23:59"])
def test_times_that_cannot_be(time: str) -> None:
    """The line counts as of when it was read."""
    assert decoded(f'{{"time": "{time}", "message": "m"}}').at == NOW


@pytest.mark.parametrize("time", ["1" * 400, "1e999", "-1e999", "NaN", "0"])
def test_numbers_that_are_no_time(time: str) -> None:
    """A number of four hundred digits ended the reading of that log with an OverflowError."""
    assert decoded(f'{{"time": {time}, "message": "m"}}').at == NOW


@pytest.mark.parametrize(
    "text",
    [
        "GET https://alice:hunter2@db.internal/orders",
        "postgresql://me:hunter2@127.0.0.1:5432/db refused",
        "Authorization: Bearer hunter2hunter2",
        '{"authorization": "Basic aHVudGVyMg==hunter2"}',
        "headers={'Authorization': 'Bearer hunter2.hunter2'}",
        "token bearer hunter2hunter2",
        "password=hunter2 user=me",
        '{"db_password": "hunter2", "user": "me"}',
        'settings: {"api_key":"hunter2 with blanks"}',
        "DB_PASSWORD: hunter2",
        "client_secret=hunter2&grant_type=x",
        "Set-Cookie: session=hunter2; Path=/",
        "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
        "key: -----BEGIN RSA PRIVATE KEY----- hunter2",
        "jwt eyJhbGciOiJIUzI1NiJ9.hunter2.hunter2",
        '{"message": "login", "error": "password=\\"hunter2\\" is wrong"}',
    ],
)
def test_no_secret_is_kept(text: str) -> None:
    """Neither in the raw line nor in any of its parts."""
    assert "hunter2" not in scrubbed(text)
    assert GONE in scrubbed(text)
    assert "hunter2" not in repr(decoded(text))


@pytest.mark.parametrize(
    "text",
    [
        "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1006)",
        '{"time": "2026-11-24T09:59:30Z", "message": "call failed", "error": "EOF", "endpoint": "127.0.0.1:8443"}',
        "no token was sent",
        "https://orders.internal:8443/path@2x.png",
    ],
)
def test_harmless_words_stay(text: str) -> None:
    """What is no secret is evidence."""
    assert scrubbed(text) == text


def test_lengths_are_bounded() -> None:
    """However long the line."""
    line = decoded('{"message": "' + "x" * 50_000 + '", "callee": "' + "y" * 50_000 + '"}')
    assert (len(line.raw), len(line.peer)) == (MAX_RAW, 100)
    assert len(line.message) == 2000


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet='{}[]":,=\\ aé\x00\ud800159', max_size=60))
def test_no_line_is_an_exception(text: str) -> None:
    """Input is hostile; every line becomes a value."""
    line = decoded(text)
    assert line.at <= NOW + timedelta(minutes=1)
    assert len(template_of(line.message)) <= MAX_TEMPLATE


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("request 17 took 3.2 s", "request 4 took 12 s"),
        ("user 'alice' is unknown", "user 'bob' is unknown"),
        ("GET https://a.internal/x?y=1 failed", "GET http://b.internal failed"),
        ("from 10.0.0.1:5512 reset", "from 10.10.200.3:1 reset"),
        ("from [::1]:5512 reset", "from [fe80::1:2:3]:1 reset"),
        ("order 7f9c24e8-3b1f-4e0e-9d5c-0b6f0e0f0a01 lost", "order 00000000-3b1f-4e0e-9d5c-0b6f0e0f0a01 lost"),
        ("at 2026-11-24T10:00:00.1Z late", "at 2026-11-24 11:00:00 late"),
        ("block deadbeef0123 bad", "block 0badcafe9999 bad"),
    ],
)
def test_templates(one: str, two: str) -> None:
    """Lines that differ in figures and names only are of one kind."""
    assert template_of(one) == template_of(two)


def test_templates_keep_words_apart() -> None:
    """Words are what lines are told apart by."""
    assert template_of("disk is full") != template_of("disk is slow")
    assert template_of("feedback accepted") == "feedback accepted"


def test_nginx_names_its_upstream() -> None:
    """Scheme and path are left out: what remains is the address as a configuration has it."""
    line = decoded(
        "2026/11/24 09:59:30 [error] 12#12: *3 upstream SSL certificate verify error: (20:unable to get local issuer "
        'certificate) while SSL handshaking to upstream, client: 127.0.0.1, upstream: "https://127.0.0.1:8443/pay"'
    )
    assert line.peer == "127.0.0.1:8443"
