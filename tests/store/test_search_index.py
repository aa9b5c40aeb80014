"""A search index keeps what it was given, finds words by where they stand, and heals when its file is damaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from firstcause.model.account import Account, Milestones, Promise, Texts
from firstcause.ports import SearchIndex
from firstcause.store.database import open_database
from firstcause.store.search.postgres import PostgresSearchIndex
from firstcause.store.search.sqlite import SqliteSearchIndex

AT = datetime(2025, 11, 7, 4, 59, tzinfo=UTC)
ONE = Account(
    path="RCAs/one.md",
    title="Memory leak in mail-relay",
    day=AT.date(),
    severity="P2",
    fault="Memory Leak",
    failing="mail-relay",
    services=("mail-relay",),
    minutes=32.5,
    figures={"users": 4385.0, "$": 3522.0},
    milestones=Milestones(detected=AT),
    changes=("4f2a9c1",),
    change_caused=True,
    pages=1,
    cited=(2, 7),
    promises=(Promise("Messaging", date(2025, 11, 14), from_factor=False),),
    texts=Texts(title="Memory leak in mail-relay", cause="The parser kept every template"),
)
TWO = replace(
    ONE,
    path="RCAs/two.md",
    title="Disk full in mail-relay",
    texts=Texts(title="Disk full in mail-relay", rest="A memory of templates; templates everywhere"),
)


@pytest.fixture
def index(url: str, tmp_path: Path) -> Iterator[SearchIndex]:
    if url.startswith("sqlite"):
        with SqliteSearchIndex(tmp_path / "search.db") as opened:
            yield opened
        return
    database = open_database(url)
    yield PostgresSearchIndex(database, "/vault")
    database.close()


@pytest.fixture
def filled(index: SearchIndex) -> SearchIndex:
    index.update({ONE.path: ("1", ONE), TWO.path: ("2", TWO), "Runbooks/r.md": ("3", None)}, ())
    return index


def test_an_account_comes_back_as_it_was_given(filled: SearchIndex) -> None:
    first, second = filled.accounts()
    assert replace(first, texts=filled.texts(first.path)) == ONE
    assert second.path == TWO.path


def test_a_note_that_tells_of_no_incident_is_known_and_is_no_account(filled: SearchIndex) -> None:
    assert filled.stamps() == {ONE.path: "1", TWO.path: "2", "Runbooks/r.md": "3"}
    assert len(filled.accounts()) == 2


def test_a_word_in_the_title_counts_more_than_in_the_rest(filled: SearchIndex) -> None:
    found = filled.matching(["memory"], 10)
    assert set(found) == {ONE.path, TWO.path}
    assert found[ONE.path] > found[TWO.path]


def test_a_word_is_found_in_its_other_forms(filled: SearchIndex) -> None:
    assert set(filled.matching(["leaking"], 10)) == {ONE.path}


def test_words_stand_together_only_in_their_order(filled: SearchIndex) -> None:
    assert list(filled.holding("every template", 10)) == [ONE.path]
    assert list(filled.holding("template every", 10)) == []


def test_what_is_gone_is_found_no_more_and_what_is_changed_is_found_anew(filled: SearchIndex) -> None:
    filled.update({TWO.path: ("5", replace(TWO, texts=Texts(title="Split brain")))}, [ONE.path])
    assert filled.matching(["memory"], 10) == {}
    assert set(filled.matching(["brain"], 10)) == {TWO.path}
    assert filled.stamps()[TWO.path] == "5"


@pytest.mark.parametrize("odd", ['"', 'a"b', "memory OR disk) AND", "*", "", "'; --", "\0"])
def test_no_word_is_syntax(filled: SearchIndex, odd: str) -> None:
    assert set(filled.matching([odd], 10)) <= {ONE.path, TWO.path}
    assert set(filled.holding(odd, 10)) <= {ONE.path, TWO.path}


def test_nothing_of_an_update_stays_that_was_interrupted(filled: SearchIndex) -> None:
    broken = {ONE.path: ("9", replace(ONE, title="new")), TWO.path: ("9", object())}
    with pytest.raises(AttributeError):
        filled.update(broken, ())  # type: ignore[arg-type]
    assert filled.stamps()[ONE.path] == "1"
    assert set(filled.matching(["leak"], 10)) == {ONE.path}


def test_a_damaged_file_is_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "search.db"
    file.write_bytes(b"this is no database" * 400)
    with SqliteSearchIndex(file) as index:
        assert index.accounts() == []
        index.update({ONE.path: ("1", ONE)}, ())
    with SqliteSearchIndex(file) as again:
        assert len(again.accounts()) == 1


def test_two_vaults_on_one_server_know_nothing_of_each_other(url: str) -> None:
    if url.startswith("sqlite"):
        pytest.skip("a file holds one vault")
    database = open_database(url)
    PostgresSearchIndex(database, "/a").update({ONE.path: ("1", ONE)}, ())
    assert PostgresSearchIndex(database, "/b").matching(["leak"], 10) == {}
    database.close()
