"""Pictures: journeys and answers as self-contained pages of HTML."""

from tropa.draw.index_page import IndexEntry, index
from tropa.draw.map_page import journey_map
from tropa.draw.provenance import Provenance
from tropa.draw.report_page import report

__all__ = ["IndexEntry", "Provenance", "index", "journey_map", "report"]
