"""UJG in the editions met: what becomes of it, what is said of the rest, and what the scenario's moves are."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tropa.connectors.ujg import export_ujg, import_ujg
from tropa.connectors.ujg.moves import moves_of
from tropa.connectors.ujg.nodes import MAX_BYTES, MAX_NODES
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.ports.exchange import Exportable, Imported, Unimportable, Wanted

DRAFT: dict[str, Any] = {
    "@context": ["https://ujg.specs.openuji.org/ed/ns/context.jsonld"],
    "@id": "urn:example:library",
    "@type": "UJGDocument",
    "nodes": [
        {
            "@id": "urn:ujg:journey:borrow",
            "@type": "Journey",
            "label": "Borrowing",
            "defaultEntryRef": "urn:ujg:entry:borrow",
            "entryRefs": ["urn:ujg:entry:borrow"],
            "stateRefs": ["urn:ujg:state:search", "urn:ujg:state:shelf", "urn:ujg:state:desk"],
            "transitionRefs": ["urn:ujg:transition:1", "urn:ujg:transition:2", "urn:ujg:transition:3"],
            "exitRefs": ["urn:ujg:exit:lent"],
        },
        {"@id": "urn:ujg:entry:borrow", "@type": "JourneyEntry", "stateRef": "urn:ujg:state:search"},
        {"@id": "urn:ujg:exit:lent", "@type": "JourneyExit", "label": "Book lent"},
        {"@id": "urn:ujg:state:search", "@type": "State", "label": "Search", "tags": ["phase:search"]},
        {"@id": "urn:ujg:state:shelf", "@type": "State", "label": "Shelf"},
        {
            "@id": "urn:ujg:state:desk",
            "@type": "CompositeState",
            "label": "Desk",
            "subjourneyId": "urn:ujg:journey:desk",
        },
        {"@id": "urn:ujg:journey:desk", "@type": "Journey", "label": "At the desk"},
        {
            "@id": "urn:ujg:transition:1",
            "@type": "Transition",
            "from": "urn:ujg:state:search",
            "to": "urn:ujg:state:shelf",
        },
        {
            "@id": "urn:ujg:transition:2",
            "@type": "Transition",
            "from": "urn:ujg:state:shelf",
            "to": "urn:ujg:state:search",
        },
        {
            "@id": "urn:ujg:step:find",
            "@type": "ExperienceStep",
            "label": "Find it",
            "stateRefs": ["urn:ujg:state:search", "urn:ujg:state:shelf"],
            "phaseRef": "urn:ujg:phase:finding",
            "touchpointRefs": ["urn:ujg:touchpoint:web"],
        },
        {"@id": "urn:ujg:phase:lending", "@type": "Phase", "label": "Lending", "order": 2},
        {"@id": "urn:ujg:phase:finding", "@type": "Phase", "label": "Finding", "order": 1},
        {"@id": "urn:ujg:touchpoint:web", "@type": "Touchpoint", "label": "Web", "channel": "web"},
        {"@id": "urn:ujg:pain:1", "@type": "PainPoint", "label": "Slow", "experienceRefs": ["urn:ujg:step:find"]},
        {"@id": "urn:ujg:event:1", "@type": "RuntimeEvent", "stateRef": "urn:ujg:state:search"},
    ],
}

SCENARIO = """\
journey: order
start: ordered
touchpoints: {a: {}, b: {}, c: {}, d: {}, e: {}}
steps:
  - id: first
    send: a
  - wait: 1d
    else:
      - remind: paid
        with: b
        ladder: [{after: 0d}, {after: 1d, with: c}]
        else:
          - end: left
  - if: x > 1
    then:
      - send: d
    else:
      - back_to: first
        max_visits: unlimited
  - send: e
