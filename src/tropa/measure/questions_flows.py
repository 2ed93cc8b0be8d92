"""The question behind a picture of moves: who goes where, place by place."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.measure.questions import Scope

MAX_FLOW_PLACES = 20
"""Columns that a picture of moves may be asked for."""


@dataclass(frozen=True, slots=True)
class Flows:
    """How many units go from the event at one place of their row to the event at the next.

    The places are 1 to ``length``, from the unit's first event on or, with ``start``, from its first
    event of that name; units without one are left out.

    Args:
        length: The last place, 2 to ``MAX_FLOW_PLACES``.
        start: The name of the event that stands at place 1.
        top: Names told, those that take the most places (then by name); the rest are ``other``.
        scope: ``since``/``until`` bound every event; ``by`` is not asked.
    """

    length: int = 6
    start: str | None = None
    top: int = 8
    scope: Scope = Scope()
