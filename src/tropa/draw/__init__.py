"""Pictures: journeys and answers as self-contained pages of HTML.

Each is imported when it is asked for: who wants numbers written out waits for no page.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tropa.draw.index_page import IndexEntry, index
    from tropa.draw.map_page import journey_map
    from tropa.draw.provenance import Provenance
    from tropa.draw.report_page import report
    from tropa.draw.scenario.markdown import scenario_markdown
    from tropa.draw.scenario.mermaid import scenario_mermaid
    from tropa.draw.scenario.page import scenario_page, scenario_svg
    from tropa.draw.views.blueprint_page import blueprint_page
    from tropa.draw.views.capability_page import capability_page
    from tropa.draw.views.request_matrix_page import request_matrix_page

_ROOMS = {
    "IndexEntry": "index_page",
    "index": "index_page",
    "journey_map": "map_page",
    "Provenance": "provenance",
    "report": "report_page",
    "scenario_markdown": "scenario.markdown",
    "scenario_mermaid": "scenario.mermaid",
    "scenario_page": "scenario.page",
    "scenario_svg": "scenario.page",
    "blueprint_page": "views.blueprint_page",
    "capability_page": "views.capability_page",
    "request_matrix_page": "views.request_matrix_page",
}
"""Where each stands."""

__all__ = [
    "IndexEntry",
    "Provenance",
    "blueprint_page",
    "capability_page",
    "index",
    "journey_map",
    "report",
    "request_matrix_page",
    "scenario_markdown",
    "scenario_mermaid",
    "scenario_page",
    "scenario_svg",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  whatever is asked for
    """What is asked for, from where it stands."""
    if name not in _ROOMS:
        raise AttributeError(name)
    return getattr(import_module(f"tropa.draw.{_ROOMS[name]}"), name)
