"""The step graph: what may be observed next, for every kind of step."""

from __future__ import annotations

import pytest

from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.plan.compiling import compile_plan

HEAD = """
journey: small
mode: run
start: begun
success: goal
exit: {gone: left}
touchpoints:
  one: {channel: web, reached: one_seen}
  two: {channel: web, reached: two_seen}
  three: {channel: web, reached: three_seen}
components:
  cinema: {done: film}
  music: {done: song}
visits:
  fitter: {}
steps:
"""


def follows(steps: str) -> set[tuple[str, str]]:
    """Pairs of the plan without prefixes, those that lead to the ways out left away."""
    value = read_definition((HEAD + steps).encode())
    assert isinstance(value.value, Journey), value.problems
    plan = compile_plan(value.value, shipped_schemes())
    return {(_short(a), _short(b)) for a, b in plan.follows if b not in {"success", "exit:gone"}}


GAPS = {
    "send": "",
    "wait": "  up_to: 1d\n  else: []\n",
    "if": "  then: []\n",
    "switch": "  else: []\n",
    "split": "",
    "for_each": "  steps: []\n",
    "remind": "  up_to: 1d\n  then: []\n",
    "task": "",
    "approve": "",
    "visit": "  outcomes: {done: []}\n",
    "invite": "",
    "survey": "",
    "set": "",
    "emit": "",
    "call": "",
    "start": "",
    "back_to": "",
}
"""Steps that do not say yet what they are about, and what stands beside them."""


@pytest.mark.parametrize("kind", GAPS)
def test_a_step_not_filled_in_yet_is_passed_over(kind: str) -> None:
    """What may be seen around it is what may be seen without it."""
    assert follows(f"- send: one\n- {kind}:\n{GAPS[kind]}- send: two") == follows("- send: one\n- send: two")


def test_m8_a_send_that_says_nothing_yet_has_no_place_in_the_row() -> None:
    """The nested reading asks for what is sent before and after the gap, and for nothing in it."""
    value = read_definition(f"{HEAD}- send: one\n- send:\n- send: two\n".encode()).value
    assert isinstance(value, Journey)
    assert compile_plan(value, shipped_schemes()).scenario == ("one", "two")


def _short(label: str) -> str:
    return label.split(":", 1)[-1]


@pytest.mark.parametrize(
    ("steps", "pairs"),
    [
        ("- send: one\n- send: two", {("start", "one"), ("one", "two")}),
        ("- wait: 3d\n- send: one", {("start", "one")}),
        ("- wait: met\n- send: one", {("start", "met"), ("met", "one")}),
        (
            "- wait: met\n  up_to: 1d\n  else:\n    - send: one\n- send: two",
            {("start", "met"), ("met", "two"), ("start", "one"), ("one", "two")},
        ),
        (
            "- if: plan = 'a'\n  then:\n    - send: one\n- send: two",
            {("start", "one"), ("one", "two"), ("start", "two")},
        ),
        (
            "- switch: plan\n  cases:\n    a: [{send: one}]\n  else: [{send: three}]\n- send: two",
            {("start", "one"), ("start", "three"), ("one", "two"), ("three", "two")},
        ),
        (
            "- remind: met\n  with: one\n  ladder: [{after: 0d}]\n- send: two",
            {("start", "one"), ("one", "one"), ("start", "met"), ("one", "met"), ("met", "two"), ("one", "two"),
             ("start", "two")},
        ),
        ("- send: one\n- end: over\n- send: two", {("start", "one")}),
        (
            "- id: again\n  send: one\n- send: two\n- back_to: again",
            {("start", "one"), ("one", "two"), ("two", "one")},
        ),
        (
            "- for_each: component\n  steps:\n    - wait: component.done\n- send: two",
            {("start", "component.done"), ("component.done", "component.done"), ("component.done", "two"),
             ("start", "two")},
        ),
        (
            "- visit: fitter\n  announce: one\n  outcomes: {done: [], client_absent: [{send: two}]}\n- send: three",
            {("start", "one"), ("one", "one"), ("start", "fitter.done"), ("one", "fitter.done"),
             ("start", "fitter.client_absent"), ("one", "fitter.client_absent"), ("fitter.done", "three"),
             ("fitter.client_absent", "two"), ("two", "three")},
        ),
        (
            "- task: Call\n  outcomes:\n    yes-please: [{send: one}]\n- send: two",
            {("start", "one"), ("one", "two"), ("start", "two")},
        ),
    ],
)  # fmt: skip
def test_m7_what_may_come_next(steps: str, pairs: set[tuple[str, str]]) -> None:
    """Each kind of step admits just the next observations its meaning allows."""
    assert follows(steps) == pairs


def test_m7_success_and_exit_may_come_from_anywhere_and_end_it() -> None:
    """Every observable but the endings may be followed by success or exit; nothing follows those."""
    value = read_definition((HEAD + "- send: one").encode()).value
    assert isinstance(value, Journey)
    pairs = compile_plan(value, shipped_schemes()).follows
    assert {("start", "success"), ("touchpoint:one", "exit:gone")} <= pairs
    assert not [pair for pair in pairs if pair[0] in {"success", "exit:gone"}]


def test_m7_a_target_action_may_come_any_time_after_its_touchpoint() -> None:
    """It does not move the run: what could come next before it can still come after it."""
    text = HEAD.replace(
        "one: {channel: web, reached: one_seen}", "one: {channel: web, reached: one_seen, target_action: hit}"
    )
    value = read_definition((text + "- send: one\n- send: two\n- send: three").encode()).value
    assert isinstance(value, Journey)
    pairs = compile_plan(value, shipped_schemes()).follows
    assert {
        ("touchpoint:three", "target:one"),
        ("target:one", "touchpoint:two"),
        ("target:one", "target:one"),
    } <= pairs
    assert ("start", "target:one") not in pairs
    assert ("target:one", "touchpoint:one") not in pairs


def test_closing_steps_follow_their_ending() -> None:
    """What ``exit.X.steps`` sends is admitted after that exit and only there."""
    text = HEAD.replace("exit: {gone: left}", "exit:\n  gone:\n    for: left\n    steps:\n      - send: two")
    value = read_definition((text + "- send: one").encode()).value
    assert isinstance(value, Journey)
    pairs = compile_plan(value, shipped_schemes()).follows
    assert ("exit:gone", "touchpoint:two") in pairs
    assert ("touchpoint:one", "touchpoint:two") not in pairs
