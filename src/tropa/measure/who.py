"""The customers behind a figure of a funnel: who came so far, or who was lost there."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.measure.questions import Funnel

MOST_NAMED = 1_000_000
"""Customers that may be named at once."""


@dataclass(frozen=True, slots=True)
class Who:
    """The customers behind one step of a funnel.

    Args:
        funnel: The funnel.
        step: The step, from 1.  Of an unordered funnel: how many of its steps.
        lost: Those who took the last required step before it, and not this one; otherwise those who
            took it.  Nobody is lost at the first.
        most: Customers named, 1 to ``MOST_NAMED``.
    """

    funnel: Funnel
    step: int
    lost: bool = False
    most: int = 100


@dataclass(frozen=True, slots=True)
class WhoCounts:
    """The customers of the attempts that count.

    Args:
        n: How many customers; with units that are not customers fewer than the step tells.
        customers: Some of them: those whose attempt began last first, then by id.
    """

    n: int
    customers: tuple[str, ...]


def before(funnel: Funnel, step: int) -> int | None:
    """The last required step before one, both from 1; None before the first.

    >>> from tropa.journey.signals import Every
    >>> from tropa.measure.questions import FunnelStep
    >>> steps = FunnelStep("a", Every()), FunnelStep("b", Every(), optional=True), FunnelStep("c", Every())
    >>> before(Funnel(steps), 3)
    1
    """
    return next((place for place in range(step - 1, 0, -1) if not funnel.steps[place - 1].optional), None)
