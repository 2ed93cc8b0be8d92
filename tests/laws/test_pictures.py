"""Laws of the pictures: whatever the language can say is drawn, whole and within itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.laws.drafts import DRAFTS
from tests.unit.draw.outline import assert_sound

from tropa import draw
from tropa.data.words import LANGUAGES
from tropa.draw.names import Names
from tropa.draw.sections.calendar import calendar
from tropa.draw.sections.moments import sendings
from tropa.draw.views.blueprint import blueprint
from tropa.draw.wording import Wording
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import Step, Steps, inner_steps
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.journey.structure import step_lists
from tropa.testing.strategies import journeys, workspaces

slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

SCHEMES = shipped_schemes()
VIEWS: list[Callable[..., str]] = [
    draw.journey_map,
    draw.blueprint_page,
    draw.request_matrix_page,
    draw.capability_page,
]


def _every(steps: Steps | None) -> Iterable[Step]:
    for step in steps or ():
        yield step
        for _, inner in inner_steps(step):
            yield from _every(inner)


@slow
@given(journeys(), st.none() | workspaces(), st.sampled_from(VIEWS), st.sampled_from(LANGUAGES))
def test_whatever_can_be_said_is_drawn(
    journey: Journey, workspace: Workspace | None, view: Callable[..., str], language: str
) -> None:
    """Every page of any journey stands, references to nothing and all, and no text of it becomes markup."""
    assert_sound(view(journey, SCHEMES, language, workspace=workspace))


@slow
@given(journeys())
def test_times_of_a_calendar_are_in_order(journey: Journey) -> None:
    """Whatever the steps, no communication's earliest time lies after its latest, and none before the start."""
    for _, steps in step_lists(journey):
        for one in sendings(steps):
            assert one.at.low_s >= 0
            assert one.at.high_s is None or one.at.low_s <= one.at.high_s


@slow
@given(journeys())
def test_nothing_that_is_said_is_missing_from_the_calendar(journey: Journey) -> None:
    """Every touchpoint with a communication stands in the calendar, whether a step sends it or not."""
    names = Names(journey, None, Wording("en"))
    shown = [row.title for part in calendar(journey, SCHEMES, names, Wording("en")) for row in part.rows]
    for name, touchpoint in journey.touchpoints.items():
        if touchpoint.communication is not None:
            assert names.touchpoint(name) in shown


@slow
@given(journeys(), workspaces())
def test_a_blueprint_holds_everything_once(journey: Journey, workspace: Workspace) -> None:
    """Every touchpoint has its column, every column a cell a lane, and nobody and nothing named is left out."""
    wording = Wording("en")
    shown = blueprint(journey, SCHEMES, Names(journey, workspace, wording), wording)
    columns = [column for band in shown.bands for stage in band.stages for column in stage.touchpoints]
    assert sorted(column.id for column in columns) == sorted(journey.touchpoints)
    for column in columns:
        assert len(column.cells) == len(shown.lanes) - 2
        touchpoint = journey.touchpoints[column.id]
        kinds = [lane.kind for lane in shown.lanes[2:]]
        back = [card for kind, cell in zip(kinds, column.cells, strict=True) if kind == "back" for card in cell]
        front = [card for kind, cell in zip(kinds, column.cells, strict=True) if kind == "front" for card in cell]
        helps = bool(touchpoint.help) and touchpoint.help != touchpoint.responsible
        assert len(back) == max(1, len(touchpoint.backstage))
        assert len(front) == 1 + helps


@pytest.mark.parametrize("name", [name for name in DRAFTS if name != "workspace.yaml"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_draft_is_drawn_in_every_view(name: str, language: str) -> None:
    """The eight drafts have all their pages in all languages."""
    workspace = read_definition(DRAFTS["workspace.yaml"].encode()).value
    assert isinstance(workspace, Workspace)
    journey = read_definition(DRAFTS[name].encode(), syntax_only=True).value
    assert isinstance(journey, Journey)
    for view in VIEWS:
        assert_sound(view(journey, SCHEMES, language, workspace=workspace))
