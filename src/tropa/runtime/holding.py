"""Holds begun and ended (R12): runs are let out one after another, at a pace that the rest can bear.

To end a hold says ``until``; from then on each customer whom it held is let out by an input
``hold_released``, so many a round, those who have been in longest first.  When nobody is left the hold
is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from msgspec.structs import replace

from tropa.engine.events import Event
from tropa.engine.holds import Hold
from tropa.engine.naming import named
from tropa.journey.codecs.values import Section
from tropa.plan.our_events import ENTRY_QUEUED, HOLD_RELEASED
from tropa.ports.state import StateStore

A_ROUND = 1_000
"""Customers let out in one round of work."""


class BadScope(ValueError):
    """A scope that names nothing that can be held."""


class Scope(NamedTuple):
    """What is held: all three None is the workspace."""

    journey: str | None = None
    step: str | None = None
    channel: str | None = None


def scope_of(text: str) -> Scope:
    """What a scope names: ``workspace``, ``channel:ID``, ``journey:ID``, ``step:JOURNEY/STEP``.

    Raises:
        BadScope: It is written otherwise.

    >>> scope_of("step:shop/ask")
    Scope(journey='shop', step='ask', channel=None)
    """
    level, _, name = text.partition(":")
    journey, _, step = name.partition("/")
    match level, name:
        case "workspace", "":
            return Scope()
        case "channel", str(channel) if channel:
            return Scope(channel=channel)
        case "journey", str(whole) if whole:
            return Scope(whole)
        case "step", _ if journey and step:
            return Scope(journey, step)
        case _:
            raise BadScope(text)


def scope_text(hold: Hold) -> str:
    """The scope of a hold, as people write it."""
    if hold.channel is not None:
        return f"channel:{hold.channel}"
    if hold.step is not None:
        return f"step:{hold.journey}/{hold.step}"
    return f"journey:{hold.journey}" if hold.journey is not None else "workspace"


def begin_hold(store: StateStore, hold: Hold) -> bool:
    """Begin a hold, unless one of the same scope and mode is in force."""
    same = (one for one in in_force(store) if scope_text(one) == scope_text(hold) and one.mode == hold.mode)
    if next(same, None) is not None:
        return False
    store.keep_hold(hold)
    return True


def in_force(store: StateStore) -> tuple[Hold, ...]:
    """Holds that were not ended."""
    return tuple(hold for hold in store.holds() if hold.until is None)


def end_holds(store: StateStore, scope: str, now: datetime) -> tuple[Hold, ...]:
    """End the holds of a scope; those that were ended."""
    ended = tuple(replace(hold, until=max(now, hold.since)) for hold in in_force(store) if scope_text(hold) == scope)
    for hold in ended:
        store.keep_hold(hold)
    return ended


def held_by(store: StateStore, hold: Hold, now: datetime) -> Iterator[str]:
    """The customers whom a hold holds, those whose runs began first first, each once; then those who queue."""
    bound = (life for life in store.lives(hold.journey) if hold.binds(life.run, now))
    runs = sorted(bound, key=lambda life: life.run.started_at)
    yield from dict.fromkeys([*(life.run.id.customer for life in runs), *_queue(store, hold)])


def kept_back(store: StateStore, hold: Hold, now: datetime) -> frozenset[str]:
    """The customers whom a hold keeps back as things stand: of a step's hold those who stand at the step.

    A run that is elsewhere in the journey is bound too, since it may come to the step, and it is let
    out with the others; but nothing of it waits for that.
    """
    if hold.step is None:
        return frozenset(held_by(store, hold, now))
    bound = (life for life in store.lives(hold.journey) if hold.binds(life.run, now))
    return frozenset(life.run.id.customer for life in bound if any(at.step == hold.step for at in life.positions))


def _queue(store: StateStore, hold: Hold) -> Iterable[str]:
    """Customers who wait to enter, and were not let in yet."""
    let_in = {event.customer for event in store.heard_of(HOLD_RELEASED) if event.properties.get("hold") == hold.id}
    waiting = (event for event in store.heard_of(ENTRY_QUEUED) if event.properties.get("hold") == hold.id)
    return (event.customer for event in waiting if event.customer not in let_in)


def let_out(store: StateStore, now: datetime, most: int = A_ROUND) -> int:
    """Let the next customers out of holds that were ended, at most so many; how many that were.

    A hold that holds nobody any more is forgotten.  Nobody is let out of it before its end: the clock of the
    process that lets out may be behind that of the one that ended it, and a run that began before the end
    would be held once more.
    """
    n = 0
    for hold in (one for one in store.holds() if one.until is not None):
        at = max(now, hold.until or now)
        customers = list(islice(held_by(store, hold, at), most - n))
        if customers:
            store.append([_release(hold, customer, at) for customer in customers])
        else:
            store.forget_hold(hold.id)
        n += len(customers)
        if n >= most:
            break
    return n


def _release(hold: Hold, customer: str, now: datetime) -> Event:
    made = named(HOLD_RELEASED, hold.id, customer)
    return Event(made, customer, HOLD_RELEASED, now, now, 0, Section({"hold": hold.id}))
