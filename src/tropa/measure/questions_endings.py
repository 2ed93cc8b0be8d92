"""The question of where units stop."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.measure.questions import Scope


@dataclass(frozen=True, slots=True)
class Endings:
    """With which event a unit's row ends: where it broke off.

    A unit that ever came to the goal has not broken off: it is told apart, whatever it did later.

    Args:
        among: Names of the events that count, such as the steps of a way; units without any of them, and
            without the goal, are left out.  Empty: every event counts.
        goal: The name of the event that units were to come to; None where there is none.
        top: Names told; those with which most units end (then by name), the rest are ``other``.
        scope: ``since``/``until`` bound every event; ``by`` takes the value at the event with which the
            unit ends, or at its last time at the goal.
    """

    among: tuple[str, ...] = ()
    goal: str | None = None
    top: int = 20
    scope: Scope = Scope()
