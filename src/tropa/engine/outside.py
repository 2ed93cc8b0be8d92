"""Who asks while there is no run: the customer, as if one had just begun."""

from __future__ import annotations

from tropa.engine.events import Event
from tropa.engine.facts import View
from tropa.engine.naming import key_text
from tropa.engine.scene import Known, Scene
from tropa.engine.state import Life, Participant, Run, RunId


def view_outside(known: Known, event: Event, key: str | None) -> View:
    """The customer of an event, with nothing but what is known of the customer.

    Args:
        known: The journey, and what is known.
        event: What happened.
        key: The key of the run that there would be.
    """
    script, customer, now = known.script, event.customer, event.received_at
    run = Run(RunId(script.journey, customer, key, 0), script.version, customer, now, event.at, "")
    one = Participant(customer, script.definition.first_role, event.at)
    return View(Scene.of(known, Life(run, {customer: one}), now, event), customer, "", now)


def key_in(known: Known, event: Event) -> str | None:
    """The journey's key as an event carries it."""
    return key_text(event.properties.get(known.script.key)) if known.script.key is not None else None
