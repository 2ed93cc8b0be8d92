"""Random histories for a script: events it listens to and events it does not, early, late, twice, hostile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from msgspec import structs

from tropa.engine.advance import advance
from tropa.engine.batch import Batch, Scripts
from tropa.engine.events import Event, Input, TraitsSet
from tropa.engine.scene import Surroundings
from tropa.journey.codecs.values import Duration, Section
from tropa.journey.conditions import Value
from tropa.journey.model.journey import Journey, Start
from tropa.journey.model.steps import Step
from tropa.journey.signals import Named
from tropa.plan.anonymity import ANONYMOUS
from tropa.plan.listening import ToEvent, parts
from tropa.plan.our_events import CUSTOMER_MERGED, INPUTS
from tropa.plan.script import Script
from tropa.testing.strategies import journeys, steps
from tropa.testing.texts import texts
from tropa.testing.world import MONDAY, State, surroundings

CUSTOMERS = ("anna", "boris", "kid/1~", "0")
GAPS_S = (0, 0, 1, 29, 30, 31, 3_600, 3_600, 7_200, 86_400, 86_400, 3 * 86_400, 8 * 86_400, 40 * 86_400)
"""Seconds from one receipt to the next: ties, the watermark, days, months."""

AHEAD_S = (*(0,) * 12, -1, -20, -3_600, -2 * 86_400, -(10**9), 1, 240)
"""Seconds by which an event's own time lies behind its receipt, or ahead of it."""

MERGED_S = st.sampled_from((0, 1, 3_600, 86_400, 4 * 86_400, 50 * 86_400))
"""When customers turn out to be one, in seconds from the beginning."""

STITCHES = st.sampled_from((None, Duration(1, "h"), Duration(400, "d")))
BEGUN = "begun"
OUTCOMES = ("done", "approved", "refused", "helped", "not_ready", "client_absent", "rescheduled", "")
ODD: tuple[Value, ...] = (None, "", "a", "1", 1.0, 0.5, -1e300, "2026-03-05", "\ud800", "x" * 300)
"""Values that a sender may say anywhere."""


EVERYTHING = """
journey: everything
time_zone: Europe/Berlin
key: order
reentry: after_exit
start: begun
success: {for: "all(components, roles)", steps: [{send: hello}, {wait: 1d}, {send: bye}]}
exit: {gone: {for: left, steps: [{survey: nps, by: email, up_to: 2d}]}}
events: {came: {joins: {role: child}}, film: {key: none}}
roles:
  owner: {}
  child: {count: 0..2, done: opened, steps: [{send: nudge, to: owner}, {wait: child.done, up_to: 2d,
        else: [{end: late}]}]}
components: {film: {done: film}, book: {done: read}}
experiments: {cta: {arms: {a: 50 %, b: 50 %}}}
visits: {technician: {title: Comes}}
surveys: {nps: {ask: Would you}}
touchpoints:
  hello: {channel: [sms, push], class: service, variants: {cta: {a: {channel: push}}}}
  nudge: {channel: push, class: reminder}
  bye: {channel: email, each: yes, class: retention}
steps:
  - {id: ask, send: hello, if_late: exit}
  - {set: {traits.tier: gold}}
  - {split: cta, arms: {a: [{send: nudge}], b: [{emit: asked}]}}
  - {switch: traits.tier, cases: {gold: [{wait: asked, up_to: 1h}]}, else: [{wait: "08:30"}]}
  - {invite: child, with: hello, detached: yes, up_to: 2d, then: [{send: bye}], refused: [{wait: 1d}]}
  - for_each: component
    join: any
    steps:
      - id: remind
        remind: component
        with: nudge
        ladder: [{after: 0d}, {after: 1d, by: sms}]
        up_to: 2d
        refused: [{end: enough, of: component}]
  - {for_each: child, steps: [{wait: role.done, up_to: 1d}]}
  - {id: come, visit: technician, announce: hello, before: [{before: 1d, send: nudge}], late: 1h,
        outcomes: {not_ready: [{back_to: ask}]}}
  - {id: call, task: Call, to: care, due: 1d, escalate: {after: 1h, to: boss}, up_to: 3d,
        outcomes: {helped: [{back_to: ask, max_visits: unlimited}]}}
  - {call: access, on_error: [{approve: May we, to: boss, up_to: 1d}]}
  - {start: everything, join: yes}
  - {if: "did('film', times => 2) or run.components_done > 1", then: [{wait: traits.renewal - 1d,
        up_to: 9d}], else: [{end: tired}]}
"""
"""A journey with every kind of step, each within reach of the histories."""


@st.composite
def runnable(draw: DrawFn) -> Journey:
    """Draw a journey with steps of every kind that begins at an event; references lead anywhere."""
    journey = draw(journeys())
    drawn: list[Step] = draw(st.lists(steps(), min_size=2, max_size=6))
    start = Start(for_=Named(BEGUN), anonymous=draw(st.booleans()), stitch=draw(STITCHES))
    return replace(journey, mode="run", start=start, steps=tuple(drawn), experiments=Section())


def histories(script: Script, most: int = 14) -> SearchStrategy[tuple[Input, ...]]:
    """Draw what happens to a few customers, in order of receipt."""
    key = Section[Value]({script.key: 1.0} if script.key is not None else {})
    begun = Event("", CUSTOMERS[0], BEGUN, MONDAY, MONDAY, 0, key)
    starts = [part.name for part in parts(script.start) if isinstance(part, ToEvent) and part.name is not None]
    first = st.sampled_from(starts or [BEGUN]).map(lambda name: (0, 0, structs.replace(begun, name=name)))
    later = st.lists(_rows(script), max_size=most)
    return st.builds(lambda one, others: _in_order([one, *others]), first, later)


