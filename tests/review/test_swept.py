"""What a sweep comes to."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from firstcause.cli.sweep_summary import summary_text
from firstcause.model.handshake import Outcome
from firstcause.review.swept import Answer, Summary
from firstcause.testing.clock import START

HEALTHY, FAULTY, UNOBSERVED = Outcome.HEALTHY, Outcome.FAULTY, Outcome.UNOBSERVED


def summary(*answers: Answer) -> Summary:
    found = Summary(START)
    for one in answers:
        found.note(one)
    return found


def test_answers_are_counted_by_cause_service_and_end() -> None:
    """What a person reads of a whole fleet."""
    day = timedelta(days=1)
    found = summary(
        Answer("shop", "a:1", HEALTHY, ends_at=START + 400 * day),
        Answer("shop", "a:2", FAULTY, "tls/certificate-expired", ends_at=START - day),
        Answer("bank", "b:1", HEALTHY, ends_at=START + 3 * day),
        Answer("bank", "b:2", UNOBSERVED, "tls/local-configuration"),
        Answer("", "c:1", FAULTY, "tls/unknown-ca", ("tls/incomplete-chain",)),
    )
    assert found.causes == Counter({"tls/certificate-expired": 1, "tls/unknown-ca": 1, "tls/local-configuration": 1})
    assert summary_text(found).splitlines() == [
        "5 looked at: 2 healthy, 2 faulty, 1 unobserved",
        "       1  tls/certificate-expired",
        "       1  tls/local-configuration",
        "       1  tls/unknown-ca",
        "       1  of 2 at shop",
        "       1  with a certificate that ends in the past",
        "       1  with a certificate that ends within 7 days",
        f"  the first to end is at a:2, {START - day:%Y-%m-%dT%H:%M:%SZ}",
    ]


def test_who_may_have_a_fault_is_counted_too() -> None:
    """An alternative is no acquittal; what could not be observed is no finding."""
    found = summary(
        Answer("shop", "a:1", FAULTY, "tls/unknown-ca", ("tls/incomplete-chain",)),
        Answer("shop", "a:2", FAULTY, "tls/incomplete-chain"),
        Answer("shop", "a:3", UNOBSERVED, "tls/incomplete-chain"),
    )
    assert found.may_have["tls/incomplete-chain"] == 2


def test_nothing_looked_at_reads_as_nothing() -> None:
    """An empty list is no error."""
    assert summary_text(summary()) == "0 looked at: nothing"
