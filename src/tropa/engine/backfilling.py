"""Memberships that a new version finds: of stages whose ``enter`` was heard before it was published (R3).

What a version listens to is filled in from the log before it is in force; of the same events follows who
is in a stage already.  Imported history counts here: it triggers nothing, and a guard only keeps back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tropa.engine.desk import Desk, Loaded
from tropa.engine.events import Event, order
from tropa.engine.membership import Rows, told
from tropa.engine.scene import Known, Surroundings
from tropa.journey.conditions import Value
from tropa.plan.script import Script


def memberships_before(
    script: Script, around: Surroundings, customer: str, events: Iterable[Event], traits: Mapping[str, Value]
) -> Rows:
    """The memberships of stages that say what enters and leaves them, as a customer's history makes them.

    Args:
        script: The version that is published.
        around: Zones.
        customer: Whose history it is.
        events: What was heard of the customer, in any order; it is taken in order of receipt.
        traits: The customer's traits now; what they were is not kept.
    """
    desk = Desk(Loaded(traits={customer: traits}))
    known = Known(script, desk, around)
    for event in sorted(events, key=lambda one: (order(one), one.message_id)):
        desk.remember(event)
        desk.keep_memberships(told(known, customer, event, desk.memberships(customer)))
    return desk.memberships(customer)
