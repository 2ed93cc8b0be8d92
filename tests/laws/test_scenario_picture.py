"""Laws of the scenario's picture: everything stands apart, whatever the scenario."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.draw.scenarios import all_shown, chance_journeys, worst

from tropa import draw
from tropa.data.words import LANGUAGES
from tropa.draw.lettering import width_of
from tropa.draw.scenario.flow import scenario_of
from tropa.draw.scenario.layout import Drawing, drawing_of
from tropa.draw.scenario.nodes import Node, Scenario
from tropa.draw.scenario.sizes import PADDING, WIDTH
from tropa.draw.wording import Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.testing.strategies import journeys

slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SHOWN = {name: (journey, shared) for name, journey, shared in all_shown()}
SVG = "{http://www.w3.org/2000/svg}"

Area = tuple[float, float, float, float]


def drawn(journey: Journey, language: str = "en", shared: Workspace | None = None) -> tuple[Scenario, Drawing]:
    """A scenario with its drawing."""
    wording = Wording(language)
    scenario = scenario_of(journey, shipped_schemes(), wording, shared)
    return scenario, drawing_of(scenario, wording.direction)


def every_node(nodes: tuple[Node, ...]) -> list[Node]:
    """The nodes of a list and all within them."""
    return [one for node in nodes for one in (node, *(x for way in node.ways for x in every_node(way.nodes)))]


def areas(drawing: Drawing) -> list[Area]:
    """What the boxes and labels cover."""
    found = [(box.x, box.y, box.x + WIDTH, box.y + box.height) for box in drawing.boxes]
    found += [
        (one.x - one.text.width / 2, one.y, one.x + one.text.width / 2, one.y + one.text.height)
        for one in drawing.labels
    ]
    return found


def crosses(one: tuple[float, float], other: tuple[float, float], area: Area) -> bool:
    """Whether a straight line goes through the inside of an area."""
    left, right = sorted((one[0], other[0]))
    top, bottom = sorted((one[1], other[1]))
    return left < area[2] - 1 and right > area[0] + 1 and top < area[3] - 1 and bottom > area[1] + 1


def assert_apart(scenario: Scenario, drawing: Drawing) -> None:
    """Check what holds of every drawing."""
    wanted = [node for strip in scenario.strips for node in every_node(strip.nodes)]
    assert [box.node for box in drawing.boxes] == wanted
    for one, other in combinations(areas(drawing), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    boxes = areas(drawing)[: len(drawing.boxes)]
    for path in drawing.paths:
        for begun, ended in pairwise(path.points):
            assert begun[0] == ended[0] or begun[1] == ended[1]
            assert not any(crosses(begun, ended, box) for box in boxes)
    for area in areas(drawing):
        assert area[0] >= 0
        assert area[1] >= 0
        assert area[2] <= drawing.width
        assert area[3] <= drawing.height
    points = [point for path in drawing.paths for point in path.points]
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in points)


def assert_framed(drawing: Drawing) -> None:
    """Check that frames are whole, lie within one another or apart, and no way back runs through one."""
    frames = [(one.x, one.y, one.x + one.width, one.y + one.height) for one in drawing.frames]
    for frame in frames:
        assert frame[0] >= 0
        assert frame[2] <= drawing.width
    for one, other in combinations(frames, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart or within(other, one) or within(one, other)
    for path in drawing.paths:
        if path.kind == "back":
            left, right = min(x for x, _ in path.points), max(x for x, _ in path.points)
            top, bottom = min(y for _, y in path.points), max(y for _, y in path.points)
            for frame in frames:
                held = within((left, top, right, bottom), frame)
                assert held or not any(crosses(begun, ended, frame) for begun, ended in pairwise(path.points))


def within(one: Area, other: Area) -> bool:
    """Whether an area lies within another."""
    return one[0] >= other[0] and one[1] >= other[1] and one[2] <= other[2] and one[3] <= other[3]


@slow
@given(chance_journeys(), st.sampled_from(LANGUAGES))
def test_everything_stands_apart(journey: Journey, language: str) -> None:
    """Each node has one box; no box or label covers another, no line runs through a box, nothing is cut off."""
    scenario, drawing = drawn(journey, language)
    assert_apart(scenario, drawing)
    assert_framed(drawing)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_stand_apart(name: str, language: str) -> None:
    """The same holds of every example and every draft, in every language."""
    journey, shared = SHOWN[name]
    assert_apart(*drawn(journey, language, shared))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worst_case_stands_apart(language: str) -> None:
    """The same holds of sixty steps with long words, twelve cases and eight levels."""
    assert_apart(*drawn(worst(language), language))


@slow
@given(chance_journeys())
def test_every_way_back_is_drawn_from_its_step_to_its_goal(journey: Journey) -> None:
    """A line leads from the edge of each step that goes back to the edge of the step it goes back to."""
    _, drawing = drawn(journey)
    edges = {box.node.anchor: (box.x, box.y + box.height / 2) for box in drawing.boxes if box.node.anchor}
    wanted = [
        (edges[box.node.anchor], edges[box.node.returns_to])
        for box in drawing.boxes
        if box.node.returns_to is not None
    ]
    found = [(path.points[0], path.points[-1]) for path in drawing.paths if path.kind == "back"]
    assert sorted(found) == sorted(wanted)


@slow
@given(chance_journeys())
def test_every_node_is_led_to(journey: Journey) -> None:
    """An arrow ends at the top of every box that somebody comes to, and at no other."""
    scenario, drawing = drawn(journey)
    reached = {path.points[-1] for path in drawing.paths if path.arrow and path.kind != "back"}
    tops = {(box.x + WIDTH / 2, box.y): box.node for box in drawing.boxes}
    assert reached <= set(tops)
    unreached = {id(tops[top]) for top in set(tops) - reached}
    firsts = {id(strip.nodes[0]) for strip in scenario.strips}
    lists = [strip.nodes for strip in scenario.strips]
    lists += [way.nodes for strip in scenario.strips for node in every_node(strip.nodes) for way in node.ways]
    dead = {id(after) for nodes in lists for before, after in pairwise(nodes) if not before.goes_on}
    assert unreached == firsts | dead


@slow
@given(chance_journeys(), st.sampled_from(LANGUAGES))
def test_lines_of_text_stay_in_their_boxes(journey: Journey, language: str) -> None:
    """No line of a box is wider than the box between its paddings, nor below its edge."""
    for box in drawn(journey, language)[1].boxes:
        for line in box.text.lines:
            width = width_of(line.text, line.type.size, bold=line.type.bold)
            assert line.indent + width <= WIDTH - 2 * PADDING + 1e-6
            assert line.y <= box.text.height


@slow
@given(journeys(), st.sampled_from(LANGUAGES))
def test_any_journey_becomes_a_sound_picture(journey: Journey, language: str) -> None:
    """Whatever the definition, the picture is well-formed, names each step once, runs and fetches nothing."""
    text = draw.scenario_svg(journey, shipped_schemes(), language)
    root = ET.fromstring(text)  # noqa: S314  our own text, which is what is tested
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {"svg", "title", "desc", "style", "g", "rect", "path", "circle", "text"}
    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or "href" in name or name == "style"}
    assert "url(" not in text.split("</style>")[0]


@slow
@given(journeys(), st.sampled_from(LANGUAGES))
def test_any_journey_becomes_a_flowchart(journey: Journey, language: str) -> None:
    """Whatever the texts, each line of the flowchart is a node, an edge, or the edge of a strip."""
    quoted = r'"(?:[^\W_]|\w|[ \u0300-\U0010ffff]|#\d+;|<br/>)*"'
    shapes = r"\(\[Q\]\)|\{\{Q\}\}|\[\[Q\]\]|>Q\]|\[Q\]".replace("Q", quoted)
    strip, edge, jump = rf"subgraph strip\d+\[{quoted}\]", rf"n\d+ -->(?:\|{quoted}\|)? n\d+", r"n\d+ -\.-> n\d+"
    line = re.compile(rf"  {strip}|  end|    n\d+(?:{shapes})|    {edge}|  {jump}")
    first, *rest = draw.scenario_mermaid(journey, shipped_schemes(), language).splitlines()
    assert first == "flowchart TD"
    assert [one for one in rest if not line.fullmatch(one)] == []


@slow
@given(journeys(), st.sampled_from(LANGUAGES))
def test_any_journey_becomes_a_list(journey: Journey, language: str) -> None:
    """Whatever the texts, each line of the Markdown is a heading, an item, or one of our own sentences."""
    first, *rest = draw.scenario_markdown(journey, shipped_schemes(), language).splitlines()
    assert first.startswith("# ")
    wording = Wording(language)
    own = {wording.plain("scenario.page.empty"), wording.plain("scenario.page.observed"), ""}
    assert [one for one in rest if one not in own and not re.match(r"## | *(\d+\. \*\*|- )", one)] == []
