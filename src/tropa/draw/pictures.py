"""Every picture of a plan by its name, in every text that it can be written as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from tropa.draw.grids.diagrams import blueprint_diagram, journey_diagram, requests_diagram
from tropa.draw.grids.grid import Sheet
from tropa.draw.grids.map_sheet import map_sheet
from tropa.draw.grids.markdown import markdown_of
from tropa.draw.grids.svg import svg_of
from tropa.draw.grids.view_sheets import blueprint_sheet, capabilities_sheet, requests_sheet
from tropa.draw.map_page import journey_map
from tropa.draw.scenario.markdown import scenario_markdown
from tropa.draw.scenario.mermaid import scenario_mermaid
from tropa.draw.scenario.page import scenario_page, scenario_svg
from tropa.draw.subject import Subject
from tropa.draw.views.blueprint_page import blueprint_page
from tropa.draw.views.capability_page import capability_page
from tropa.draw.views.request_matrix_page import request_matrix_page

Picture: TypeAlias = Callable[[Subject], str]
"""Draws a subject as the text of a file; raises ``KeyError`` for a language that is not shipped."""


def _drawn(draw: Callable[..., str]) -> Picture:
    """A picture whose parts are handed over one by one."""

    def picture(subject: Subject) -> str:
        return draw(subject.journey, subject.schemes, subject.language, workspace=subject.workspace)

    return picture


def _tables(page: Callable[..., str], sheet: Callable[[Subject], Sheet]) -> dict[str, Picture]:
    """A picture made of tables: a page of its own, and one shape for all that needs no browser."""

    def vectors(subject: Subject) -> str:
        return svg_of(sheet(subject))

    def text(subject: Subject) -> str:
        return markdown_of(sheet(subject))

    return {".html": _drawn(page), ".svg": vectors, ".md": text}


PICTURES: Mapping[str, Mapping[str, Picture]] = {
    "map": {**_tables(journey_map, map_sheet), ".mmd": journey_diagram},
    "blueprint": {**_tables(blueprint_page, blueprint_sheet), ".mmd": blueprint_diagram},
    "scenario": {
        ".html": _drawn(scenario_page),
        ".svg": _drawn(scenario_svg),
        ".md": _drawn(scenario_markdown),
        ".mmd": _drawn(scenario_mermaid),
    },
    "requests": {**_tables(request_matrix_page, requests_sheet), ".mmd": requests_diagram},
    "capabilities": _tables(capability_page, capabilities_sheet),
}
"""By view and by the file's ending; what is not here is not drawn: Mermaid has no diagram for a plain table."""
