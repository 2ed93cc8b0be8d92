"""The order in which a scenario reaches its touchpoints: the row that the nested reading asks for."""

from __future__ import annotations

from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import Send


def scenario_order(journey: Journey) -> tuple[str, ...]:
    """Touchpoints that every client passes, in order.

    With steps: those sent on the trunk of the scenario, outside any branch.  A map without
    steps is read in the order of its touchpoints.  A step that does not say yet what it sends is
    passed over.
    """
    if not journey.steps:
        return tuple(journey.touchpoints)
    sent = (step.touchpoint for step in journey.steps if isinstance(step, Send))
    return tuple(dict.fromkeys(name for name in sent if name))
