"""Where the path of a journey tears: a log is looked over, landed with what may cut it, and searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.measure.breaking import Breaks, BreaksAnswer, find_breaks
from tropa.measure.breaking.question import WITHIN_S
from tropa.measure.breaking.search import LEVEL
from tropa.measure.unheard import Unheard, unheard
from tropa.plan.compiling import compile_plan
from tropa.plan.needs import LookedAt, plan_looks_at
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
    plan = compile_plan(journey, schemes)
    # A key tells runs apart; it is no segment, however few there are.
    keys = {rule.prop for rule in plan.key_rules}
    shown = [name for name in measuring.source.properties() if name not in keys] if not by else list(by)
    looked, beyond = (shown, []) if by else (shown[:MOST_PROPERTIES], shown[MOST_PROPERTIES:])
    question = Breaks(tuple(looked), asked=bool(by), within_s=within_s)
    with measuring.landed(plan_looks_at(plan, None) | LookedAt(frozenset(looked))) as (landing, warehouse):
        counts = warehouse.breaks(plan, question, landing.watermark or EPOCH)
        missing = unheard((), (), warehouse.unset() & set(by)) if warehouse.names() else Unheard()
    answer = find_breaks(counts, level)
    return Asked(replace(answer, left_out=(*answer.left_out, *sorted(beyond))), landing, missing)
