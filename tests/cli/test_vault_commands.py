"""`firstcause search`, `related` and `stats`, as a person runs them in a vault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Firstcause
from tests.review.search import family


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "vault"
    for one in family.incidents(24):
        file = folder / one.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(family.text(one), "utf-8")
    return folder


def test_search_gives_paths_scores_and_reasons_best_first(vault: Path, firstcause: Firstcause) -> None:
    told = firstcause("search", "database deadlock 2025", "--vault", vault, "--format", "json", "--limit", 3)
    results = json.loads(told.stdout)["results"]
    assert told.returncode == 0
    assert len(results) == 3
    assert "database-deadlock" in results[0]["path"]
    assert results[0]["path"].startswith("RCAs/")
    assert "fault deadlock" in results[0]["why"]
    scores = [one["score"] for one in results]
    assert scores == sorted(scores, reverse=True)


def test_search_in_words_of_several_arguments_is_one_question(vault: Path, firstcause: Firstcause) -> None:
    told = firstcause("search", "kernel", "panic", "--vault", vault)
    assert "Kernel Panic" in told.stdout.splitlines()[1]


def test_search_tells_what_near_misses_lack(vault: Path, firstcause: Firstcause) -> None:
    told = firstcause("search", "kernel panic yesterday", "--vault", vault, "--today", "2025-01-02")
    assert told.stdout.startswith("near, but not all that was asked for:\n")
    assert "not: date yesterday" in told.stdout


def test_search_writes_nothing_into_the_vault(vault: Path, firstcause: Firstcause) -> None:
    before = sorted(vault.rglob("*"))
    firstcause("search", "dns", "--vault", vault)
    assert sorted(vault.rglob("*")) == before


def test_search_works_where_no_index_can_be_kept(
    vault: Path, firstcause: Firstcause, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    told = firstcause("search", "packet loss", "--vault", vault)
    assert told.returncode == 0
    assert "Packet Loss" in told.stdout
    assert "the index cannot be kept" in told.stderr


def test_a_vault_that_is_not_there_is_two_lines(tmp_path: Path, firstcause: Firstcause) -> None:
    told = firstcause("search", "dns", "--vault", tmp_path / "nowhere")
    assert told.returncode == 2
    assert told.stderr.splitlines()[1] == "hint: name the vault with --vault DIR"


def test_an_unknown_model_of_language_is_refused(vault: Path, firstcause: Firstcause) -> None:
    told = firstcause("search", "dns", "--vault", vault, "--likeness", "oracle")
    assert told.returncode == 2
    assert "firstcause.likeness" in told.stderr


def test_related_finds_the_vault_of_the_document_and_the_same_fault_in_it(vault: Path, firstcause: Firstcause) -> None:
    one = next(family.incidents(1))
    twin = vault / "RCAs" / f"2026-01-01-twin-{one.service}.md"
    twin.write_text(family.text(one).replace(str(one.day), "2026-01-01"), "utf-8")
    told = firstcause("related", vault / one.path, "--format", "json")
    results = json.loads(told.stdout)["results"]
    assert results[0]["path"] == f"RCAs/{twin.name}"
    assert results[0]["why"] == [f"same fault and service: {one.fault} in {one.service}"]


def test_related_to_nothing_says_so(vault: Path, firstcause: Firstcause) -> None:
    lonely = vault / "lonely.md"
    lonely.write_text("# A day off\n\n## Timeline\n\n- 10:00 Nothing happened\n", "utf-8")
    told = firstcause("related", lonely, "--vault", vault)
    assert told.stdout == "none has the same fault or change, or overlaps on a service\n"


def test_stats_tells_medians_with_what_is_not_derivable(vault: Path, firstcause: Firstcause) -> None:
    told = firstcause("stats", "--vault", vault, "--format", "json", "--by", "service", "--today", "2026-03-10")
    found = json.loads(told.stdout)
    assert found["incidents"] == 24
    assert found["minutes"]["resolve"]["n"] + found["minutes"]["resolve"]["not_derivable"] == 24
    assert found["minutes"]["resolve"]["median"] > 0
    assert found["detected_by_user"] == {"count": 0, "of": 24, "share": 0.0, "not_derivable": 0}
    assert found["actions"]["total"] == 96
    assert sum(group["incidents"] for group in found["groups"].values()) == 24


def test_stats_of_no_days_has_no_figures_and_no_zeros(vault: Path, firstcause: Firstcause) -> None:
    told = firstcause("stats", "--vault", vault, "--since", "2040-01-01")
    assert told.stdout.startswith("0 incidents.")
    detect = next(line for line in told.stdout.splitlines() if line.startswith("time to detect"))
    assert detect.split()[-5:] == ["0", "-", "-", "-", "0"]


def test_stats_draws_a_plot_for_each_interval(vault: Path, tmp_path: Path, firstcause: Firstcause) -> None:
    firstcause("stats", "--vault", vault, "--plots", tmp_path / "plots")
    assert sorted(file.name for file in (tmp_path / "plots").iterdir()) == [
        "time-to-acknowledge.svg",
        "time-to-detect.svg",
        "time-to-mitigate.svg",
        "time-to-resolve.svg",
    ]
