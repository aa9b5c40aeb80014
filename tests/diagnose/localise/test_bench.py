"""The benchmark's own functions: on graphs that are played, and on a few public cases where these are at hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from firstcause.diagnose.localise.localise import localise

BENCH = Path(__file__).parents[3] / "bench"
sys.path.insert(0, str(BENCH))

from rca.synthetic import Trial, graph_signals, trial  # noqa: E402 (bench is no package of the product)

FEW = ("petshop", "nezha-tt")


def right(made: Trial) -> bool:
    candidates = localise(made.signals, made.alarm).candidates
    return bool(candidates) and candidates[0].service == made.root


@pytest.mark.parametrize("late", [0, 2])
def test_the_slowed_service_is_found_where_requests_are_played(late: int) -> None:
    """Parallel and queued calls, caches, a surge elsewhere, unknown edges, and an onset that is noticed late: at
    least 7 of 10 times first."""
    assert sum(right(trial(20, seed, late=late)) for seed in range(10)) >= 7


def test_where_nothing_broke_nothing_is_named() -> None:
    """Noise and a surge of traffic are no cause: silent at least 9 of 10 times."""
    trials = [trial(20, seed, fault=False) for seed in range(10)]
    assert sum(localise(t.signals, t.alarm).verdict == "inconclusive" for t in trials) >= 9


def test_ten_thousand_services_are_ranked() -> None:
    """All of them got slower, and the graph is deep: an answer comes before the test's time is up."""
    signals, alarm = graph_signals(10_000, 0)
    assert len(localise(signals, alarm).candidates) > 100


@pytest.fixture(scope="module")
def data() -> Path:
    """The folder of public cases."""
    named = os.environ.get("FIRSTCAUSE_DATA")
    folder = Path(named or "/nowhere") / "rca"
    if not (folder / "cases.jsonl").exists():
        pytest.skip("no public cases: FIRSTCAUSE_DATA names no folder with rca/cases.jsonl")
    return folder


def test_the_benchmark_reads_cases_without_their_labels(data: Path, tmp_path: Path) -> None:
    """Of a folder that holds `cases.jsonl` alone: a line for each case, and no scores."""
    lines = (data / "cases.jsonl").read_text().splitlines()
    chosen = [next(line for line in lines if json.loads(line)["dataset"] == name) for name in FEW]
    (tmp_path / "cases.jsonl").write_text("\n".join(chosen) + "\n")
    out = tmp_path / "predictions.jsonl"
    command = [sys.executable, str(BENCH / "localisation.py"), "--cases", str(tmp_path), "--out", str(out)]
    done = subprocess.run([*command, "--data", str(data)], capture_output=True, text=True, check=True)
    assert "scores" not in json.loads(done.stdout)
    predictions = [json.loads(line) for line in out.read_text().splitlines()]
    assert [p["case"] for p in predictions] == [json.loads(line)["case"] for line in chosen]
    for prediction in predictions:
        assert prediction.keys() == {"case", "verdict", "ranking"}
        assert len(set(prediction["ranking"])) == len(prediction["ranking"]) > 1


def test_public_cases_of_the_shop_are_found(data: Path) -> None:
    """The first five of PetShop's cases, behind random names: at least four first."""
    from localisation import ranked, read
    from rca.cases import records

    cases = [r for r in records(data / "cases.jsonl") if r["dataset"] == "petshop"][:5]
    roots = {r["case"]: r["root"] for r in records(data / "labels.jsonl")}
    made = [ranked(read(data, record)) for record in cases]
    assert sum(p.ranking[0] == roots[p.case] for p in made) >= 4
