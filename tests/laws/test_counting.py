"""Laws of what the engine counts once and what it forgets: it decides as if it counted all and forgot nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, SearchStrategy

from tropa.engine import forgetting, hearing
from tropa.engine.events import Event, Input, TraitsSet
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.plan.scripting import compile_script
from tropa.testing.histories import histories, played
from tropa.testing.world import MONDAY, State, journey_of

COUNTING = """
start: begun
key: order
events: {film: {key: none}}
success: at_least(9, film)
exit: {gone: 'at_least(3, left where x is null)'}
steps:
  - id: seen
    wait: at_least(2, seen)
    up_to: 30d
  - wait: at_least(2, called where traits.tier = 'a')
    since: 3d
    up_to: 8d
  - {id: c, wait: 'any(film, at_least(2, noise))', since: SINCE, up_to: 1d}
  - {back_to: seen, max_visits: unlimited}
"""
SCRIPTS = st.sampled_from(("entry", "step", "ever", "2d")).map(
    lambda since: compile_script(journey_of(COUNTING.replace("SINCE", since)))
)

NAMES = ("film", "seen", "seen", "called", "called", "noise", "left")


def crowded() -> SearchStrategy[tuple[Input, ...]]:
    """Draw a run of one customer who does what the journey counts, and whose tier changes."""
    happening = st.tuples(
        st.sampled_from((0, 60, 3_600, 86_400)),
        st.sampled_from((0, 0, 0, 240, -3_600, -4 * 86_400)),
        st.sampled_from((*NAMES, *NAMES, "tier a", "tier b")),
        st.booleans(),
    )
    return st.lists(happening, min_size=4, max_size=30).map(
        lambda rows: tuple(_inputs([(0, 0, "begun", False), *rows]))
    )


def _inputs(rows: list[tuple[int, int, str, bool]]) -> Iterator[Input]:
    now = MONDAY
    for n, (gap_s, ahead_s, name, has_x) in enumerate(rows, 1):
        now += timedelta(seconds=gap_s)
        if name.startswith("tier "):
            yield TraitsSet(f"m{n}", "anna", {"tier": name[-1]}, now, now, n)
        else:
            said = Section[Value]({"order": 1.0, **({"x": 1.0} if has_x else {})})
            yield Event(f"m{n}", "anna", name, now + timedelta(seconds=ahead_s), now, n, said)


def told(state: State) -> tuple[object, ...]:
    """What a history came to, but for what is remembered of visits."""
    lives = [(life.run, life.positions) for life in (*state.lives.values(), *state.finished.values())]
    return lives, state.made, state.set_aside


@given(st.data())
def test_r3_what_is_counted_once_is_counted_as_if_anew(data: DataObject) -> None:
    """Tallies change nothing, wherever the history is cut into batches."""
    script = data.draw(SCRIPTS)
    inputs = data.draw(st.one_of(crowded(), crowded(), histories(script)))
    cuts = tuple(data.draw(st.lists(st.integers(1, 30), max_size=3)))
    shortly = played(script, inputs, cuts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(hearing, "is_tallied", lambda _: False)
        assert told(played(script, inputs, cuts)) == told(shortly)


@given(st.data())
def test_r3_what_is_forgotten_would_not_have_counted(data: DataObject) -> None:
    """A run that forgets whatever it may goes where one goes that keeps every id."""
    script = data.draw(SCRIPTS)
    inputs = data.draw(st.one_of(crowded(), crowded(), histories(script)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(forgetting, "MOST_KEPT", 0)
        forgetful = told(played(script, inputs))
        patched.setattr(forgetting, "MOST_KEPT", 10**9)
        assert told(played(script, inputs)) == forgetful
