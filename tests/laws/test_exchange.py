"""Laws of exchange: what goes out comes back, what is lost is listed, and nothing hostile gets in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tropa.connectors.cjml import export_cjml, import_cjml
from tropa.connectors.ujg import export_ujg, import_ujg
from tropa.data.words import LANGUAGES, Words
from tropa.journey.codecs.records import codec_of, keys_of
from tropa.journey.codecs.values import Section, Text
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Stage
from tropa.journey.model.touchpoints import Communication, Touchpoint
from tropa.journey.schemes import shipped_schemes, stage_of
from tropa.ports.exchange import Exportable, Exported, Imported, Importer, Unimportable, Wanted
from tropa.testing.strategies import ids, journeys, strategy_of

slow = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

FORMATS: dict[str, tuple[Callable[[Exportable], Exported], Importer]] = {
    "cjml": (export_cjml, import_cjml),
    "ujg": (export_ujg, import_ujg),
}
LANGUAGE = "en"


def maps() -> SearchStrategy[Journey]:
    """Draw journeys with a few rows on their map, and stages for them."""
    rows = st.dictionaries(ids(), strategy_of(codec_of(Touchpoint)), max_size=4)
    stages = st.lists(strategy_of(codec_of(Stage)), max_size=3, unique_by=lambda stage: stage.id).map(tuple)
    return st.builds(_with_rows, journeys(), rows, stages)


def _with_rows(journey: Journey, rows: dict[str, Touchpoint], stages: tuple[Stage, ...]) -> Journey:
    """Rows lie on stages that there are, and nothing else is referred to but what names freely."""
    known = [stage.id for stage in stages]
    placed = {
        name: replace(row, stage=known[n % len(known)] if known and n % 2 else None)
        for n, (name, row) in enumerate(rows.items())
    }
    return replace(journey, touchpoints=Section(placed), stages=stages or None, stage=None)


def told(text: Text | None, journey: Journey) -> str:
    """What a text says in the language of the file."""
    return text.read_in(LANGUAGE, journey.locales).strip() if text else ""


def there_and_back(name: str, journey: Journey) -> tuple[Journey, Exported, Imported]:
    """A journey written and read again."""
    write, read = FORMATS[name]
    exported = write(Exportable(journey, shipped_schemes(), None, LANGUAGE))
    imported = read(exported.content, Wanted("a-file"))
    found = read_definition(imported.text.encode(), schemes=shipped_schemes())
    assert found.problems == ()
    assert isinstance(found.value, Journey)
    return found.value, exported, imported


@pytest.mark.parametrize("name", FORMATS)
@slow
@given(journey=maps())
def test_the_map_comes_back(name: str, journey: Journey) -> None:
    """The id, the rows in their order, each row's title, stage and first channel are what they were."""
    back, _, _ = there_and_back(name, journey)
    assert back.journey == journey.journey
    assert list(back.touchpoints) == list(journey.touchpoints)
    for row, old in zip(back.touchpoints.values(), journey.touchpoints.values(), strict=True):
        assert told(row.title, back) == told(old.title, journey) or not told(old.title, journey)
        assert row.stage == stage_of(old.stage, journey)
        assert row.channel[:1] == old.channel[:1]


@slow
@given(journey=maps())
def test_cjml_keeps_what_is_said_and_who_answers(journey: Journey) -> None:
    """CJML keeps a row's text and note too, and who answers for it, unless the client does."""
    back, _, _ = there_and_back("cjml", journey)
    for row, old in zip(back.touchpoints.values(), journey.touchpoints.values(), strict=True):
        assert told(_text(row), back) == told(_text(old), journey)
        assert told(row.note, back) == told(old.note, journey)
        assert row.responsible == (old.responsible if old.responsible != journey.first_role else None)


@slow
@given(journey=maps())
def test_ujg_keeps_all_channels(journey: Journey) -> None:
    """UJG keeps every channel of a row, in order, each once."""
    back, _, _ = there_and_back("ujg", journey)
    for row, old in zip(back.touchpoints.values(), journey.touchpoints.values(), strict=True):
        assert row.channel == tuple(dict.fromkeys(old.channel))


def _text(row: Touchpoint) -> Text | None:
    return row.communication.text if row.communication else None


@pytest.mark.parametrize("name", FORMATS)
@slow
@given(journey=maps())
def test_what_is_lost_is_listed_and_nothing_else(name: str, journey: Journey) -> None:
    """Of every key of every row: it came back as it was, or it stands in the losses, never both."""
    back, exported, _ = there_and_back(name, journey)
    listed = {loss.what for loss in exported.losses}
    for row, old in journey.touchpoints.items():
        for item in keys_of(Touchpoint):
            was, now = getattr(old, item.field), getattr(back.touchpoints[row], item.field)
            same = _same(was, now, journey) or item.name == "stage"
            assert same == (f"touchpoints.{row}.{item.name}" not in listed), item.name
    for item in keys_of(Journey):
        if item.name not in {"touchpoints", "stages", "teams", "roles", "exit", "goal"}:
            same = _same(getattr(journey, item.field), getattr(back, item.field), journey)
            assert same == (item.name not in listed), item.name


