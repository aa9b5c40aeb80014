"""RCA701 to RCA704, RCA801 and RCA802: words that blame, wish or praise, spelling, and what was copied."""

from __future__ import annotations

import pytest
from tests.review.lint.documents import CLEAN, TODAY, by_rule, changed, found

from firstcause.model.finding import Finding
from firstcause.review.lint.rule import Policy

PLACE = "Rotation is set by size for files of its older name only."
WELL = "- The alert came 3 minutes after the first full block"

BLAME = (
    "The on-call engineer carelessly deleted the log.",
    "This was human error.",
    "An operator forgot to rotate it.",
    "It was the developer's fault.",
    "The vendor is to blame.",
    "Somebody fat-fingered the path.",
)
NO_BLAME = (
    "Nobody is to blame.",
    "We found no negligence.",
    "Lazy loading hid it; the cache forgot its keys, and the server reported an internal error.",
    "The fault of the disk was found; the fault code is app/errors.",
    "The log said `human error`.",
    "Their certificate was at fault.",
)
COUNTERFACTUAL = (
    "The team should have noticed it.",
    "This should have been caught in review.",
    "We failed to rotate the log.",
    "The on-call engineer failed to see it.",
    "If only the alert were louder.",
    "Had we known, it were shorter.",
    "It could have been prevented by a quota.",
)
NO_COUNTERFACTUAL = (
    "The service failed to write its log.",
    "Requests failed to complete, and nobody could pay.",
    "The cache should have three replicas, and hosts should have a quota.",
    "Handshakes failed to finish.",
    "We had seen it before; it had been there for days.",
    "The code says `should have been`.",
)
PRAISE = ("- Cross-team collaboration was effective", "- Communication to customers was timely", "- Great teamwork")
NO_PRAISE = ("- Response took 2 minutes, a good time", "- The alert named the right host", "- Prompt answer[^E3]")
SPELLING = {
    "It was a ssl/tls failure.": "It was an SSL/TLS failure.",
    "the dns server": "the DNS server",
    "An tls alert": "A TLS alert",
    "a HTTP request": "an HTTP request",
    "a SLO": "an SLO",
}
SPELT = (
    "order-ssl-proxy at http://dns.example.org/api/x and `ssl`",
    "see [[runbook-dns]] and [the page](ssl/tls.md), --tls and api.example.org",
    "An SLO, a URL, a TLS alert, an RCA, an HTTP request",
)


def told(text: str, rule: str, old: str = PLACE) -> list[Finding]:
    """What the rule finds once the text stands in a good document."""
    return by_rule(found(changed((old, text), text=_base())), rule)


def _base() -> str:
    return changed(("Release r12 wrote every request to the log on the disk, and rotation is set", "Rotation is set"))


@pytest.mark.parametrize("text", BLAME)
def test_words_that_judge_a_person_are_told(text: str) -> None:
    """Once a sentence, at its words."""
    (one,) = told(text, "RCA701")
    assert one.place.length < len(text)


@pytest.mark.parametrize("text", NO_BLAME)
def test_words_that_judge_nobody_are_not_told(text: str) -> None:
    """Software has faults, and blame that is denied is none."""
    assert told(text, "RCA701") == []


@pytest.mark.parametrize("text", COUNTERFACTUAL)
def test_what_did_not_happen_is_told(text: str) -> None:
    """Whoever the sentence is about."""
    assert len(told(text, "RCA702")) == 1


@pytest.mark.parametrize("text", NO_COUNTERFACTUAL)
def test_what_software_failed_to_do_did_happen(text: str) -> None:
    """And a requirement is no wish."""
    assert told(text, "RCA702") == []


@pytest.mark.parametrize("text", PRAISE)
def test_praise_without_a_figure_is_told(text: str) -> None:
    """It stands in every document."""
    assert len(told(text, "RCA703", WELL)) == 1


@pytest.mark.parametrize("text", NO_PRAISE)
def test_praise_with_a_figure_or_evidence_is_not_told(text: str) -> None:
    """What can be looked up is no praise."""
    assert told(text, "RCA703", WELL) == []


@pytest.mark.parametrize(("text", "right"), SPELLING.items())
def test_acronyms_and_articles_are_mended(text: str, right: str) -> None:
    """Each by an edit of its own letters."""
    document = changed((PLACE, text), text=_base())
    edits = sorted((r for f in by_rule(found(document), "RCA704") for r in f.replacements), key=lambda r: -r.start)
    for one in edits:
        document = document[: one.start] + one.text + document[one.end :]
    assert document == changed((PLACE, right), text=_base())


@pytest.mark.parametrize("text", SPELT)
def test_names_and_addresses_are_left_alone(text: str) -> None:
    """As is whatever is written well."""
    assert told(text, "RCA704") == []


def test_a_document_of_common_sentences_is_told() -> None:
    """Of a vault in which eight others say the same."""
    copies = {
        f"RCAs/2026-03-1{n}-disk-full-cart-api.md": CLEAN.replace("2026-03-02", f"2026-03-1{n}") for n in range(8)
    }
    (one,) = by_rule(found(CLEAN, more=copies), "RCA801")
    assert "sentences stand in many documents" in one.message
    assert by_rule(found(CLEAN, more=copies, policy=Policy(TODAY, boilerplate_share=1.0)), "RCA801") == []
    assert by_rule(found(CLEAN), "RCA801") == []


def test_a_timeline_that_was_moved_is_told() -> None:
    """The same minutes between five events, at another hour."""
    row = "| 10:31 | Incident resolved |"
    long = changed((row, f"| 10:25 | Space was free |\n{row}"))
    copy = long.replace("| 10:", "| 18:").replace("2026-03-02", "2026-02-14")
    (one,) = by_rule(found(long, more={"RCAs/2026-02-14-disk-full-cart-api.md": copy}), "RCA802")
    assert one.related[0].place.path == "RCAs/2026-02-14-disk-full-cart-api.md"
    other = copy.replace("18:25", "18:26")
    assert by_rule(found(long, more={"RCAs/2026-02-14-disk-full-cart-api.md": other}), "RCA802") == []
