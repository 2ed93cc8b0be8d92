"""Where the path of a journey tears: a log is looked over, landed with what may cut it, and searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.measure.behind import Behind
from tropa.measure.breaking import Breaks, BreaksAnswer, find_breaks
from tropa.measure.breaking.question import WITHIN_S
from tropa.measure.breaking.search import LEVEL
from tropa.measure.breaking.torn import torn_by
from tropa.measure.unheard import Unheard, unheard
from tropa.plan.compiling import compile_plan
from tropa.plan.needs import LookedAt, plan_looks_at
from tropa.plan.plan import Plan
from tropa.ports.log import SIMULATED, Landing
from tropa.ports.warehouse import Warehouse
from tropa.runtime.measuring import EPOCH, Asked, Measuring

MOST_PROPERTIES = 40
"""Properties looked at unasked; what a log has beyond these is told as left out."""


class Found(NamedTuple):
    """What a search found, and the customers behind each shift, by figure."""

    answer: BreaksAnswer
    behind: dict[str, Behind]


def search_breaks(
    measuring: Measuring,
    journey: Journey,
    schemes: Mapping[str, Scheme],
    by: Sequence[str] = (),
    *,
    within_s: int = WITHIN_S,
    level: float = LEVEL,
    named: int = 0,
) -> Asked[Found]:
    """Where the path tears and where it mends, who is behind it, and how the log was read.

    Args:
        measuring: The log, and what counts it.
        journey: The journey.
        schemes: Stage schemes by id.
        by: Properties to cut by; without any, those that the log shows.
        within_s: How long runs are watched at a touchpoint whose evaluation names no time.
        level: The rate of false discoveries allowed.
        named: Customers named behind each shift; 0 names nobody.
    """
    search = Search.over(measuring, journey, schemes, by, within_s=within_s, level=level)
    with measuring.landed(search.needs) as (landing, warehouse):
        missing = unheard((), (), warehouse.unset() & set(by)) if warehouse.names() else Unheard()
        answer = search.answer(landing, warehouse)
        behind = search.behind(landing, warehouse, answer, named) if named else {}
        return Asked(Found(answer, behind), landing, missing)


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
        # A key tells runs apart; it is no segment, however few there are.  Nor is the mark of what was made up.
        keys = {rule.prop for rule in plan.key_rules} | {SIMULATED}
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

    def behind(self, landing: Landing, warehouse: Warehouse, answer: BreaksAnswer, most: int) -> dict[str, Behind]:
        """So many customers behind each shift of an answer, by figure."""
        asked = torn_by(answer)
        found = warehouse.torn(self.plan, self.question, asked, landing.watermark or EPOCH, most) if asked else ()
        return {one.figure: one for one in found}
