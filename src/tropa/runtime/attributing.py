"""Attribution over a log: the paths to a goal are counted, and the goals dealt out."""

from __future__ import annotations

from tropa.measure.attribution.conventions import AttributionAnswer, deal
from tropa.measure.attribution.counts import Attribution
from tropa.measure.unheard import names_of
from tropa.plan.needs import signal_looks_at
from tropa.runtime.measuring import Asked, Measuring, scope_looks_at, unheard_of


def attribution(log: Measuring, question: Attribution) -> Asked[AttributionAnswer]:
    """The goals of a log, dealt out to the touches before them, and how the log was read.

    Raises:
        LogUnreadable: The log cannot be opened.
    """
    signals = [*(touch.signal for touch in question.touches), question.goal]
    with log.landed(signal_looks_at(signals) | scope_looks_at(question.scope)) as (landing, warehouse):
        return Asked(deal(warehouse.attribution(question)), landing, unheard_of(warehouse, names_of(signals)))
