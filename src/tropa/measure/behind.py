"""The customers behind the figures of a journey's reality."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.plan.plan import Plan

OF_TOUCHPOINT = ("reached", "done", "missed", "stopped_here", "goals_after", "nothing_after")
"""Figures of a touchpoint that name customers.  Of those watched ``within`` (M4) ``done`` are the runs whose
target action came in time, and ``missed`` the others; ``nothing_after`` are the runs that show no mapped event after
they reached it; the rest as in ``reality.TouchpointReality``."""

NEXT = ".next."
"""Between a touchpoint's figures and the name of the mapped event that came right after."""

OF_GOAL = ("reached", "before", "never")
"""Figures of the goal: runs that reached it, among them those that did before any touchpoint; and the others."""

OF_INDICATOR = ("done", "missed")
"""Figures of an indicator that name customers: of the runs watched, those that fulfil it, and the others."""

OF_COMPONENT = ("started", "missing", "alone_missing")
"""Figures of a component that name customers: runs in which it was started, in which it was not, and of those that
success waits for runs in which it alone was not."""

OF_ROLE = ("done", "missing")
"""Figures of a role that name customers: of those who take part, those whose part is done, and the others."""

OF_REQUEST = ("entered", "through", "lost", "goals")
"""Figures of a request that name customers: runs that entered, that went a way to its end, that entered one whose end
can be shown and did not, and that reached the goal after entering."""


OF_STAGE = ("members",)
"""The one figure of a stage that names customers: memberships, as often as a run has them."""

UNMAPPED = "unmapped."
"""Before the name of an event that the journey does not name: how often it was met, and with whom.  Which names
there are a journey does not know."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The customers behind one figure.

    Args:
        figure: ``goals.FIGURE``, ``outcomes.NAME``, ``unmapped.NAME``, or ``SECTION.ID.FIGURE`` of one of the
            journey's touchpoints, stages, indicators, components, roles and requests.
        runs: How many runs the figure counts; memberships of a stage, events of a name.
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
        *(part_figure("stages", stage.id, figure) for stage in plan.stages for figure in OF_STAGE),
        *(indicator_figure(measure.id, figure) for measure in plan.indicators for figure in OF_INDICATOR),
        *(part_figure("components", one.id, figure) for one in plan.parts.components for figure in OF_COMPONENT),
        *(part_figure("roles", one.id, figure) for one in plan.parts.roles for figure in OF_ROLE),
        *(part_figure("requests", one.id, figure) for one in plan.parts.requests for figure in OF_REQUEST),
    )


def next_figure(touchpoint: str, name: str) -> str:
    """The runs that show an event of some name right after a touchpoint.

    >>> next_figure("welcome", "paid")
    'touchpoints.welcome.next.paid'
    """
    return touchpoint_figure(touchpoint, f"{NEXT[1:]}{name}")


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


def part_figure(section: str, part: str, figure: str) -> str:
    """One of the figures of a stage, a component, a role or a request.

    >>> part_figure("roles", "child", "done")
    'roles.child.done'
    """
    return f"{section}.{part}.{figure}"
