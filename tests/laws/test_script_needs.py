"""A replay keeps of a log only what its scripts look at; a law says that nothing of what they do rests on more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from msgspec.structs import replace
from tests.laws.test_engine import SCRIPTS, STRICT

from tropa.engine.events import Event, Input
from tropa.journey.codecs.values import Section
from tropa.plan.needs import LookedAt
from tropa.plan.script import Script
from tropa.plan.script_needs import script_looks_at
from tropa.testing.histories import histories, played


def kept(given: Input, needs: LookedAt) -> Input:
    """An input with what is looked at, and nothing else."""
    if isinstance(given, Event):
        said = {name: value for name, value in given.properties.items() if name in needs.properties}
        return replace(given, properties=Section(said))
    return replace(given, traits={name: value for name, value in given.traits.items() if name in needs.traits})


@given(st.data(), SCRIPTS)
def test_what_a_script_does_rests_on_what_it_looks_at(data: DataObject, script: Script) -> None:
    """The same moves, messages and runs of a history with all properties and traits, and of one without the rest."""
    inputs = data.draw(histories(script))
    needs = script_looks_at(script)
    whole = played(script, inputs, around=STRICT)
    lean = played(script, tuple(kept(one, needs) for one in inputs), around=STRICT)
    assert lean.made.transitions == whole.made.transitions
    assert lean.made.messages == whole.made.messages
    assert lean.made.suppressed == whole.made.suppressed
    assert {run: life.run.outcome for run, life in lean.finished.items()} == {
        run: life.run.outcome for run, life in whole.finished.items()
    }