def _rows(script: Script) -> SearchStrategy[tuple[int, int, Input]]:
    """Gap, time ahead, and an input without its instants."""
    return st.tuples(st.sampled_from(GAPS_S), st.sampled_from(AHEAD_S), _inputs(script))


def _inputs(script: Script) -> SearchStrategy[Input]:
    ears = (script.success, *script.exits.values(), *script.components.values(), *script.roles.values())
    waited = [part for one in (*ears, *(node.listening for node in script.nodes)) for part in parts(one)]
    names = [part.name for part in waited if isinstance(part, ToEvent) and part.name is not None]
    starts = [part.name for part in parts(script.start) if isinstance(part, ToEvent) and part.name is not None]
    event = st.builds(
        Event,
        st.just(""),
        st.sampled_from((*CUSTOMERS[:1] * 5, *CUSTOMERS)),
        st.sampled_from((*starts, *names, *names, *sorted(script.joins), *sorted(INPUTS), "noise")),
        st.just(MONDAY),
        st.just(MONDAY),
        st.just(0),
        _properties(script),
        st.sampled_from((*(False,) * 9, True)),
    )
    named = st.sampled_from(("tier", "time_zone", "renewal", "consent_marketing"))
    traits = st.dictionaries(named, _values(), max_size=2)
    return st.one_of(event, event, event, event, st.builds(_traits, st.sampled_from(CUSTOMERS), traits))


def _traits(customer: str, traits: Mapping[str, Value]) -> TraitsSet:
    return TraitsSet("", customer, traits, MONDAY, MONDAY, 0)


def _values() -> SearchStrategy[Value]:
    return st.one_of(st.sampled_from(ODD), texts())


def _properties(script: Script) -> SearchStrategy[Section[Value]]:
    """What an event says: often what the script asks for, sometimes anything."""
    definition = script.definition
    steps_named = [node.name for node in script.nodes] or [""]
    known: dict[str, SearchStrategy[Value]] = {
        "task": st.sampled_from(steps_named),
        "step": st.sampled_from(steps_named),
        "outcome": st.sampled_from(OUTCOMES),
        "visit": st.sampled_from([*definition.visits, ""]),
        "slot": st.sampled_from(("2026-03-04T12:00:00", "2026-03-20", "soon")),
        "role": st.sampled_from([*definition.roles, ""]),
        "survey": st.sampled_from([*definition.surveys, ""]),
        "journey": st.just(script.journey),
        "component": st.sampled_from([*definition.components, ""]),
        "change": st.sampled_from([*definition.changes, ""]),
        "kind": st.just("film"),
        "mbit": st.sampled_from((10.0, 90.0)),
    }
    if script.key is not None:
        known[script.key] = st.sampled_from((1.0, "1", "1", "2"))
    said = st.one_of(*[st.fixed_dictionaries({}, optional=known)] * 7, st.just({ANONYMOUS: "true"}))
    odd = st.dictionaries(st.sampled_from([*known, "x", "\ud800"]), _values(), max_size=3)
    return st.builds(lambda usual, strange: Section({**usual, **strange}), said, st.one_of(st.just({}), odd))


@st.composite
def merging(draw: DrawFn, script: Script) -> tuple[Input, ...]:
    """Draw a history in which customers turn out to be one, once or more, some of them anonymous until then."""
    given = list(draw(histories(script)))
    pairs = draw(st.lists(st.tuples(MERGED_S, st.permutations(CUSTOMERS)), min_size=1, max_size=3))
    for n, (after_s, (loser, winner, *_)) in enumerate(pairs):
        at = MONDAY + timedelta(seconds=after_s)
        given.append(Event(f"one{n}", loser, CUSTOMER_MERGED, at, at, 900 + n, Section({"into": winner})))
    return tuple(sorted(given, key=lambda one: (one.received_at, one.sequence)))


def _in_order(rows: list[tuple[int, int, Input]]) -> tuple[Input, ...]:
    """The inputs with their instants, ids and places."""
    found: list[Input] = []
    received_at = MONDAY
    for n, (gap_s, ahead_s, given) in enumerate(rows, 1):
        received_at += timedelta(seconds=gap_s)
        at = received_at + timedelta(seconds=ahead_s)
        found.append(structs.replace(given, message_id=f"m{n}", at=at, received_at=received_at, sequence=n))
    return tuple(found)


def played(
    script: Script, inputs: tuple[Input, ...], cuts: tuple[int, ...] = (), around: Surroundings | None = None
) -> State:
    """What a history comes to.

    Args:
        script: What is run.
        inputs: In order of receipt.
        cuts: Where the history is cut into batches; at each cut time has come as far as it can.
        around: The surroundings, if not the usual ones.
    """
    state, scripts = State(), Scripts([script])
    edges = [0, *sorted(cut for cut in set(cuts) if 0 < cut < len(inputs)), len(inputs)]
    for start, end in pairwise(edges):
        upto = known_until(inputs, end)
        state.take_over(advance(scripts, Batch(inputs[start:end], upto), state.loaded, around or surroundings()))
    return state


def known_until(inputs: Sequence[Input], end: int) -> datetime:
    """Until when all is known that was received, once so many inputs are given."""
    if end < len(inputs):
        return inputs[end].received_at - timedelta(microseconds=1)
    last = inputs[-1].received_at if inputs else MONDAY
    return last + timedelta(days=40)
