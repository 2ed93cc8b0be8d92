"""Discovery over a log: its rows of names are counted, a draft is made of them, and its steps are timed."""

from __future__ import annotations

from tropa.measure.discovery.draft import AT_LEAST, Draft, draft_of, rows_question, timed, times_question
from tropa.measure.questions import Scope
from tropa.runtime.measuring import Asked, Measuring, scope_looks_at, unheard_of


def discover(
    log: Measuring,
    scope: Scope,
    *,
    start: str | None = None,
    success: str | None = None,
    at_least: float = AT_LEAST,
) -> Asked[Draft]:
    """The draft of a journey that a log suggests, and how the log was read.

    Args:
        log: The log.
        scope: Which events are looked at, and what makes a path of them.
        start: The event with which a journey begins; None: a guess.
        success: The event that reaches its goal; None: a guess.
        at_least: The share of paths that must have an event before it is a step.

    Raises:
        NothingToDraft: The log is empty, or no path has the start.
        LogUnreadable: The log cannot be opened.
    """
    with log.landed(scope_looks_at(scope)) as (landing, warehouse):
        counts = warehouse.paths(rows_question(scope))
        draft = draft_of(counts, start=start, success=success, at_least=at_least)
        draft = timed(draft, warehouse.funnel(times_question(draft, scope)))
        named = (name for name in (start, success) if name is not None)
        return Asked(draft, landing, unheard_of(warehouse, named))
