"""A file of behaviour: what it may say, and how what is wrong with it is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.docs.reading import fences
from tests.unit.simulate.crowds import CONNECT, cast_of, said

from tropa.simulate.behaviour import read_behaviour

CAST = cast_of(CONNECT)


def test_everything_can_be_said() -> None:
    """Every section is read, by the journey's own ids."""
    behaviour = said(
        CAST,
        """arrivals: {per_day: 10, over: 7d}
start: {kind: {family: 40 %, single: 60 %}}
traits: {plan: {plus: 0.3}}
touchpoints: {hello: {share: 60 %, after: 4h, spread: 2.5, refuse: 2 %}}
steps: {first: {share: 10 %, after: 1d}, call: {outcomes: {done: 90 %}}}
spontaneous: {activated: {share: 5 %, after: 2d}}
""",
    )
    assert behaviour.arrivals is not None
    assert behaviour.arrivals.per_day == 10
    hello = behaviour.touchpoints["hello"]
    assert (str(hello.share), str(hello.after), str(hello.spread), str(hello.refuse)) == ("60 %", "4h", "2.5", "2 %")
    assert str(behaviour.steps["call"].outcomes["done"]) == "90 %"


@pytest.mark.parametrize(
    ("text", "rule", "line", "params"),
    [
        ("behaviour: connect\ntouchpoints: {helo: {share: 1 %}}", "PA07", 2, {"met": "helo", "nearest": "hello"}),
        ("behaviour: connect\nsteps:\n  frist: {share: 1 %}", "PA07", 3, {"nearest": "first"}),
        ("behaviour: conect", "PA07", 1, {"met": "conect", "nearest": "connect"}),
        ("behaviour: connect\ntouchpoint: {}", "PA07", 2, {"nearest": "touchpoints"}),
        ("behaviour: connect\ntouchpoints: {hello: {share: 60}}", "PA08", 2, {}),
        ("behaviour: connect\ntouchpoints: {hello: {spread: 0.5}}", "PA08", 2, {"met": "0.5", "expected": "spread"}),
        ("touchpoints: {hello: {share: 60 %}}", "PA09", 1, {"expected": "behaviour"}),
        ("- a", "PA08", 1, {}),
        ("", "PA08", 1, {}),
        ("behaviour: [", "PA01", 1, {}),
    ],
)
def test_what_is_wrong_is_told(text: str, rule: str, line: int, params: dict[str, str]) -> None:
    """By rule and place, with the nearest valid spelling; nothing is read then."""
    behaviour, problems = read_behaviour(text.encode(), "b.yaml", CAST.scripts[0])
    assert behaviour is None
    assert (problems[0].rule, problems[0].file) == (rule, "b.yaml")
    assert problems[0].span.line == line
    assert params.items() <= problems[0].params.items()


def test_an_outcome_that_a_task_has_not_is_told() -> None:
    """Where a task declares outcomes, no other can be supposed."""
    (script,) = cast_of(
        "journey: a\nstart: x\nsteps: [{id: t, task: Do, to: care, outcomes: {done: [], no: []}}]"
    ).scripts
    text = "behaviour: a\nsteps: {t: {outcomes: {nope: 50 %}}}"
    _, problems = read_behaviour(text.encode(), "b.yaml", script)
    assert [(one.rule, one.params["met"], one.params["expected"]) for one in problems] == [
        ("PA07", "nope", "done, no")
    ]


@given(content=st.binary(max_size=200) | st.text(alphabet="behaviour: connect{}[]%,\n-", max_size=80).map(str.encode))
def test_no_bytes_make_it_fail(content: bytes) -> None:
    """Whatever the bytes: something is read, or something is told."""
    behaviour, problems = read_behaviour(content, "b.yaml", CAST.scripts[0])
    assert behaviour is not None or problems


DOCUMENTED = """journey: shop
start: ordered
roles: {owner: {}, child: {count: 0..1, invited_by: owner}}
visits: {technician: {by: field}}
surveys: {nps: {kind: nps}}
touchpoints:
  welcome: {channel: sms, class: service, communication: W, target_action: opened}
  nudge: {channel: sms, class: reminder, communication: N, target_action: opened}
steps:
  - send: welcome
  - {invite: child, with: nudge}
  - {id: call, task: Call, to: care, outcomes: {helped: [], refused: []}}
  - {visit: technician, outcomes: {done: [], client_absent: []}}
  - {survey: nps, by: sms}
"""


def test_the_behaviour_that_is_documented_is_read() -> None:
    """The example of the how-to says what it says of a journey that has all it names."""
    (shown,) = [fence for fence in fences("yml") if fence.text.startswith("behaviour:")]
    (script,) = cast_of(DOCUMENTED).scripts
    behaviour, problems = read_behaviour(shown.text.encode(), "b.yaml", script)
    assert problems == ()
    assert behaviour is not None
    assert all(getattr(behaviour, section) for section in vars(behaviour))
