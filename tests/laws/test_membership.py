"""Laws of the membership of stages, over random journeys and histories."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from tropa.engine.changes import Transition
from tropa.engine.state import StageId
from tropa.journey.codecs.values import Duration, Section
from tropa.journey.model.stages import Stage
from tropa.plan.local_time import later
from tropa.plan.script import Script
from tropa.plan.scripting import compile_script
from tropa.plan.stage_rules import StageRule
from tropa.testing.histories import EVERYTHING, histories, played, runnable
from tropa.testing.world import journey_of

LENGTHS = st.sampled_from((None, Duration(0, "s"), Duration(1, "h"), Duration(2, "d"), Duration(15, "d")))
STAGES = ("first", "second", "third")


@st.composite
def staged(draw: st.DrawFn) -> Script:
    """Draw a script whose steps lie in three stages, or in none."""
    drawn = draw(st.one_of(runnable(), st.just(journey_of(EVERYTHING))))
    script = compile_script(drawn)
    rules = {name: StageRule(Stage(id=name, min=draw(LENGTHS), max=draw(LENGTHS))) for name in STAGES}
    nodes = tuple(replace(node, stage=draw(st.sampled_from((*STAGES, None)))) for node in script.nodes)
    places = Section({node.name: node for node in nodes})
    return replace(script, nodes=nodes, places=places, stages=Section(rules))


@given(st.data(), staged())
def test_the_rows_count_the_positions_that_stand_in_each_stage(data: DataObject, script: Script) -> None:
    """Whatever happens, over all runs."""
    state = played(script, data.draw(histories(script)))
    stands = Counter(
        StageId(place.participant, script.journey, stage)
        for life in state.lives.values()
        for place in life.positions
        if (node := script.node(place.step)) is not None and (stage := node.stage) is not None
    )
    rows = state.loaded.memberships.values()
    assert {row.id: row.n_here for row in rows if row.n_here} == dict(stands)
    assert all((row.left_at is None) == (row.n_here > 0) for row in rows)


@given(st.data(), staged())
def test_a_membership_lasts_from_the_least_to_the_most(data: DataObject, script: Script) -> None:
    """Its end is told by when positions were there, and no instant is left out."""
    state = played(script, data.draw(histories(script)))
    for row in state.loaded.memberships.values():
        rule = script.stages[row.id.stage].stage
        least = later(row.began_at, rule.min, UTC) if rule.min else row.began_at
        most = later(row.began_at, rule.max, UTC) if rule.max else None
        came = [one.at for one in state.made.transitions if _comes(one, row.id)]
        assert row.began_at in came
        if row.left_at is None:
            assert row.ends_at == most
        else:
            assert row.left_at >= row.began_at
            assert row.ends_at == min(filter(None, (max(row.left_at, least), most)))


def _comes(one: Transition, name: StageId) -> bool:
    return one.step is not None and one.stage == name.stage and one.participant == name.customer


@given(st.data(), staged(), st.integers(0, 40))
def test_r21_memberships_are_the_same_however_the_history_is_cut(data: DataObject, script: Script, cut: int) -> None:
    """They are part of the state that a replay gives again."""
    history = data.draw(histories(script))
    assert played(script, history, (cut,)).loaded.memberships == played(script, history).loaded.memberships


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)), LENGTHS, LENGTHS)  # noqa: DTZ001  the zone is given beside
def test_days_of_a_stage_have_86400_seconds(at: datetime, least: Duration | None, most: Duration | None) -> None:
    """As everything that is measured has."""
    for length in (least, most):
        if length is not None:
            assert (later(at, length, UTC) - at).total_seconds() == length.seconds
