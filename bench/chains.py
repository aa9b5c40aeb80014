"""Chain verdicts of x509-limbo's kind: our judgement and `cryptography.x509.verification` on the same certificates.

    uv run python bench/chains.py [--witness]

The cases are our own (tests/chains): each says by which section it is valid or not, and who refuses it. Both sides
are held to the standards; our side looks as a strict caller, since the peer is one. `ordinary` holds our look as an
ordinary caller to what ordinary clients refuse, and `--witness` asks `openssl verify` the same. Pedantic cases, rules
for issuing which x509-limbo flags as such, are counted apart. One JSON line; exit 1 when the peer judges more of them
rightly.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import cryptography

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.chains.cases import Refused, titles
from tests.chains.score import Judged, judged, titles_where
from tests.chains.verdicts import openssl


def main() -> int:
    """Judge every case by both sides and sum up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--witness", action="store_true", help="ask `openssl verify` too (about 20 s)")
    given = parser.parse_args()
    import_module("tests.chains.families.every")
    everything = [judged(title) for title in titles()]
    weighed = [j for j in everything if j.is_weighed]
    line = {
        "bench": "chains",
        "peer": f"cryptography {cryptography.__version__}",
        "cases": len(everything),
        **_compared(weighed),
        "only_peer_right": titles_where(weighed, lambda j: j.peer_is_right and not j.ours_is_right),
        "neither_right": titles_where(weighed, lambda j: not j.peer_is_right and not j.ours_is_right),
        "only_ours_right_titles": titles_where(weighed, lambda j: j.ours_is_right and not j.peer_is_right),
        "reasons": _reasons(weighed),
        "ordinary": _ordinary(weighed, witness=given.witness),
        "pedantic": _compared([j for j in everything if not j.is_weighed]),
        "families": _families(weighed),
    }
    print(json.dumps(line))
    return 0 if sum(j.ours_is_right for j in weighed) >= sum(j.peer_is_right for j in weighed) else 1


def _compared(cases: Sequence[Judged]) -> dict[str, int]:
    pairs = [(j.ours_is_right, j.peer_is_right) for j in cases]
    return {
        "weighed": len(pairs),
        "ours_right": sum(ours for ours, _ in pairs),
        "peer_right": sum(peer for _, peer in pairs),
        "both_right": pairs.count((True, True)),
        "only_ours": pairs.count((True, False)),
        "only_peer": pairs.count((False, True)),
    }


def _reasons(cases: Sequence[Judged]) -> dict[str, object]:
    """Of our refusals that are right: with the code that fits, the certificate that is meant, and both sides."""
    refusals = [j for j in cases if j.is_our_refusal]
    given = sum(j.has_reason for j in refusals)
    return {"refusals": len(refusals), "given": given, "share": round(given / len(refusals), 3)}


def _ordinary(cases: Sequence[Judged], *, witness: bool) -> dict[str, int]:
    """How often an ordinary caller's look is faulty exactly where ordinary clients refuse."""
    counted = {"ours_right": sum(j.ordinary_is_right for j in cases)}
    if witness:
        with tempfile.TemporaryDirectory() as folder:
            accepted = [openssl(j.case, Path(folder)).accepted for j in cases]
        agreed = (said != (j.case.refused is Refused.ORDINARY) for said, j in zip(accepted, cases, strict=True))
        counted["openssl_agrees"] = sum(agreed)
    return counted


def _families(cases: Sequence[Judged]) -> dict[str, dict[str, int]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for judgement in cases:
        groups[judgement.case.family].append(judgement)
    return {family: _compared(group) for family, group in groups.items()}


if __name__ == "__main__":
    sys.exit(main())
