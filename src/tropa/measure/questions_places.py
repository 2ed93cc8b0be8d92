"""Questions about places in a row of events: which event stands at the first, second, ... place."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.measure.questions import Scope

MAX_PLACES = 100
"""Columns that a step matrix may be asked for on either side."""


@dataclass(frozen=True, slots=True)
class StepMatrix:
    """The share of units at each place of their row of events, by the event that stands there.

    Without ``around`` the places are 1 to ``length``, from the unit's first event on.  With it they are
    ``-before`` to ``length``: 0 is the unit's first event of that name, and units without one are
    left out.  A unit whose row does not reach a place is ``absent`` there: it has ended or, before
    the event, not begun.

    Args:
        length: The last place, 1 to ``MAX_PLACES``.
        around: The name of the event that stands at place 0.
        before: Places before it, 0 to ``MAX_PLACES``; 0 without ``around``.
        top: Names told; those that take the most places (then by name), the rest are ``other``.
        scope: ``since``/``until`` bound every event; ``by`` takes the value at the event of place 0
            or, without ``around``, of place 1.
    """

    length: int = 8
    around: str | None = None
    before: int = 0
    top: int = 20
    scope: Scope = Scope()
