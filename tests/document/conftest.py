"""Strategies that make any root-cause analysis, with the characters that Markdown and YAML trip over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar

import pytest
from hypothesis import strategies as st

from firstcause.document.inline import Code, Link, Ref, Text, WikiLink, plain, text
from firstcause.document.rca import (
    ActionPlan,
    AffectedService,
    EvidenceNote,
    Factor,
    Footer,
    FrontMatter,
    ImpactSection,
    Improvement,
    LessonsLearned,
    Plot,
    Points,
    Question,
    Rca,
    RelatedLink,
    RootCause,
    TimelineRow,
)
from firstcause.model.action import ActionItem, Priority
from firstcause.model.incident import Severity

T = TypeVar("T")

NASTY = "|\\[]`*_#->+=~<&;$!(): \n\t1.)\"'%{}é—"
raw = st.text(st.one_of(st.sampled_from(NASTY), st.characters()), max_size=24)
words = raw.map(lambda s: plain(text(s))).filter(bool)
names = st.from_regex(r"[a-z][a-z0-9.-]{0,9}", fullmatch=True)
paths = st.from_regex(r"[A-Za-z0-9._/|*-]{1,12}", fullmatch=True)
refs = st.builds(Ref, st.from_regex(r"E[1-9]{1,2}", fullmatch=True))
parts = st.one_of(
    raw, refs, st.builds(Code, raw), st.builds(Link, paths, words), st.builds(WikiLink, names, raw.filter(str.strip))
)
_texts: st.SearchStrategy[Text] = st.lists(parts, min_size=1, max_size=4).map(lambda p: text(*p)).filter(bool)
moments = st.datetimes(datetime(1971, 1, 1), datetime(2900, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0)
)
questions = st.builds(Question, _texts, st.one_of(st.just(()), _texts))


def many(one: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(one, max_size=3).map(tuple)


points = st.builds(Points, many(_texts), many(questions))
fronts = st.builds(
    FrontMatter,
    title=words,
    date=st.dates(),
    severity=st.one_of(st.none(), st.sampled_from(Severity)),
    services=many(words),
    tags=many(words),
    status=st.sampled_from(("draft", "resolved")),
    duration_minutes=st.one_of(st.none(), st.integers(0, 10**6)),
    author=words,
    incident=words,
    began=st.one_of(st.none(), moments),
    detected=st.one_of(st.none(), moments),
    mitigated=st.one_of(st.none(), moments),
    resolved=st.one_of(st.none(), moments),
    fault=st.sampled_from(("tls/incomplete-chain", "app/latency", "")),
    schema=st.just(1),
)
actions = st.builds(
    ActionItem,
    id=st.from_regex(r"A[1-9]", fullmatch=True),
    priority=st.sampled_from(Priority),
    text=words,
    owner=words,
    due=st.one_of(st.none(), st.dates()),
    addresses=many(st.from_regex(r"[FL][1-9]", fullmatch=True)),
    status=words,
    check=raw.map(lambda s: plain(text(Code(s)))),
)
_rcas = st.builds(
    Rca,
    front=fronts,
    summary=many(_texts),
    timeline=many(st.builds(TimelineRow, moments, _texts)),
    root_cause=st.builds(
        RootCause,
        many(_texts),
        many(st.builds(Factor, st.from_regex(r"F[1-9]", fullmatch=True), _texts)),
        many(questions),
    ),
    impact=st.builds(
        ImpactSection,
        many(_texts),
        many(st.builds(Plot, words, paths)),
        many(st.builds(AffectedService, words, _texts)),
        points,
    ),
    resolution=points,
    lessons=st.builds(
        LessonsLearned,
        points,
        many(st.builds(Improvement, st.from_regex(r"L[1-9]", fullmatch=True), _texts)),
        many(questions),
        points,
    ),
    actions=st.builds(ActionPlan, many(actions), many(questions)),
    related=many(st.builds(RelatedLink, names, names, _texts)),
    evidence=many(st.builds(EvidenceNote, st.from_regex(r"E[1-9]", fullmatch=True), paths, words)),
    footer=st.builds(Footer, words, st.dates()),
)


@pytest.fixture(scope="session")
def rcas() -> st.SearchStrategy[Rca]:
    """Any document."""
    return _rcas


@pytest.fixture(scope="session")
def texts() -> st.SearchStrategy[Text]:
    """Any inline text in normal form."""
    return _texts
