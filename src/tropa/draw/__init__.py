"""Pictures: journeys and answers as self-contained pages of HTML."""

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
