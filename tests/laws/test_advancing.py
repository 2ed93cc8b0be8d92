"""Laws of turns: how much one takes on changes nothing but its cost (R5, R8, R21)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from tests.laws.test_engine import EVERY_KIND, STRICT

from tropa.engine.batch import WATERMARK, Scripts
from tropa.engine.changes import Message, Transition
from tropa.engine.events import Event, Input, order
from tropa.engine.scene import Surroundings
from tropa.engine.state import Life, RunId
from tropa.journey.codecs.values import Section
from tropa.plan.script import Script
from tropa.runtime.advancing import Advancing, TurnSize
from tropa.stores.memory import MemoryStore
from tropa.testing.histories import BEGUN, CUSTOMERS, histories
from tropa.testing.world import MONDAY

BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
AGES = timedelta(days=100_000)


@dataclass(slots=True)
class Done:
    """What turns did; lists of one instant have no order of their own among customers."""

    transitions: Counter[Transition] = field(default_factory=Counter)
    messages: Counter[Message] = field(default_factory=Counter)
    lives: dict[RunId, Life] = field(default_factory=dict)
    set_aside: list[str] = field(default_factory=list)
    n_turns: int = 0


def done(script: Script, inputs: tuple[Input, ...], around: Surroundings, size: TurnSize) -> Done:
    """All inputs appended at once, and turns taken until nothing is left a year behind the last."""
    store, found = MemoryStore(keeps_past=False), Done()
    (lease,) = store.lease("law", BEFORE, AGES, 1)
    store.append(sorted(inputs, key=order))
    now = max(one.received_at for one in inputs) + timedelta(days=365) + WATERMARK
    for turned in Advancing(store, Scripts([script]), around, size).turns(lease, now):
        made = turned.changes.made
        found.transitions.update(made.transitions)
        found.messages.update(made.messages)
        found.lives.update(turned.changes.lives)
        found.set_aside += [one.reason for one in turned.changes.set_aside]
        found.n_turns += 1
    return found


def crowd() -> list[Input]:
    """Every customer of the histories begins two runs, in pairs at one instant: timers of many runs fall together."""
    every = [(n, customer, MONDAY + timedelta(hours=n // 2)) for n, customer in enumerate(CUSTOMERS * 2)]
    return [
        Event(f"crowd{n}", customer, BEGUN, at, at, n, Section({"order": float(n % 2)})) for n, customer, at in every
    ]


@given(st.data(), EVERY_KIND, st.integers(2, 5), st.integers(1, 3))
def test_the_size_of_a_turn_changes_nothing(data: DataObject, script: Script, n_inputs: int, n_timers: int) -> None:
    """A few inputs and timers a turn, or all at once: the same moves, messages and runs."""
    inputs = (*crowd(), *data.draw(histories(script)))
    whole = done(script, inputs, STRICT, TurnSize())
    cut = done(script, inputs, STRICT, TurnSize(n_inputs, n_timers))
    assert cut.n_turns >= whole.n_turns
    assert (cut.transitions, cut.messages, cut.lives, cut.set_aside) == (
        whole.transitions,
        whole.messages,
        whole.lives,
        whole.set_aside,
    )
