"""Whatever the model can say survives the way to JSON and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstcause.eventlog.codec import (
    FACTS,
    SCHEMA,
    MalformedRecordError,
    UnknownFactError,
    effect_from_json,
    effect_to_json,
    evidence_from_json,
    evidence_to_json,
    fact_from_json,
    fact_to_json,
    from_json,
    to_json,
)
from firstcause.eventlog.identity import canonical_json, evidence_id, make_evidence
from firstcause.eventlog.wire import format_time, parse_time
from firstcause.model.action import ActionItem
from firstcause.model.effect import Effect
from firstcause.model.event import Event, Statement
from firstcause.model.evidence import Evidence, MetricSampled, Observation, Sample, Unobserved
from firstcause.model.facts import CauseIdentified, Fact, MitigationProposed, NoteAdded, SeverityAssessed
from firstcause.model.figure import Figure
from firstcause.model.impact import Impact
from firstcause.model.incident import Incident, Severity
from firstcause.model.mitigation import MitigationPlan
from firstcause.model.query import Query
from firstcause.model.window import Window
from firstcause.testing.builders import hypothesis, plan

NOW = datetime(2025, 11, 7, 4, 58, 41, tzinfo=UTC)

# Equality is how a round trip is judged, and NaN equals nothing: it has its own test.
st.register_type_strategy(float, st.floats(allow_nan=False))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))


def through_text(body: Mapping[str, object]) -> dict[str, object]:
    """As it comes back from a disk."""
    loaded: dict[str, object] = json.loads(canonical_json(body))
    return loaded


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_every_fact_survives_the_round_trip(kind: str) -> None:
    """For any values of its fields, a fact comes back equal from the bytes that are stored."""

    @settings(max_examples=8, deadline=None)
    @given(st.from_type(FACTS[kind]))
    def round_trip(fact: Fact) -> None:
        written_kind, body = fact_to_json(fact)
        assert fact_from_json(written_kind, through_text(body), SCHEMA) == fact

    round_trip()


@pytest.mark.parametrize("observation", get_args(Observation))
def test_every_observation_survives_inside_its_evidence(observation: type[Observation]) -> None:
    """Evidence comes back equal, whatever was observed."""

    @settings(max_examples=8, deadline=None)
    @given(st.builds(Evidence, observation=st.from_type(observation)))
    def round_trip(evidence: Evidence) -> None:
        assert evidence_from_json(through_text(evidence_to_json(evidence))) == evidence

    round_trip()


@settings(max_examples=20, deadline=None)
@given(st.from_type(Effect))  # type: ignore[arg-type]  # hypothesis takes unions at run time, typeshed has no word for it
def test_every_effect_survives_the_round_trip(effect: Effect) -> None:
    """An effect that was enqueued is the effect that is carried out."""
    assert effect_from_json(through_text(effect_to_json(effect))) == effect


@pytest.mark.parametrize("model", [Statement, Event, Incident, Impact, Figure, Query, ActionItem])
def test_other_values_survive_the_round_trip(model: type[object]) -> None:
    """The API's other values keep all that they say."""

    @settings(max_examples=5, deadline=None)
    @given(st.from_type(model))
    def round_trip(value: object) -> None:
        assert from_json(model, through_text(to_json(value))) == value

    round_trip()


def test_times_are_utc_of_fixed_width() -> None:
    """A time in another zone is written in UTC, with microseconds even where there are none."""
    oslo = NOW.astimezone(timezone(timedelta(hours=1)))
    assert format_time(oslo) == "2025-11-07T04:58:41.000000Z"
    assert parse_time("2025-11-07T04:58:41.000000Z") == NOW


def test_a_time_without_a_zone_is_refused() -> None:
    """Nobody can say what it means, on the way out or in."""
    with pytest.raises(ValueError, match="without a zone"):
        format_time(NOW.replace(tzinfo=None))
    with pytest.raises(ValueError, match="without a zone"):
        parse_time("2025-11-07T04:58:41")


def test_an_unknown_fact_names_its_place_and_what_to_do() -> None:
    """A log written by a newer version is not misread, and the reader learns where and what next."""
    with pytest.raises(UnknownFactError, match=r"incident/1 #4: .* CoffeeSpilled") as caught:
        fact_from_json("CoffeeSpilled", {}, 1, where="incident/1 #4")
    assert "upgrade" in caught.value.hint
    with pytest.raises(UnknownFactError, match="NoteAdded of schema 2"):
        fact_from_json("NoteAdded", {"text": "x"}, SCHEMA + 1)


@pytest.mark.parametrize(
    ("body", "message"),
    [({}, "text"), ({"text": 7}, "expected a string, found 7"), ([], "text")],
)
def test_a_broken_body_names_the_field(body: dict[str, object], message: str) -> None:
    """Nothing is guessed: a missing or mistyped field is an error that names it."""
    with pytest.raises(MalformedRecordError, match=message) as caught:
        fact_from_json("NoteAdded", body, 1, where="incident/1 #2")
    assert str(caught.value).startswith("incident/1 #2: ")


