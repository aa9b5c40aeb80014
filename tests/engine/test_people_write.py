"""A published document belongs to people: an answer composes it again around what they wrote."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePosixPath

import pytest

from firstcause.engine.document import composed_path
from firstcause.model.facts import QuestionAnswered, RcaPublished
from firstcause.testing.builders import ALICE, CODE, SERVICE
from firstcause.testing.expectations import rca, resolved
from firstcause.testing.happenings import deploy
from firstcause.testing.stores import MemoryVault
from firstcause.testing.timeline import Timeline

TICKETS = "How many support tickets came in?"
LUCK = "Where were we lucky?"


@pytest.fixture
def published() -> Timeline:
    """An incident that is over, and its document."""
    timeline = Timeline()
    timeline.at(10, deploy(SERVICE, breaks=CODE))
    timeline.within(60, resolved(), rca())
    return timeline


def edit(timeline: Timeline, old: str, new: str) -> str:
    """Somebody edits the document; returns it as it is now."""
    path = timeline.incident.rca
    text = timeline.fakes.vault.read(path)
    assert old in text
    timeline.fakes.vault.write({path: text.replace(old, new, 1)})
    return timeline.fakes.vault.read(path)


def answer(timeline: Timeline, question: str, words: str) -> str:
    """Alice answers; returns the document that is written then."""
    timeline.desk.state(timeline.incident.id, QuestionAnswered(question, words), ALICE)
    timeline.tick()
    return timeline.fakes.vault.read(timeline.incident.rca)


def kept(timeline: Timeline) -> tuple[str, ...]:
    """In which sections people's words stood against ours, by the log's last word on the document."""
    fact = timeline.stated(RcaPublished)[-1].fact
    assert isinstance(fact, RcaPublished)
    return fact.kept


def test_an_answer_is_put_below_its_question_and_nothing_else_changes(published: Timeline) -> None:
    """A person reworded the summary, closed an action and added a section; byte for byte all of it stays."""
    edit(published, "## Timeline", "It was a long night.\n\n## Timeline")
    edit(published, "| open |", "| done |")
    theirs = edit(published, "## Related Incidents", "## Thanks\n\nTo *Kim*.  \n\n## Related Incidents")
    now = answer(published, TICKETS, "21")
    assert now == theirs.replace(f"> [!question] {TICKETS}\n", f"> [!question] {TICKETS}\n> 21\n")
    assert kept(published) == ()


def test_an_answer_that_a_person_wrote_into_the_document_stands(published: Timeline) -> None:
    """The log holds the other one, the file beside the document too, and the timeline says where they differ."""
    theirs = edit(published, f"> [!question] {TICKETS}\n", f"> [!question] {TICKETS}\n> about twenty\n")
    assert answer(published, TICKETS, "21") == theirs
    assert kept(published) == ("Customer Impact",)
    assert f"{TICKETS}\n> 21\n" in published.fakes.vault.read(composed_path(published.incident.rca))
    assert f"{LUCK}\n> It was night.\n" in answer(published, LUCK, "It was night.")
    assert "> about twenty\n" in published.fakes.vault.read(published.incident.rca)


def test_without_our_own_last_version_the_document_is_not_touched(published: Timeline) -> None:
    """Nobody can tell whose words are whose: ours is put beside it, and the log says so."""
    vault = published.fakes.vault
    assert isinstance(vault, MemoryVault)
    del vault.files[composed_path(published.incident.rca)]
    theirs = edit(published, "## Timeline", "Ours.\n\n## Timeline")
    assert answer(published, TICKETS, "21") == theirs
    assert kept(published) == ("the whole document",)
    assert "> 21\n" in published.fakes.vault.read(composed_path(published.incident.rca))


def test_a_load_scenario_that_a_person_changed_stays(published: Timeline) -> None:
    """It was run as it is; written anew it would count as never run."""
    vault = published.fakes.vault
    scenario = f"RCAs/evidence/{PurePosixPath(published.incident.rca).stem}/load.toml"
    theirs = vault.read(scenario).replace("60s", "5s")
    vault.write({scenario: theirs})
    answer(published, TICKETS, "21")
    assert vault.read(scenario) == theirs


def test_what_was_proposed_stays_proposed(published: Timeline) -> None:
    """Days later the runbook is written: neither its action nor any day moves when a question is answered."""
    before = published.fakes.vault.read(published.incident.rca)
    assert "firstcause runbook check" in before
    runbook = f"# Runbook\n\n## {CODE}\n\nLook at the bundle.\n"
    published.fakes.vault.write({f"Runbooks/runbook-{SERVICE}.md": runbook})
    published.fakes.clock.advance(timedelta(days=3).total_seconds())
    after = answer(published, TICKETS, "21")
    actions = [text[text.index("## Action Items") : text.index("## Related")] for text in (before, after)]
    assert actions[0] == actions[1]
    assert f"[[runbook-{SERVICE}#{CODE}|" in after
