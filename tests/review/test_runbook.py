"""The section on a fault in a runbook: written, renewed, and left alone where a person has edited it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstcause.model.service import Catalogue, Endpoint, Service, View
from firstcause.review.runbook import has_section, put_section
from firstcause.review.runbook_section import Cited, Story, compose

CODE = "tls/incomplete-chain"
SERVICE = Service(
    "orders",
    endpoints=(Endpoint("10.0.0.1", 8443, "orders.internal"), Endpoint("10.0.0.2", 8443, "orders.internal")),
    views=("shop",),
)
CATALOGUE = Catalogue((SERVICE,), (View("shop", "ca.pem"),))
STORY = Story(
    "2025-11-07-1",
    date(2025, 11, 7),
    "2025-11-07-incomplete-chain-orders",
    Cited("10.0.0.2:8443 as shop: the leaf comes alone", ("E1",)),
    Cited("deploy r41 -> r42 of orders, which replaced bundle.pem", ("E3",)),
    Cited("roll orders back from r42 to r41"),
    timedelta(seconds=43),
    ("10.0.0.2:8443",),
    "shop",
)
BEFORE = "# Orders\r\n\r\nCall *Kim* first.  \r\n\r\n## tls/unknown-ca\r\n\r\nOurs.\r\n"


def section(*stories: Story) -> str:
    return compose(CODE, SERVICE, CATALOGUE, stories)


def test_it_says_where_to_look_and_what_helped() -> None:
    """This service's addresses, the endpoint that broke first, the change, how long it took, evidence, and the RCA."""
    text = section(STORY)
    assert text.startswith(f"## {CODE}\n")
    first, second = (
        text.index(f"`firstcause probe 10.0.0.{n}:8443 --server-name orders.internal --as shop`") for n in (2, 1)
    )
    assert first < second
    assert "openssl s_client -connect 10.0.0.2:8443 -servername orders.internal" in text
    assert "HOST" not in text
    for told in ("(E1)", "(E3)", "bundle.pem", "43 s after detection", "[[2025-11-07-incomplete-chain-orders]]"):
        assert told in text


def test_it_stands_in_the_runbook_and_is_found_again() -> None:
    """What was there stays byte for byte; written once more it is the same, and a later incident renews it."""
    once = put_section(BEFORE, section(STORY), CODE, "x")
    assert once.text.startswith(BEFORE)
    assert "\n" not in once.text.replace("\r\n", "")
    assert has_section(once.text, CODE)
    assert not has_section(BEFORE, CODE)
    after = once.text + "\r\n## Contacts\r\n\r\nKim\r\n"
    assert put_section(after, section(STORY), CODE, "x").text == after
    renewed = put_section(after, section(STORY, Story("2026-01-01-1", date(2026, 1, 1), "")), CODE, "x")
    assert renewed.replaced
    assert "2026-01-01-1" in renewed.text
    assert renewed.text.startswith(BEFORE)
    assert renewed.text.endswith("\r\n\r\n## Contacts\r\n\r\nKim\r\n")


@pytest.mark.parametrize("edit", ["Ask Kim.", "<!-- mine -->"])
def test_what_a_person_edited_is_left_alone(edit: str) -> None:
    """Unless one insists; then the section is ours again, and what stands around it is still theirs."""
    written = put_section(BEFORE, section(), CODE, "x").text
    theirs = written.replace("**Look at this", f"{edit}\r\n\r\n**Look at this")
    kept = put_section(theirs, section(STORY), CODE, "x")
    assert kept.text == theirs
    assert kept.kept is not None
    forced = put_section(theirs, section(STORY), CODE, "x", force=True)
    assert edit not in forced.text
    assert forced.text.startswith(BEFORE)


def test_a_new_runbook_has_a_title() -> None:
    """And nothing but the section."""
    text = put_section("", section(), CODE, "Runbook of orders").text
    assert text.startswith(f"# Runbook of orders\n\n## {CODE}\n")


@pytest.mark.parametrize(
    "text", ["", "```\n## tls/incomplete-chain\nx\n```\n", f"## {CODE}\n\n<!-- to do -->\n", f"## On {CODE}\n\nx\n"]
)
def test_an_empty_section_or_a_word_in_code_is_none(text: str) -> None:
    """A heading alone helps nobody."""
    assert not has_section(text, CODE)
