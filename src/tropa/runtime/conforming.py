"""Conformance over a log: the variants of a journey's runs are counted and judged by its steps."""

from __future__ import annotations

from collections.abc import Mapping

from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.measure.conformance.counts import Variants
from tropa.measure.conformance.judging import Conformance, judge_variants
from tropa.measure.unheard import Unheard
from tropa.plan.compiling import compile_plan
from tropa.plan.needs import plan_looks_at
from tropa.runtime.measuring import EPOCH, Asked, Measuring


def conformance(
    log: Measuring, journey: Journey, schemes: Mapping[str, Scheme], question: Variants
) -> Asked[Conformance]:
    """How the runs of a journey go, held against its steps, and how the log was read.

    Raises:
        LogUnreadable: The log cannot be opened.
    """
    plan = compile_plan(journey, schemes)
    with log.landed(plan_looks_at(plan, None)) as (landing, warehouse):
        counts = warehouse.variants(plan, question, landing.watermark or EPOCH)
    return Asked(judge_variants(counts, plan, question.behind), landing, Unheard())
