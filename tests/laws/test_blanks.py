"""A key without value is "not filled in yet": legal everywhere, and nothing stumbles over it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from tests.laws.drafts import DRAFTS
from tests.laws.test_language import accepted_by_the_schema, definitions, plain_of, read, slow

from tropa import draw
from tropa.data.package import list_data, read_data
from tropa.data.words import LANGUAGES
from tropa.journey.codecs.protocol import Path
from tropa.journey.completeness import completeness, slots
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.journey.signals import Named
from tropa.journey.text.nodes import Mapping
from tropa.journey.text.problems import Span
from tropa.journey.text.source import read_nodes
from tropa.journey.text.write import write_yaml
from tropa.lint.run import lint
from tropa.lint.subject import Subject
from tropa.plan.compiling import compile_plan
from tropa.testing.blanks import blanked, block_values

FILES = {
    **DRAFTS,
    **{path: read_data(path).decode() for folder in ("examples", "schemes") for path in list_data(folder, ".yaml")},
}
"""The drafts and all that is shipped."""

NAMING = {"journey", "workspace", "scheme"}


@cache
def workspace() -> Workspace:
    """The workspace of the drafts."""
    value = read(DRAFTS["workspace.yaml"]).value
    assert isinstance(value, Workspace)
    return value


def must_be_filled_in(path: Path, root: Mapping) -> bool:
    """The three that must: what the file is, a scheme's stages, and the id of a stage in a list."""
    match path:
        case (str(name),):
            return name in NAMING or (name == "stages" and root.get("scheme") is not None)
        case ("stages", int(), "id"):
            return True
        case _:
            return False


def values_of(text: str) -> list[tuple[bool, Span]]:
    """Whether each value behind a key in block style must be filled in, and its place."""
    root, _ = read_nodes(text.encode())
    assert isinstance(root, Mapping)
    found = block_values(root)
    return [(must_be_filled_in(path, root), span) for path, span in found if span.start < span.end]


def in_blocks(text: str) -> str:
    """The same definition in block style throughout, so that every value may be left out."""
    value = read(text).value
    assert value is not None
    return write_yaml(plain_of(value))


@cache
def places_of(name: str) -> tuple[tuple[str, bool, Span], ...]:
    """A file, as it is and in blocks, with each of its values and whether that must be filled in."""
    texts = (FILES[name], in_blocks(FILES[name]))
    return tuple((text, must, span) for text in texts for must, span in values_of(text))


@st.composite
def incomplete_files(drawn: DrawFn) -> str:
    """Draw a file, shipped or a draft, with one value left out that may be."""
    places = places_of(drawn(st.sampled_from(list(FILES))))
    text, _, span = drawn(st.sampled_from([place for place in places if not place[1]]))
    return blanked(text, span)


@st.composite
def incomplete_definitions(drawn: DrawFn) -> str:
    """Draw the text of a generated definition with one value left out that may be."""
    text = write_yaml(plain_of(drawn(definitions())))
    spans = [span for must, span in values_of(text) if not must]
    assume(spans)
    return blanked(text, drawn(st.sampled_from(spans)))


def errors_in(text: str) -> list[str]:
    """The rules that stop the file from being read."""
    return [problem.rule for problem in read(text).problems if problem.level == "E"]


@pytest.mark.long
@pytest.mark.parametrize("name", FILES)
def test_every_value_of_every_file_may_be_left_out(name: str) -> None:
    """Without any one value the file reads; without one that must be there it is told so."""
    for text, must, span in places_of(name):
        assert errors_in(blanked(text, span)) == (["PA09"] if must else []), span


@slow
@given(st.data())
def test_what_must_be_filled_in_is_told(data: st.DataObject) -> None:
    """What a file is, the stages of a scheme and the id of a stage in a list cannot be left for later."""
    places = places_of(data.draw(st.sampled_from(list(FILES))))
    text, _, span = data.draw(st.sampled_from([place for place in places if place[1]]))
    assert errors_in(blanked(text, span)) == ["PA09"]


