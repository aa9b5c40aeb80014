"""The whole document, read as a person reads it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from firstcause.document.parse import parse
from firstcause.record.compose import compose, document_path
from firstcause.review.checks import (
    CoverageCheck,
    LoadCheck,
    PreflightCheck,
    RunbookCheck,
    SweepCheck,
    read_check,
)

if TYPE_CHECKING:
    from tests.record.conftest import Scene

GOLDEN = Path(__file__).parent / "golden" / "incomplete-chain.md"
VAULT = (
    "RCAs/2025-09-01-incomplete-chain-billing-api.md",
    "RCAs/2025-12-01-incomplete-chain-order-service.md",
    "Runbooks/runbook-order-service.md",
)
# What is no figure: dates, clock times, ids, releases, addresses, quantiles, protocol versions, footnotes.
NO_FIGURE = re.compile(
    r"`[^`]*`|\d{4}-\d{2}-\d{2}(?:-\d+)?|\d{2}:\d{2}:\d{2}|\b[AEFLP]\d+\b|\br\d+\b|\bp\d\d\b"
    r"|\d+\.\d+\.\d+\.\d+:\d+|\[\^\w+\]"
)


def composed(scene: Scene) -> Mapping[str, str]:
    scene.story()
    return compose(scene.material(scene.impact(), *VAULT))


def test_the_document_as_a_person_reads_it(scene: Scene) -> None:
    """The document of a leaf-only bundle equals the golden one; GOLDEN=write makes it anew."""
    files = composed(scene)
    document = next(iter(files.values()))
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(document)
    assert document == GOLDEN.read_text()


def test_the_document_comes_first_and_is_native(scene: Scene) -> None:
    """The first file is the document, and it parses into what it says."""
    files = composed(scene)
    path, document = next(iter(files.items()))
    assert path == "RCAs/2025-11-07-incomplete-chain-order-service.md"
    assert parse(document).front.duration_minutes == 33


def test_every_footnote_and_plot_leads_to_a_file(scene: Scene) -> None:
    """No link to evidence or to a plot dangles."""
    files = composed(scene)
    document = next(iter(files.values()))
    linked = re.findall(r"\]\(((?:evidence|plots)/[^)]+)\)", document)
    assert linked
    assert {f"RCAs/{path}" for path in linked} <= files.keys()


def test_every_reference_has_its_footnote(scene: Scene) -> None:
    """Whatever is cited in the text is defined at its end, and nothing else."""
    document = next(iter(composed(scene).values()))
    cited = set(re.findall(r"\[\^(\w+)\](?!:)", document))
    assert cited == set(re.findall(r"^\[\^(\w+)\]:", document, re.MULTILINE))


def test_every_number_has_a_witness(scene: Scene) -> None:
    """A sentence or cell that holds a figure holds a reference to its evidence as well."""
    document = next(iter(composed(scene).values()))
    bare = [s for s in sentences(document) if re.search(r"\d", NO_FIGURE.sub("", s)) and "[^" not in s]
    assert bare == []


def test_every_factor_and_improvement_has_an_action(scene: Scene) -> None:
    """Each is addressed, and every action addresses something that exists."""
    rca = parse(next(iter(composed(scene).values())))
    ids = {f.id for f in rca.root_cause.factors} | {one.id for one in rca.lessons.improvements}
    assert ids == {one for item in rca.actions.items for one in item.addresses}
    assert all(item.addresses and item.owner and item.due for item in rca.actions.items)


def test_links_lead_to_what_is_there_and_was_before(scene: Scene) -> None:
    """An earlier document of the same fault and the runbook are linked, a later document is not."""
    rca = parse(next(iter(composed(scene).values())))
    assert [link.target for link in rca.related] == [
        "2025-09-01-incomplete-chain-billing-api",
        "runbook-order-service#tls/incomplete-chain",
    ]


def test_a_taken_name_is_not_written_over(scene: Scene) -> None:
    """Two incidents of one fault and service on one day get two documents."""
    scene.story()
    taken = "RCAs/2025-11-07-incomplete-chain-order-service.md"
    path = document_path(scene.material(scene.impact(), taken))
    assert path == "RCAs/2025-11-07-incomplete-chain-order-service-2025-11-07-1.md"


def test_the_times_in_prose_are_those_of_the_timeline(scene: Scene) -> None:
    """Every clock time in the Resolution stands in the timeline as well."""
    document = next(iter(composed(scene).values()))
    timeline = document.partition("## Timeline")[2].partition("## Root Cause")[0]
    resolution = document.partition("## Resolution")[2].partition("## Lessons")[0]
    assert all(time in timeline for time in re.findall(r"\d{2}:\d{2}:\d{2}", resolution))


def sentences(document: str) -> Iterator[str]:
    """Sentences, bullets and cells between the front matter and the footnotes; headings name and count nothing."""
    body = document.partition("\n# ")[2].partition("\n---\n")[0]
    for line in body.splitlines()[1:]:
        if line.startswith("|"):
            yield from line.replace("\\|", "").split("|")
        elif not line.startswith(("#", "![", "> ")):
            yield from re.split(r"(?<=[.!?])\s+(?=[A-Z])", re.sub(r"^(?:\d+\.|-) ", "", line))


def test_the_checks_that_it_proposes_are_those_that_firstcause_runs(scene: Scene) -> None:
    """Preflight, coverage, load, sweep, and the runbook where there is none; what is rehearsed is done by hand."""
    scene.story()
    vault = [path for path in VAULT if not path.startswith("Runbooks/")]
    rca = parse(next(iter(compose(scene.material(scene.impact(), *vault)).values())))
    found = {type(read_check(item.check)) for item in rca.actions.items if "drill" not in item.check}
    assert found == {PreflightCheck, CoverageCheck, LoadCheck, SweepCheck, RunbookCheck}