def _same(was: Any, now: Any, journey: Journey) -> bool:  # noqa: ANN401  any value
    """Whether a value came back; what nobody had said may have been filled in."""
    if was is None or was in ((), Section()):
        return True
    if isinstance(was, Text):
        words = told(was, journey)
        return (told(now, journey) if now else None) == words
    if isinstance(was, Communication):
        return (
            isinstance(now, Communication)
            and replace(was, text=None) == Communication()
            and _same(was.text, now.text, journey)
        )
    return bool(was == now)


@pytest.mark.parametrize("name", FORMATS)
@slow
@given(journey=maps())
def test_every_loss_has_its_reason_in_every_language(name: str, journey: Journey) -> None:
    """Losses and remarks, out and in, are told in words that the catalogues have."""
    _, exported, imported = there_and_back(name, journey)
    for language in LANGUAGES:
        words = Words(language)
        for loss in (*exported.losses, *imported.losses):
            assert words.text(loss.why)
        for remark in exported.remarks:
            assert words.text(remark.why, **remark.params)


@pytest.mark.parametrize("name", FORMATS)
@slow
@given(journey=maps())
def test_the_same_journey_gives_the_same_file(name: str, journey: Journey) -> None:
    """Writing twice gives the same bytes, and so does writing what was read."""
    write, _ = FORMATS[name]
    given_journey = Exportable(journey, shipped_schemes(), None, LANGUAGE)
    first = write(given_journey)
    assert write(given_journey) == first


HOSTILE_XML = st.lists(
    st.sampled_from(
        [
            *("<CJML>", "</CJML>", "<plannedJourney>", "</plannedJourney>", "<actors>", "</actors>"),
            *(
                "<touchpoints>",
                "</touchpoints>",
                "<plannedAction>",
                "</plannedAction>",
                "<initiator>",
                "</initiator>",
            ),
            *(
                "<touchpointID>T1</touchpointID>",
                "<initiatorLabel>x</initiatorLabel>",
                "<journeyID>\u202e</journeyID>",
            ),
            *(
                "<endUser actorID='a'/>",
                "<serviceProvider actorID='a'><companyName>b</companyName></serviceProvider>",
            ),
            *("<refersTo actorIDref='a'/>", "<belongsTo phaseIDref='p'/>", "<!-- x -->", "&amp;", "&x;", "{{ a }}"),
            *("<journeyPhases>", "</journeyPhases>", "<journeyPhase phaseID='p'/>", "<?xml version='1.0'?>", "x"),
        ]
    ),
    max_size=14,
).map(lambda parts: "".join(parts).encode())


def hostile_graphs() -> SearchStrategy[bytes]:
    """Draw JSON of the words of UJG in any shape."""
    names = st.sampled_from(["urn:a", "urn:b", "urn:c:a", "", "x"])
    kinds = st.sampled_from(
        ["Journey", "State", "Transition", "Phase", "Touchpoint", "ExperienceStep", "x:JourneyExit"]
    )
    leaves = st.one_of(names, st.text(max_size=5), st.integers(), st.floats(), st.none(), st.booleans())
    refs = st.one_of(names, st.lists(names, max_size=3), st.builds(lambda name: {"@id": name}, names), leaves)
    keys = st.sampled_from(
        ["label", "stateRefs", "transitionRefs", "from", "to", "phaseRef", "touchpointRefs", "exitRefs", "order", "z"]
    )
    node = st.builds(
        lambda name, kind, held: {"@id": name, "@type": kind, **held},
        names,
        kinds,
        st.dictionaries(keys, refs, max_size=5),
    )
    document = st.builds(lambda nodes: {"@type": "UJGDocument", "nodes": nodes}, st.lists(node, max_size=6))
    return st.one_of(document, node, st.lists(node, max_size=3), leaves).map(lambda data: json.dumps(data).encode())


@pytest.mark.parametrize("name", FORMATS)
@slow
@given(content=st.one_of(st.binary(max_size=60), HOSTILE_XML, hostile_graphs()))
@example(content=b"")
@example(content=b"<CJML/>")
@example(content=b"[" * 100_000)
@example(content=b"<a>" * 100)
@example(content=b'<!DOCTYPE a [<!ENTITY b "c">]><CJML>&b;</CJML>')
@example(content=b'{"@type": "Journey", "order": 1' + b"0" * 400 + b"}")
def test_any_bytes_give_a_journey_or_a_refusal(name: str, content: bytes) -> None:
    """Whatever the bytes: a journey that reads without an error, or a refusal that can be told in every language."""
    _, read = FORMATS[name]
    try:
        text = read(content, Wanted("a-file")).text
    except Unimportable as met:
        refusal = met
    else:
        problems = read_definition(text.encode(), schemes=shipped_schemes()).problems
        assert not [problem for problem in problems if problem.level == "E"]
        return
    for language in LANGUAGES:
        assert Words(language).text(refusal.why, **refusal.params)
