"""What changed between two definitions, in meaning: comments, layout and spelling do not matter."""

from tropa.journey.diff.difference import Difference, Kind, written
from tropa.journey.diff.whole import diff

__all__ = ["Difference", "Kind", "diff", "written"]