@pytest.mark.parametrize("body", [{}, {"type": "Explode"}, [], None])
def test_an_effect_that_is_none_is_refused(body: dict[str, object]) -> None:
    """What cannot be read is not carried out."""
    with pytest.raises(MalformedRecordError, match=r"^effect k1: "):
        effect_from_json(body, where="effect k1")


def test_an_enum_comes_back_as_its_member() -> None:
    """A severity equals its text, so the round trip alone would not notice; a value that is none is refused."""
    fact = fact_from_json("SeverityAssessed", {"severity": "P1", "because": ""}, 1)
    assert isinstance(fact, SeverityAssessed)
    assert isinstance(fact.severity, Severity)
    with pytest.raises(MalformedRecordError, match="P9"):
        fact_from_json("SeverityAssessed", {"severity": "P9", "because": ""}, 1)


def test_a_field_that_a_later_version_added_is_passed_over() -> None:
    """Records may gain fields; an older reader takes what it knows."""
    assert fact_from_json("NoteAdded", {"text": "x", "mood": "good"}, 1) == NoteAdded("x")


def test_a_nested_record_is_plain_json() -> None:
    """What the API shows is what one would write by hand."""
    plan = MitigationPlan("m1", "order-service", "roll back", "fleet", "r42", "r41", "redeploy r42", "probe")
    assert fact_to_json(MitigationProposed(plan)) == (
        "MitigationProposed",
        {
            "plan": {
                "id": "m1",
                "service": "order-service",
                "action": "roll back",
                "deployer": "fleet",
                "from_release": "r42",
                "to_release": "r41",
                "way_back": "redeploy r42",
                "verification": "probe",
                "undoes": "",
            }
        },
    )


def test_infinities_are_written_as_prometheus_writes_them() -> None:
    """JSON has no word for them, and an answer may hold them."""
    window = Window.before(NOW, 60)
    samples = tuple(Sample(value, NOW) for value in (float("inf"), float("-inf"), float("nan")))
    evidence = make_evidence("series", "q", NOW, MetricSampled(Query("m", "rate", window), samples, "/s", 3))
    body = through_text(evidence_to_json(evidence))
    assert [s["value"] for s in body["observation"]["samples"]] == ["+Inf", "-Inf", "NaN"]  # type: ignore[index]  # JSON
    assert evidence_to_json(evidence_from_json(body)) == body


def test_an_evidence_id_is_the_hash_of_what_it_says() -> None:
    """Equal content has an equal id, on every machine and in every version; any difference changes it."""
    one = make_evidence("probe", "look", NOW, Unobserved("timed out after 5 s"), Window.before(NOW, 60))
    assert one.id == "615f0da2c767ed61910d6c8bd49e67e6c9d609b24cc62b45a9f26563c18e6973"
    assert evidence_id(one.source, one.query, one.window, one.observed_at, one.observation) == one.id
    assert make_evidence("probe", "look", NOW, one.observation).id != one.id
    assert make_evidence("probe", "look", NOW, Unobserved("timed out after 6 s"), one.window).id != one.id


def test_an_evidence_id_does_not_depend_on_the_order_of_labels() -> None:
    """Labels are a mapping: their order says nothing; nor does it matter whether 1 was written as 1.0."""
    query = Query("m", "rate", Window.before(NOW, 60))
    ab = MetricSampled(query, (Sample(1.0, NOW, {"a": "1", "b": "2"}),), "/s", 1)
    ba = MetricSampled(query, (Sample(1, NOW, {"b": "2", "a": "1"}),), "/s", 1)
    assert make_evidence("series", "q", NOW, ab).id == make_evidence("series", "q", NOW, ba).id


def test_what_was_written_before_a_field_was_added_can_be_read() -> None:
    """A reason of unknown kind, and a plan that undoes nothing."""
    for fact in (CauseIdentified(hypothesis()), MitigationProposed(plan())):
        kind, body = fact_to_json(fact)
        older = json.loads(json.dumps(body))
        for reason in older.get("hypothesis", {}).get("supporting", []):
            del reason["kind"]
        older.get("plan", {}).pop("undoes", None)
        found = fact_from_json(kind, older, 1)
        if isinstance(found, CauseIdentified):
            assert [reason.kind for reason in found.hypothesis.supporting] == ["", ""]
        else:
            assert found == fact


def test_the_kind_of_evidence_comes_back() -> None:
    """Guards ask for it."""
    kind, body = fact_to_json(CauseIdentified(hypothesis()))
    found = fact_from_json(kind, body, 1)
    assert isinstance(found, CauseIdentified)
    assert [reason.kind for reason in found.hypothesis.supporting] == ["probe", "traffic"]


def test_an_answer_in_the_querys_own_words_is_hashed_as_before_there_were_others() -> None:
    """Evidence that was kept before servers were asked still has the hash in its name; other words are kept too."""
    sampled = MetricSampled(Query("m", "rate", Window(NOW, NOW)), (), "/s", 3)
    assert "asked" not in str(to_json(make_evidence("series", "q", NOW, sampled)))
    other = make_evidence("series", "q", NOW, replace(sampled, asked="sum(n)"))
    assert evidence_from_json(evidence_to_json(other)) == other
