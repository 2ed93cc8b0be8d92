"""Where the path of a journey tears: a log is looked over, landed with what may cut it, and searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.measure.breaking import Breaks, BreaksAnswer, find_breaks
from tropa.measure.breaking.question import WITHIN_S
from tropa.measure.breaking.search import LEVEL
from tropa.measure.unheard import Unheard, unheard
from tropa.plan.compiling import compile_plan
from tropa.plan.needs import LookedAt, plan_looks_at
from tropa.plan.plan import Plan
from tropa.ports.log import Landing
from tropa.ports.warehouse import Warehouse
from tropa.runtime.measuring import EPOCH, Asked, Measuring

MOST_PROPERTIES = 40
"""Properties looked at unasked; what a log has beyond these is told as left out."""


def search_breaks(
    measuring: Measuring,
    journey: Journey,
    schemes: Mapping[str, Scheme],
    by: Sequence[str] = (),
    *,
    within_s: int = WITHIN_S,
    level: float = LEVEL,
) -> Asked[BreaksAnswer]:
    """Where the path tears and where it mends, and how the log was read.

    Args:
        measuring: The log, and what counts it.
        journey: The journey.
        schemes: Stage schemes by id.
        by: Properties to cut by; without any, those that the log shows.
        within_s: How long runs are watched at a touchpoint whose evaluation names no time.
        level: The rate of false discoveries allowed.
    """
    search = Search.over(measuring, journey, schemes, by, within_s=within_s, level=level)
    with measuring.landed(search.needs) as (landing, warehouse):
        missing = unheard((), (), warehouse.unset() & set(by)) if warehouse.names() else Unheard()
        return Asked(search.answer(landing, warehouse), landing, missing)


@dataclass(frozen=True, slots=True)
class Search:
    """A search for breaks that knows what of a log it looks at.

    Args:
        plan: The journey's plan.
        question: Which properties are cut by.
        beyond: Properties of the log that are not looked at, because there are too many.
        level: The rate of false discoveries allowed.
    """

    plan: Plan
    question: Breaks
    beyond: tuple[str, ...] = ()
    level: float = LEVEL

    @classmethod
    def over(
        cls,
        measuring: Measuring,
        journey: Journey,
        schemes: Mapping[str, Scheme],
        by: Sequence[str] = (),
        *,
        within_s: int = WITHIN_S,
        level: float = LEVEL,
    ) -> Self:
        """A search over a log; the arguments are those of ``search_breaks``."""
        plan = compile_plan(journey, schemes)
        if by:
            return cls(plan, Breaks(tuple(by), asked=True, within_s=within_s), (), level)
        # A key tells runs apart; it is no segment, however few there are.
        keys = {rule.prop for rule in plan.key_rules}
        shown = [name for name in measuring.source.properties() if name not in keys]
        question = Breaks(tuple(shown[:MOST_PROPERTIES]), within_s=within_s)
        return cls(plan, question, tuple(sorted(shown[MOST_PROPERTIES:])), level)

    @property
    def needs(self) -> LookedAt:
        """What of a log it looks at."""
        return plan_looks_at(self.plan, None) | LookedAt(frozenset(self.question.by))

    def answer(self, landing: Landing, warehouse: Warehouse) -> BreaksAnswer:
        """What there is in a landed log."""
        counts = warehouse.breaks(self.plan, self.question, landing.watermark or EPOCH)
        found = find_breaks(counts, self.level)
        return replace(found, left_out=(*found.left_out, *self.beyond))
