"""The question: cut by which properties, watched for how long."""

from __future__ import annotations

from dataclasses import dataclass

MOST_VALUES = 50
"""Values of a property that is looked at unasked; one with more is an id rather than a segment."""

MOST_VALUES_ASKED = 1_000
"""Values of a property that somebody names."""

DAY_S = 86_400

WITHIN_S = 14 * DAY_S
"""How long a target action is waited for where its evaluation names no time."""


@dataclass(frozen=True, slots=True)
class Breaks:
    """Where does the path of a journey tear, for whom, since when?

    A run's value of a property is that of the event by which it reached the touchpoint, or, where
    that event has none, of the event with which the run began.  Days are those of UTC on which
    touchpoints were reached.

    Args:
        by: Properties whose values are the segments; those with fewer than two values are no cut.
        asked: Somebody named them: they are cut by with up to ``MOST_VALUES_ASKED`` values, not
            ``MOST_VALUES``.
        within_s: How long a run is watched at a touchpoint whose evaluation names no time.  Without
            an end of watching, those who came last would always look worse (M5).
    """

    by: tuple[str, ...] = ()
    asked: bool = False
    within_s: int = WITHIN_S

    @property
    def most_values(self) -> int:
        """Values that a property may have to be cut by."""
        return MOST_VALUES_ASKED if self.asked else MOST_VALUES