"""


def read(text: str) -> Journey:
    """A text as a journey."""
    found = read_definition(text.encode(), schemes=shipped_schemes())
    assert isinstance(found.value, Journey), found.problems
    return found.value


def taken(document: object) -> Imported:
    """A document imported."""
    return import_ujg(json.dumps(document).encode(), Wanted("x"))


def test_a_graph_becomes_a_map() -> None:
    """States are rows on the stages of their phases, with channels; exits are exits; phases are in their order."""
    journey = read(taken(DRAFT).text)
    assert journey.journey == "borrow"
    assert isinstance(journey.stages, tuple)
    assert [stage.id for stage in journey.stages] == ["finding", "lending"]
    assert [(name, row.stage, row.channel) for name, row in journey.touchpoints.items()] == [
        ("search", "finding", ("web",)),
        ("shelf", "finding", ("web",)),
        ("desk", None, ()),
    ]
    assert list(journey.exit) == ["lent"]


def test_what_has_no_place_is_told() -> None:
    """Ways back, inner journeys, what happened, what dangles and what is not known are listed with reasons."""
    told = {loss.what: loss.why.rpartition(".")[2] for loss in taken(DRAFT).losses}
    assert told == {
        "Transition shelf -> search": "branch",
        "urn:ujg:transition:3": "dangling",
        "At the desk": "other_journey",
        "CompositeState.subjourneyId": "no_place_here",
        "State.tags": "no_place_here",
        "PainPoint": "no_place_here",
        "RuntimeEvent": "happened",
    }


def test_names_in_full_say_the_same() -> None:
    """A document with full IRIs for its terms reads as one with short ones."""
    text = json.dumps(DRAFT)
    for term in ("stateRefs", "transitionRefs", "phaseRef", "touchpointRefs", "label", "nodes"):
        text = text.replace(f'"{term}":', f'"https://ujg.specs.openuji.org/ed/ns/graph#{term}":')
    text = text.replace('"@type": "State"', '"@type": ["https://ujg.specs.openuji.org/ed/ns/graph#State"]')
    assert import_ujg(text.encode(), Wanted("x")) == taken(DRAFT)


def test_the_outer_journey_is_taken() -> None:
    """Of two journeys, one inside the other, the outer one is read, wherever it stands."""
    turned = {**DRAFT, "nodes": list(reversed(DRAFT["nodes"]))}
    assert read(taken(turned).text).journey == "borrow"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b"\xff\xfe{}", "json"),
        (b"[" * 100_000, "json"),
        (b"[]", "not_ujg"),
        (b'{"@type": "Thing"}', "not_ujg"),
        (b'{"@type": "UJGDocument"}', "no_journey"),
        (b"[" + b"{}," * MAX_NODES + b"{}]", "nodes"),
        (b" " * (MAX_BYTES + 1), "size"),
    ],
)
def test_what_is_no_ujg_is_refused(content: bytes, why: str) -> None:
    """A file that cannot be read is refused with its reason."""
    with pytest.raises(Unimportable) as met:
        import_ujg(content, Wanted("x"))
    assert met.value.why == f"interchange.unreadable.{why}"


def test_moves_follow_every_branch() -> None:
    """After each touchpoint come those that some branch leads to next: reminders, both ways of an if, a way back."""
    first, moves = moves_of(read(SCENARIO))
    assert first == "a"
    assert moves == (
        ("a", "a"),
        ("a", "b"),
        ("a", "d"),
        ("b", "a"),
        ("b", "c"),
        ("b", "d"),
        ("c", "a"),
        ("c", "d"),
        ("d", "e"),
    )


def test_a_way_back_is_used_up() -> None:
    """A way back that may be gone three times is passed by the fourth time: what stands behind it comes next."""
    _, moves = moves_of(read(SCENARIO.replace("        max_visits: unlimited\n", "")))
    assert {("a", "e"), ("b", "e"), ("c", "e")} <= set(moves)


def test_a_map_without_steps_is_read_row_by_row() -> None:
    """The rows follow one another, and the file says that this was assumed."""
    journey = read("journey: a\ntouchpoints: {b: {}, c: {}, d: {}}\n")
    assert moves_of(journey) == ("b", (("b", "c"), ("c", "d")))
    exported = export_ujg(Exportable(journey, {}))
    assert [remark.why for remark in exported.remarks] == ["interchange.remark.rows_as_path"]


def test_too_small_a_journey_is_said_to_be_so() -> None:
    """One row makes no transition: the file is written, and that strict tools will refuse it is said."""
    exported = export_ujg(Exportable(read("journey: a\ntouchpoints: {b: {}}\n"), {}))
    assert [remark.why for remark in exported.remarks] == ["interchange.remark.too_small"]


def test_a_graph_refers_to_nothing_that_is_not_in_it() -> None:
    """Every reference of a written document is to a node of it."""
    document = json.loads(
        export_ujg(Exportable(read(SCENARIO.replace("b: {}", "b: {channel: [sms, push]}")), {})).content
    )
    known = {node["@id"] for node in document["nodes"]}
    ends = ("stateRefs", "transitionRefs", "touchpointRefs", "from", "to", "startState", "phaseRef")
    for node in document["nodes"]:
        for end in ends:
            held = node.get(end, [])
            assert set(held if isinstance(held, list) else [held]) <= known
