"""RCA601 to RCA606: where links lead, and where one is missing."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from tests.review.lint.documents import CLEAN, EARLIER, TODAY, by_rule, changed, found

from firstcause.document.reading.read import read
from firstcause.document.spans import Source
from firstcause.model.finding import Level
from firstcause.review.lint.lint import lint
from firstcause.review.lint.rule import Policy, Subject
from firstcause.review.lint.vault import Vault

LINK = "- [[2026-01-05-disk-full-cart-api|Previous incident]]\n"
RUNBOOK = "- [[runbook-cart-api|Runbook]]\n"
MAIL = "- [[runbook-mail-worker|Runbook]]\n"


class Broken(NamedTuple):
    """What stands in the place of a good link, and what is said of it."""

    name: str
    text: str
    rule: str
    said: str


BROKEN = (
    Broken(
        "nothing", changed((RUNBOOK, "- [[architecture-storage]]\n")), "RCA601", "there is no note architecture-storage"
    ),
    Broken(
        "a letter less",
        changed((RUNBOOK, "- [[runbook-cart-ap]]\n")),
        "RCA601",
        "there is no note runbook-cart-ap; did you mean runbook-cart-api?",
    ),
    Broken(
        "no such heading", changed((RUNBOOK, "- [[runbook-cart-api#Disk slow]]\n")), "RCA601", "no heading 'Disk slow'"
    ),
    Broken("no such heading here", changed((RUNBOOK, "- [[#Timelin]]\n" + RUNBOOK)), "RCA601", "no heading 'Timelin'"),
    Broken(
        "a folder that is not there",
        changed((RUNBOOK, "- [[Old/runbook-cart-api]]\n")),
        "RCA601",
        "Old/runbook-cart-api",
    ),
    Broken("in a table", changed(("| Log rotated by hand", "| By [[who\\|Ann]]")), "RCA601", "there is no note who"),
    Broken(
        "no such picture", changed(("40 users could", "![p99](../plots/p50.svg) 40 users could")), "RCA601", "p50.svg"
    ),
    Broken("itself", changed((LINK, "- [[2026-03-02-disk-full-cart-api]]\n" + LINK)), "RCA602", "this very document"),
    Broken(
        "its own date",
        changed((LINK, "- [[2026-03-02-previous-incident|Disk]]\n")),
        "RCA603",
        "the document's own date",
    ),
    Broken("a later one", changed((LINK, "- [[2026-03-04-x|Previous incident]]\n")), "RCA603", "after this incident"),
    Broken(
        "another's runbook", changed((MAIL, MAIL + "- [[runbook-search-api]]\n")), "RCA604", "search-api has no part"
    ),
    Broken("no link to a runbook", changed((MAIL, "")), "RCA605", "mail-worker has a note"),
    Broken("a repeat", changed((LINK, "")), "RCA606", "cart-api had this fault before, on 2026-01-05"),
)


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: f"{case.rule}-{case.name}")
def test_a_link_that_leads_wrong_is_told(case: Broken) -> None:
    """Once, with what is wrong about it."""
    told = [f.message for f in by_rule(found(case.text), case.rule)]
    assert len(told) == 1
    assert case.said in told[0]


NOT_BROKEN = {
    "in code": "`[[nowhere]]` and ``[[nor here]]``",
    "in a fence": "it said\n\n```\nif [[ -f x ]]; then [[nowhere]]\n```\n",
    "a heading": "[[runbook-cart-api#Disk full|how]]",
    "a heading of its own": "[[#Root Cause]] and [[2026-03-02-disk-full-cart-api#Impact]]",
    "a path": "[[Runbooks/runbook-cart-api]] and [[Runbooks/runbook-cart-api.md]]",
    "upper case": "[[Runbook-Cart-API]]",
    "a picture": "![[p99.svg]] and ![p99](../plots/p99.svg)",
    "a block": "[[runbook-cart-api#^abc123]]",
    "from here": "[[../Runbooks/runbook-cart-api]]",
    "the web": "[a](https://example.org/x.md) and [b](mailto:a@example.org) and [c](/x.md) and [d](#impact)",
    "an earlier one of the same hour": "[[2026-01-05-disk-full-cart-api|last time]]",
}


@pytest.mark.parametrize("text", NOT_BROKEN.values(), ids=NOT_BROKEN.keys())
def test_a_link_that_leads_somewhere_is_not_told(text: str) -> None:
    """However it is written; and code holds none."""
    text = changed(("40 users could not pay.", f"40 users could not pay: {text}"))
    assert [(f.rule, f.message) for f in found(text)] == []


def test_links_are_not_judged_where_nothing_is_known_of_other_notes() -> None:
    """Of a single text, read from a pipe."""
    text = changed((RUNBOOK, "- [[nowhere]]\n"))
    subject = Subject(read(Source(text, "-")), Vault(), Policy(TODAY))
    assert by_rule(lint(subject), "RCA601") == []


def test_the_previous_incident_of_the_same_day_may_have_begun_before() -> None:
    """Moments decide where both are known."""
    early = CLEAN.replace(" 10:", " 07:").replace("10:20", "07:20").replace("Disk Full", "Disk Slow")
    text = changed((LINK, LINK + "- [[2026-03-02-disk-slow-cart-api|Previous incident]]\n"))
    more = {"RCAs/2026-03-02-disk-slow-cart-api.md": early}
    assert by_rule(found(text, more=more), "RCA603") == []


def test_an_incident_of_the_same_hour_on_a_shared_service_is_told() -> None:
    """As the pictures of one fault that was written down twice."""
    other = CLEAN.replace("Disk Full in cart-api", "Lost Mail in mail-worker").replace("10:0", "09:5")
    more = {"RCAs/2026-03-02-lost-mail-mail-worker.md": other}
    (one,) = by_rule(found(CLEAN, more=more), "RCA606")
    assert one.message == "another incident lasted at the same time on cart-api, mail-worker, and no link leads to it"
    assert one.related[0].place.path == "RCAs/2026-03-02-lost-mail-mail-worker.md"
    linked = changed((LINK, LINK + "- [[2026-03-02-lost-mail-mail-worker]]\n"))
    assert by_rule(found(linked, more=more), "RCA606") == []


def test_of_repeats_one_link_is_enough() -> None:
    """A fault that came ten times need not be linked ten times."""
    more = {
        f"RCAs/2025-0{month}-01-disk-full-cart-api.md": EARLIER.replace("2026-01-05", f"2025-0{month}-01")
        for month in range(1, 10)
    }
    assert by_rule(found(CLEAN, more=more), "RCA606") == []


def test_the_date_of_a_name_is_no_typing_error() -> None:
    """A note of another day is another incident, and is not proposed."""
    (one,) = by_rule(found(changed((LINK, "- [[2026-02-05-disk-full-cart-api]]\n"))), "RCA601")
    assert "did you mean" not in one.message


def test_wikilinks_of_other_teams_are_warned_of() -> None:
    """Their vault may be elsewhere."""
    text = "# Outage\n\n## Timeline\n\n- 10:00 it broke\n\n## Root cause\n\nSee [[the-wiki]].\n"
    (one,) = by_rule(found(text, "Postmortems/outage.md"), "RCA601")
    assert one.level is Level.WARNING
    assert one.place.line == 9
