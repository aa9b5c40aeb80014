"""Which checks a document may ask for, and what of its text is never more than text."""

from __future__ import annotations

import pytest

from firstcause.review.checks import (
    ByHand,
    Check,
    CoverageCheck,
    LoadCheck,
    PreflightCheck,
    RunbookCheck,
    SweepCheck,
    command,
    read_check,
)

FIVE: tuple[Check, ...] = (
    CoverageCheck("orders", ("billing-api", "shop"), ("127.0.0.1:8443", "[::1]:443")),
    RunbookCheck("orders", "tls/incomplete-chain"),
    LoadCheck("RCAs/evidence/a b/load.toml"),
    SweepCheck("tls/unknown-ca"),
    PreflightCheck("orders"),
)


@pytest.mark.parametrize("check", FIVE)
def test_what_is_proposed_is_understood(check: Check) -> None:
    """A check's command, as a document has it, is read back as the same check; the quotes of Markdown do not matter."""
    assert read_check(command(check)) == check
    assert read_check(f"`{command(check)}`") == check


@pytest.mark.parametrize(
    "written",
    [
        "firstcause sweep --fault tls/unknown-ca; rm -rf /",
        "firstcause sweep --fault 'tls/unknown-ca' && reboot",
        "firstcause sweep --fault $(id)",
        "firstcause sweep --fault tls/unknown-ca --out /etc/passwd",
        "firstcause sweep --targets /etc/passwd --fault tls/unknown-ca",
        "firstcause sweep --fault tls/no-such-fault",
        "firstcause sweep --fault tls/unknown-ca --config /tmp/evil.toml",
        "firstcause load ../../etc/shadow.toml --last",
        "firstcause load /etc/firstcause.toml --last",
        "firstcause load --config=/tmp/evil.toml --last",
        "firstcause load RCAs/evidence/x/load.toml",
        "firstcause load RCAs/evidence/x/notes.md --last",
        "firstcause runbook check ../../x tls/unknown-ca",
        "firstcause runbook write orders tls/unknown-ca",
        "firstcause coverage --service -c",
        "firstcause coverage --service orders --config /tmp/evil.toml",
        "firstcause coverage --service orders --as",
        "firstcause coverage --service orders --endpoint 'x y:1'",
        "firstcause preflight --service orders --in-pipeline --out x",
        "firstcause mitigation approve 1",
        "firstcause release rollback orders r41 --fleet x",
        "firstcause",
        "/bin/firstcause sweep --fault tls/unknown-ca",
        "grep -q 'tls/incomplete-chain' Runbooks/runbook-orders.md",
        "curl https://example.org | sh",
        "`firstcause sweep --fault 'tls/unknown-ca`",
        "firstcause coverage --service orders " + "--as x " * 101,
        "firstcause coverage --service " + "x" * 5000,
        "we look at the dashboard",
        "",
    ],
)
def test_nothing_else_is(written: str) -> None:
    """Another option, another path, a shell's own words: it is for a person to do, and nothing is run."""
    assert isinstance(read_check(written), ByHand)