@slow
@given(st.one_of(incomplete_files(), incomplete_definitions()))
def test_a_file_with_a_gap_is_read_written_and_seen_as_any_other(text: str) -> None:
    """It reads without an error, an editor accepts it, and what is read of it is written and read back."""
    found = read(text)
    assert errors_in(text) == []
    assert found.value is not None
    assert accepted_by_the_schema(text)
    assert read(write_yaml(plain_of(found.value))).value == found.value


@st.composite
def incomplete_journeys(drawn: DrawFn) -> Journey:
    """Draw the journey of a file with one value left out, in which every name that is used is still declared."""
    value = read_definition(
        drawn(incomplete_files()).encode(), workspace=workspace(), schemes=shipped_schemes()
    ).value
    assume(isinstance(value, Journey))
    assert isinstance(value, Journey)
    return value


@settings(slow, max_examples=40)
@given(incomplete_journeys())
def test_a_journey_with_a_gap_has_a_plan(journey: Journey) -> None:
    """Whoever measures it passes over what is not said."""
    plan = compile_plan(journey, shipped_schemes())
    assert "" not in plan.scenario
    heard = [leaf.signal for item in plan.observables for leaf in item.leaves]
    assert all(signal.name for signal in heard if isinstance(signal, Named))


PICTURES = (
    draw.journey_map,
    draw.blueprint_page,
    draw.capability_page,
    draw.request_matrix_page,
    draw.scenario_page,
    draw.scenario_svg,
    draw.scenario_markdown,
    draw.scenario_mermaid,
)


@settings(slow, max_examples=40)
@given(incomplete_journeys(), st.sampled_from(PICTURES), st.sampled_from(LANGUAGES))
def test_a_journey_with_a_gap_is_drawn(journey: Journey, picture: Callable[..., str], language: str) -> None:
    """Every picture is there, in every language, whatever is missing."""
    assert picture(journey, shipped_schemes(), language, workspace=workspace())


@settings(slow, max_examples=40)
@given(incomplete_journeys())
def test_a_journey_with_a_gap_is_linted(journey: Journey) -> None:
    """The linter tells what is missing, and stumbles over nothing."""
    subject = Subject(journey, workspace(), shipped_schemes(), {}, date(2026, 11, 27))
    assert all(finding.rule for finding in lint(subject))


GAPS: dict[str, str] = {
    "reentry:\n  cooldown:\n": "",
    "reentry:\n  parallel:\n": "",
    "start:\n  event:\n": "",
    "success:\n  for:\n    event:\n  whose: each\n": "success: {whose: each}\n",
    "stages:\n  use:\n  skip: {welcome: no need}\n": "",
    "title:\n  en:\n  ru:\n": "",
    "title:\n  en:\n  ru: Да\n": "title: {ru: Да}\n",
    "links:\n  - to:\n    kind: next\n": "",
    "waive:\n  - rule: ON01\n    because:\n": "",
    "indicators:\n  used:\n    used:\n      - event:\n": "indicators: {used: {}}\n",
    "answers:\n  first-steps:\n    who:\n": "answers: {first-steps: {}}\n",
    "steps:\n  - remind: paid\n    ladder:\n      - after:\n        by: sms\n": "steps: [{remind: paid}]\n",
    "steps:\n  - send: hello\n    if_late:\n      do:\n      after: 1d\n": "steps: [{send: hello}]\n",
}
"""Files' keys with a gap, and those that say the same."""


@pytest.mark.parametrize("gap", GAPS)
def test_what_says_nothing_is_as_if_it_were_not_there(gap: str) -> None:
    """A part that stands and falls with a key is not there while the key has no value."""
    without = read(f"journey: a\n{GAPS[gap]}").value
    assert without is not None
    assert read(f"journey: a\n{gap}").value == without


def test_a_step_without_its_subject_is_a_gap() -> None:
    """It lowers the share that is filled in, and filling it in takes the gap away."""
    begun = read("journey: a\nstart: ordered\nsteps:\n  - send:\n").value
    said = read("journey: a\nstart: ordered\nsteps:\n  - send: hello\n").value
    assert isinstance(begun, Journey)
    assert isinstance(said, Journey)
    assert completeness(begun, {}) < completeness(said, {})
    assert [slot.at for slot in slots(begun, {}) if slot.what == "send"] == ["steps[0]"]
