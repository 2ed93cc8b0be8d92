"""The drafts from which the language was found are read, with the workspace they share."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.journey.readings import read

from tropa.data.package import list_data, read_data
from tropa.journey.files import KINDS, read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.journey.text.fmt import format_text
from tropa.journey.text.write import write_yaml

DRAFTS = Path(__file__).parents[2] / "assets" / "language"
JOURNEYS = sorted(DRAFTS.glob("[0-9]*.yaml"))

MISTAKES = {"3-phone-credit.yaml": [("RE01", "contact-centre", 51, 18)]}
"""What is really wrong with them: a team that the workspace lacks."""


@pytest.fixture(scope="module")
def shared() -> Workspace:
    """The workspace of the drafts; nothing is wrong with it."""
    found = read_definition((DRAFTS / "workspace.yaml").read_bytes())
    assert found.problems == ()
    assert isinstance(found.value, Workspace)
    return found.value


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_a_draft_is_read(path: Path, shared: Workspace) -> None:
    """No problem but the one real mistake among the eight."""
    found = read_definition(path.read_bytes(), workspace=shared, schemes=shipped_schemes())
    told = [(one.rule, one.params["met"], one.span.line, one.span.column) for one in found.problems]
    assert told == MISTAKES.get(path.name, [])
    assert (found.value is None) == (path.name in MISTAKES)


@pytest.mark.parametrize("path", [*JOURNEYS, DRAFTS / "workspace.yaml"], ids=lambda path: path.stem)
def test_a_draft_is_written_and_read_back(path: Path) -> None:
    """Written anew or only laid out, it says the same."""
    text = path.read_text("utf-8")
    value = read(text).value
    assert value is not None
    written = write_yaml(KINDS[type(value).__name__.lower()].write(value))
    assert read(written).value == value
    assert read(format_text(text)).value == value
    assert format_text(written) == written


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_a_draft_is_a_journey_with_places(path: Path) -> None:
    """Every step and every touchpoint has its place in the file."""
    found = read(path.read_text("utf-8"))
    assert isinstance(found.value, Journey)
    lines = path.read_text("utf-8").split("\n")
    for name in found.value.touchpoints:
        place = found.places["touchpoints", name]
        assert lines[place.line - 1][place.column - 1 :].startswith(f"{name}:")
    for index in range(len(found.value.steps or ())):
        place = found.places["steps", index]
        assert lines[place.line - 1][: place.column - 1] == "  - "


@pytest.mark.parametrize("path", list_data("examples", ".yaml"))
def test_a_shipped_example_is_read(path: str) -> None:
    """Nothing is wrong with what everybody begins from."""
    workspace = read_definition(read_data("examples/workspace.yaml")).value
    assert isinstance(workspace, Workspace)
    own = None if path.endswith("workspace.yaml") else workspace
    assert read_definition(read_data(path), workspace=own, schemes=shipped_schemes()).problems == ()
