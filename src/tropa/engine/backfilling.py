"""Memberships that a new version finds: of stages whose ``enter`` was heard before it was published (R3).

What a version listens to is filled in from the log before it is in force; of the same events follows who
is in a stage already.  Imported history counts here: it triggers nothing, and a guard only keeps back.
Each customer known then is looked at once, by an input ``stages_sought``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from tropa.engine.desk import Desk, Loaded
from tropa.engine.events import Event, order
from tropa.engine.membership import Rows, told
from tropa.engine.naming import named
from tropa.engine.scene import Known, Surroundings
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.plan.our_events import STAGES_SOUGHT
from tropa.plan.script import Script


def has_stages_to_seek(script: Script, before: Script | None) -> bool:
    """Whether a version has a stage with ``enter`` or ``leave`` that was not there, or was told otherwise.

    Args:
        script: The version to be published.
        before: The one before it; None where there is none.
    """
    known = before.stages if before is not None else {}
    return any(
        rule.ruled and (was is None or (was.enter, was.leave) != (rule.enter, rule.leave))
        for was, rule in ((known.get(stage), rule) for stage, rule in script.stages.items())
    )


def seeking(script: Script, customer: str, now: datetime) -> Event:
    """The input that looks for a customer's memberships of the stages of a version."""
    made = named(STAGES_SOUGHT, script.journey, script.version, customer)
    return Event(made, customer, STAGES_SOUGHT, now, now, 0, Section({"journey": script.journey}))


def sought(known: Known, customer: str) -> Rows:
    """The memberships that a customer's history makes, of stages that nothing is known of yet.

    Args:
        known: The journey and what is known.
        customer: Whose history it is.
    """
    memory = known.memory
    events, rows = memory.heard(customer, None), memory.memberships(customer)
    found = memberships_before(known.script, known.around, customer, events, memory.traits(customer))
    return {name: row for name, row in found.items() if name not in rows}


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
