"""The customers behind the figures of a journey's reality."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.plan.plan import Plan

OF_TOUCHPOINT = ("reached", "done", "missed", "stopped_here", "goals_after")
"""Figures of a touchpoint that name customers.  Of those watched ``within`` (M4) ``done`` are the runs whose
target action came in time, and ``missed`` the others; the rest as in ``reality.TouchpointReality``."""

OF_GOAL = ("reached", "before", "never")
"""Figures of the goal: runs that reached it, among them those that did before any touchpoint; and the others."""

OF_INDICATOR = ("done", "missed")
"""Figures of an indicator that name customers: of the runs watched, those that fulfil it, and the others."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The customers behind one figure.

    Args:
        figure: ``goals.FIGURE``, ``outcomes.NAME``, ``touchpoints.ID.FIGURE`` or ``indicators.ID.FIGURE``.
        runs: How many runs the figure counts.
        customers: How many customers they are of.
        named: Some of these: those whose run began last first, then by id.
    """

    figure: str
    runs: int
    customers: int
    named: tuple[str, ...]


def figures_of(plan: Plan) -> tuple[str, ...]:
    """All figures of a journey that name customers, in the order in which they are told."""
    return (
        *(f"goals.{figure}" for figure in OF_GOAL),
        *(outcome_figure(name) for name in ("reached", *(name for name, _ in plan.exits), "open")),
        *(touchpoint_figure(measure.id, figure) for measure in plan.touchpoints for figure in OF_TOUCHPOINT),
        *(indicator_figure(measure.id, figure) for measure in plan.indicators for figure in OF_INDICATOR),
    )


def outcome_figure(name: str) -> str:
    """The figure of an outcome.

    >>> outcome_figure("open")
    'outcomes.open'
    """
    return f"outcomes.{name}"


def touchpoint_figure(touchpoint: str, figure: str) -> str:
    """One of the figures of a touchpoint.

    >>> touchpoint_figure("welcome", "missed")
    'touchpoints.welcome.missed'
    """
    return f"touchpoints.{touchpoint}.{figure}"


def indicator_figure(indicator: str, figure: str) -> str:
    """One of the figures of an indicator.

    >>> indicator_figure("habit", "done")
    'indicators.habit.done'
    """
    return f"indicators.{indicator}.{figure}"
