"""Where the path tears, and where it mends: steps, segments and dates, found unasked (M12)."""

from __future__ import annotations

from tropa.measure.breaking.answer import BreaksAnswer, Shift
from tropa.measure.breaking.counts import BreakCounts
from tropa.measure.breaking.question import Breaks
from tropa.measure.breaking.search import find_breaks

__all__ = ["BreakCounts", "Breaks", "BreaksAnswer", "Shift", "find_breaks"]
