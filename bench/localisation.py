"""How often localisation names the right service first, on public cases; and how long it takes.

    python bench/localisation.py --cases DIR --out predictions.jsonl

Reads `cases.jsonl` and its Parquet files, ranks each case with what the product ranks with (behind random names),
and writes one line a case. Where DIR also holds `labels.jsonl`, it prints one JSON line: top-1 and top-3 by data set
and by stratum beside the published figures, the share of normal windows in which it stays silent, and times.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rca import nezha, petshop
from rca.cases import Case, Record, records
from rca.synthetic import graph_signals, trial

from firstcause.diagnose.localise.localisation import Localisation
from firstcause.diagnose.localise.localise import localise

# Top-1 and top-3 as published: PetShop (arXiv 2311.04806), Nezha (ESEC/FSE 2023) with all of its data, of which the
# cases here hold a part.
PEERS = {
    "petshop": {"traversal": (0.62, 0.85), "ranked correlation": (0.67, 0.86), "circa": (0.28, None)},
    "nezha-ob": {"nezha": (0.93, 0.96)},
    "nezha-tt": {"nezha": (0.87, 0.98)},
}
PEERS_SILENT = {"petshop latency": (0.17, 0.33)}
NORMAL = ("low_traffic", "high_traffic")


@dataclass(frozen=True, slots=True)
class Prediction:
    """One case, ranked; services under their real names."""

    case: str
    group: str
    verdict: str
    ranking: tuple[str, ...]
    milliseconds: float

    def line(self) -> str:
        """As it stands in the file of predictions."""
        return json.dumps({"case": self.case, "verdict": self.verdict, "ranking": self.ranking})


def read(folder: Path, record: Record) -> Case:
    """A case by its line, whichever data set it is of."""
    return petshop.case(folder, record) if record["dataset"] == "petshop" else nezha.case(folder, record)


def ranked(case: Case) -> Prediction:
    """Rank one case, and time it."""
    began = time.perf_counter()
    found: Localisation = localise(case.signals, case.alarm)
    milliseconds = 1000 * (time.perf_counter() - began)
    services = tuple(case.real.get(c.service, c.service) for c in found.candidates)
    return Prediction(case.name, case.group, found.verdict, services, milliseconds)


def scores(predictions: Sequence[Prediction], labels: Sequence[Record]) -> dict[str, dict[str, float]]:
    """Top-1 and top-3 by data set, and by stratum within it; a missing case is a wrong one."""
    made = {p.case: p.ranking for p in predictions}
    places: defaultdict[str, list[int]] = defaultdict(list)
    for label in labels:
        ranking, root = made.get(str(label["case"]), ()), str(label["root"])
        place = ranking.index(root) + 1 if root in ranking else sys.maxsize
        places[str(label["dataset"])].append(place)
        places[f"{label['dataset']} {label['stratum']}"].append(place)
    return {
        group: {"cases": len(found), "top1": _share(found, 1), "top3": _share(found, 3)}
        for group, found in sorted(places.items())
    }


def _share(places: Sequence[int], at_most: int) -> float:
    return round(sum(place <= at_most for place in places) / len(places), 2)


def silence(folder: Path) -> dict[str, float]:
    """On which share of PetShop's normal windows it names no cause, as if either alarm had rung there."""
    shares = {}
    for metric in ("latency", "availability"):
        alarm: Record = {"alarm_node": "PetSite", "alarm_metric": metric}
        made = [ranked(case) for scenario in NORMAL for case in petshop.normal(folder, scenario, alarm)]
        shares[metric] = round(sum(p.verdict == "inconclusive" for p in made) / len(made), 2) if made else 0.0
    return shares


def scaling() -> dict[str, float]:
    """Milliseconds for one ranking, by the number of services; the best of three."""
    return {str(size): round(min(_milliseconds(size, seed) for seed in range(3)), 1) for size in (50, 10_000)}


def _milliseconds(size: int, seed: int) -> float:
    signals, alarm = graph_signals(size, seed)
    began = time.perf_counter()
    localise(signals, alarm)
    return 1000 * (time.perf_counter() - began)


def synthetic(trials: int = 60) -> dict[str, float]:
    """Top-1 and top-3 on graphs whose requests are played, and silence where nothing was broken."""
    places, silent = [], 0
    for seed in range(trials):
        made = trial(30, seed)
        services = [c.service for c in localise(made.signals, made.alarm).candidates]
        places.append(services.index(made.root) + 1 if made.root in services else sys.maxsize)
        well = trial(30, seed, fault=False)
        silent += localise(well.signals, well.alarm).verdict == "inconclusive"
    return {"top1": _share(places, 1), "top3": _share(places, 3), "silent": round(silent / trials, 2)}


def main() -> None:
    """Read, rank, write; and compare where there are labels."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, required=True, help="folder with cases.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="file of predictions, one JSON line a case")
    parser.add_argument("--data", type=Path, help="folder with the Parquet files, where that is another one")
    arguments = parser.parse_args()
    data = arguments.data or arguments.cases
    made = []
    with arguments.out.open("w", encoding="utf-8") as out:
        for record in records(arguments.cases / "cases.jsonl"):
            made.append(ranked(read(data, record)))
            out.write(made[-1].line() + "\n")
            out.flush()
    report: dict[str, object] = {"cases": len(made), "milliseconds": round(median(p.milliseconds for p in made), 1)}
    labels = arguments.cases / "labels.jsonl"
    if labels.exists():
        report |= {"scores": scores(made, list(records(labels))), "peers": PEERS}
        report |= {"silent": silence(data), "peers_silent": PEERS_SILENT}
        report |= {"synthetic": synthetic(), "milliseconds_by_services": scaling()}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
