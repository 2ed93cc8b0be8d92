"""Explaining: what a store keeps of one customer in one journey, as reasons (R20)."""

from __future__ import annotations

from datetime import datetime

from tropa.engine.changes import Ignored
from tropa.engine.explaining import Explanation, Kept, explained
from tropa.ports.state import StateStore
from tropa.runtime.published import Published


def explain(store: StateStore, journey: str, customer: str, now: datetime) -> Explanation:
    """Why a customer is where in a journey, and what would move the customer on.

    Args:
        store: Where it is kept.
        journey: The journey's id.
        customer: The customer's id, or one that became this customer's.
        now: As of when.
    """
    loaded = store.loaded_of(customer)
    person = loaded.aliases.get(customer, customer)
    history = store.history(journey, customer)
    heard = (event for names in loaded.heard.values() for events in names.values() for event in events)
    kept = Kept(
        customer=person,
        journey=journey,
        lives=history.lives,
        transitions=history.transitions,
        messages=tuple((message, str(standing)) for message, standing in history.messages),
        suppressed=history.suppressed,
        ignored=tuple(Ignored(message_id, person, journey, reason) for message_id, reason in history.ignored),
        heard={event.message_id: event for event in heard},
        memberships=tuple(loaded.memberships.values()),
        holds=store.holds(),
    )
    return explained(Published.readable(store.versions()).scripts, kept, now)
