"""What may stand where: ways back, observed journeys, ladders, arms, outcomes, verbs."""

from __future__ import annotations

import pytest
from tests.unit.journey.readings import found, journey, problems_of, the_problem

from tropa.journey.structure import all_steps

BASE = "journey: a\nroles: {owner: {}, child: {}}\ntouchpoints: {t: {}}\n"


def why(text: str) -> list[tuple[str, int]]:
    """Reason and line of everything that may not stand where it stands."""
    return [(one.params["why"], one.span.line) for one in problems_of(text) if one.rule == "RE03"]


@pytest.mark.parametrize(
    "steps",
    [
        "- {id: x, wait: 1d}\n- back_to: x",
        "- {id: x, wait: 1d}\n- {if: a, then: [{back_to: x}]}",
        "- {id: x, wait: paid, else: [{back_to: x}]}",
        "- {id: x, wait: 1d}\n- {if: a, then: [{if: b, else: [{id: y, wait: 1d}, {back_to: x}, {back_to: y}]}]}",
        "- {for_each: component, steps: [{id: x, wait: 1d}, {back_to: x}]}",
        "- {id: x, task: a, outcomes: {no: [{back_to: x}]}}",
        "- {id: x, switch: a, cases: {b: [{back_to: x}]}, else: [{back_to: x}]}",
        "- {id: x, wait: 1d, on_error: [{back_to: x}]}",
    ],
)
def test_a_way_back_leads_to_an_earlier_step_or_to_the_one_that_encloses(steps: str) -> None:
    """Of the same list, of an enclosing one, or the enclosing step itself."""
    assert found(f"{BASE}steps:\n{steps}\n") == []


@pytest.mark.parametrize(
    ("steps", "line", "column"),
    [
        ("- back_to: x\n- {id: x, wait: 1d}", 5, 3),
        ("- {id: x, back_to: x}", 5, 11),
        ("- {if: a, then: [{id: x, wait: 1d}]}\n- back_to: x", 6, 3),
        ("- {if: a, then: [{id: x, wait: 1d}], else: [{back_to: x}]}", 5, 46),
        ("- {id: x, wait: 1d}\n- {for_each: component, steps: [{back_to: x}]}", 6, 34),
        ("- {id: x, for_each: component, steps: [{back_to: x}]}", 5, 41),
        ("- {id: x, for_each: child, steps: [{if: a, then: [{back_to: x}]}]}", 5, 52),
    ],
)
def test_no_way_back_leads_elsewhere(steps: str, line: int, column: int) -> None:
    """Not forward, not into a branch, not to itself, and never out of a `for_each`."""
    problem = the_problem(f"{BASE}steps:\n{steps}\n")
    assert (problem.rule, problem.params["why"], problem.params["met"]) == ("RE03", "back_to_earlier", "x")
    assert (problem.span.line, problem.span.column) == (line, column)


def test_no_way_back_leads_over_the_border_of_a_role() -> None:
    """A role's steps, closing words and last words are lists of their own."""
    text = """
roles: {owner: {}, child: {steps: [{back_to: x}]}}
success: {for: paid, steps: [{back_to: x}]}
exit: {left: {for: gone, steps: [{back_to: x}]}}
steps: [{id: x, wait: 1d}]
"""
    assert why(f"journey: a{text}") == [("back_to_earlier", 2), ("back_to_earlier", 3), ("back_to_earlier", 4)]


def test_a_way_back_to_nowhere_is_an_unknown_name_too() -> None:
    """Nothing declares it, and so it is not earlier either: both are told, at one place."""
    assert [rule for rule, _, _ in found(f"{BASE}steps: [{{back_to: nowhere}}]\n")] == ["RE03", "RE01"]


@pytest.mark.parametrize("kind", ["task: x", "set: {traits.a: 1}", "emit: x", "start: x", "call: x", "approve: x"])
def test_an_observed_journey_does_nothing_itself(kind: str) -> None:
    """No task, no state, no call: the kind is told."""
    assert why(f"{BASE}mode: observed\nsteps: [{{{kind}}}]\n") == [("observed", 5)]
    assert why(f"{BASE}steps: [{{{kind}}}]\n") == []


def test_what_an_observed_journey_may_say() -> None:
    """Sends that are seen, waits that are expected, choices, reminders, visits, branches, ends."""
    steps = """
visits: {v: {}}
steps:
  - {send: t, up_to: 3d}
  - {wait: paid, up_to: 3d}
  - {if: a, then: []}
  - {switch: a, cases: {b: []}}
  - {remind: paid, with: t}
  - visit: v
  - {for_each: component, steps: []}
  - end: left
"""
    assert found(f"{BASE}mode: observed{steps}") == []


def test_a_send_waits_only_where_it_is_observed() -> None:
    """`up_to` on a send is an expectation; a journey that runs sends at once."""
    problem = the_problem(f"{BASE}steps: [{{send: t, up_to: 3d}}]\n")
    assert (problem.params["why"], problem.span.column) == ("observed_only", 19)


def test_for_each_goes_over_components_or_a_role() -> None:
    """Anything else has no branches."""
    assert why(f"{BASE}steps: [{{for_each: component}}, {{for_each: child}}]\n") == []
    assert why(f"{BASE}steps: [{{for_each: children}}]\n") == [("for_each_over", 4)]


def test_a_ladder_ascends() -> None:
    """Rungs count from the start of the reminder, so a later one cannot come earlier."""
    rungs = "steps: [{{remind: paid, with: t, ladder: [{{after: {}}}, {{after: {}}}]}}]\n"
    assert why(BASE + rungs.format("0d", "36h")) == []
    assert why(BASE + rungs.format("1d", "1d")) == []
    assert why(BASE + rungs.format("2d", "36h")) == [("ladder_ascending", 4)]


def test_arms_are_those_of_the_experiment_and_no_more_than_all() -> None:
    """A split's arms and the control are arms; the shares add up to 100 % at most."""
    text = """
experiments:
  e: {arms: {plain: 50 %, clear: 51 %}, control: pure}
  bare:
steps:
  - {split: e, arms: {plain: [], pure: []}}
  - {split: bare, arms: {plain: []}}
"""
    assert sorted(why(f"journey: a{text}")) == [("arms_over_one", 3), ("no_such_arm", 3), ("no_such_arm", 6)]
    assert why("journey: a\nexperiments: {e: {arms: {a: 50 %, b: 50 %}, control: a}}\n") == []


def test_outcomes_of_visits_and_approvals_are_known() -> None:
    """Five of a visit, two of an approval; a task's are its own."""
    text = """
visits: {v: {}}
steps:
  - {visit: v, outcomes: {done: [], not_ready: [], client_absent: [], staff_absent: [], rescheduled: [], late: []}}
  - {approve: x, outcomes: {approved: [], refused: [], maybe: []}}
  - {task: x, outcomes: {whatever: []}}
"""
    assert why(f"journey: a{text}") == [("no_such_outcome", 4), ("no_such_outcome", 5)]


def test_an_indicator_has_one_verb() -> None:
    """Two verbs are two indicators; none is one not filled in yet."""
    assert why("journey: a\nindicators: {i: {share: a, count: b}}\n") == [("one_verb", 2)]
    assert why("journey: a\nindicators: {i: {within: 1d}}\n") == []


def test_steps_are_told_outer_before_inner_with_their_paths() -> None:
    """All lists of a journey, in the order written."""
    held = journey("""
steps: [{wait: paid, else: [{end: left}]}]
roles: {owner: {steps: [{end: left}]}}
success: {for: paid, steps: [{end: left}]}
exit: {gone: {for: x, steps: [{switch: a, cases: {Pro Max: [{end: left}]}}]}}
""")
    assert [placed.path for placed in all_steps(held)] == [
        ("steps", 0),
        ("steps", 0, "else", 0),
        ("roles", "owner", "steps", 0),
        ("success", "steps", 0),
        ("exit", "gone", "steps", 0),
        ("exit", "gone", "steps", 0, "cases", "Pro Max", 0),
    ]
