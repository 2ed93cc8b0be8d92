"""Success, components, branches side by side, and the ends of runs."""

from __future__ import annotations

import pytest
from tests.rules.scene import TOUCHPOINTS, begun, outcome_of

from tropa.testing.world import World

BUNDLE = "components: {tv: {done: tv_on}, net: {done: net_on}, box: {done: box_on, optional: 'yes'}}\n"
EACH = """\
[{for_each: component, JOIN steps: [{id: one, wait: component.done}, {send: nag}]}, {send: hello}, {wait: 90d}]
"""


def each(join: str = "") -> World:
    """Three components wait side by side, each for its own end, and are told so one by one."""
    return begun(EACH.replace("JOIN", f"join: {join}," if join else ""), BUNDLE)


def test_success_ends_the_run_as_reached_wherever_it_stands() -> None:
    """Branches, reminders and tasks are over at once."""
    made = begun(
        "[{for_each: component, steps: [{remind: component, with: nag, ladder: [{after: 1d}]}, {task: Call}]}]",
        f"{BUNDLE}success: paid\n",
    )
    made.event("tv_on")
    made.event("paid")
    made.pass_time(days=9)
    assert (made.stands, outcome_of(made), made.sent) == ([], "reached", [])
    assert [one.outcome for one in made.state.made.closed] == ["cancelled"]


def test_success_says_its_closing_words() -> None:
    """What stands under ``success.steps`` is said after the goal; the run is over all the same."""
    made = begun("[{wait: 9d}, {send: nag}]", "success: {for: paid, steps: [{send: hello}]}\n")
    made.event("paid")
    assert (made.told, outcome_of(made)) == (["hello"], "reached")


def test_exit_says_its_closing_words_too() -> None:
    """Whoever leaves is told goodbye, and the outcome bears the exit's name."""
    made = begun("[{wait: 9d}]", "exit: {gone: {for: cancelled, steps: [{send: hello}]}}\n")
    made.event("cancelled")
    assert (made.told, outcome_of(made)) == (["hello"], "gone")


@pytest.mark.parametrize(
    ("events", "outcome"), [(("tv_on",), None), (("box_on", "tv_on"), None), (("tv_on", "net_on"), "reached")]
)
def test_all_components_means_those_that_are_not_optional(events: tuple[str, ...], outcome: str | None) -> None:
    """Television and internet reach the goal of all components; the box is not waited for, and does not make up."""
    made = begun("[{wait: 90d}]", f"{BUNDLE}success: all(components)\n")
    for event in events:
        made.event(event)
    assert outcome_of(made) == outcome


def test_any_component_is_enough_where_that_is_the_goal() -> None:
    """The first of them reaches it."""
    made = begun("[{wait: 90d}]", f"{BUNDLE}success: any(components)\n")
    made.event("net_on")
    assert outcome_of(made) == "reached"


def test_a_component_that_is_done_stays_done() -> None:
    """A component whose end was heard before its wait is begun is waited for no more."""
    made = begun("[{wait: 1d}, {wait: components.tv.done, then: [{end: seen}]}]", BUNDLE)
    made.event("tv_on")
    made.pass_time(days=1, hours=1)
    assert outcome_of(made) == "seen"


def test_components_go_side_by_side() -> None:
    """Each moves on by its own event, in whatever order."""
    made = each()
    assert made.stands.count("one") == 3
    made.event("net_on")
    assert (made.told, made.stands.count("one")) == (["nag"], 2)
    made.event("net_on")
    assert made.told == ["nag"]


@pytest.mark.parametrize(("join", "needed"), [("", 3), ("all", 3), ("any", 1), ("2", 2), ("3", 3)])
def test_the_step_after_is_taken_once_when_enough_branches_have_finished(join: str, needed: int) -> None:
    """All of three where nothing is said; one for ``any``; as many as a number says. The rest go on."""
    made = each(join)
    for finished, event in enumerate(("box_on", "tv_on", "net_on"), start=1):
        assert made.told.count("hello") == (1 if finished > needed else 0)
        made.event(event)
    assert made.told.count("hello") == 1
    assert made.told.count("nag") == 3


def test_nothing_to_go_over_is_gone_over_at_once() -> None:
    """A journey without components passes its ``for_each``."""
    made = begun("[{for_each: component, steps: [{send: nag}]}, {send: hello}]")
    assert made.told == ["hello"]


def test_an_end_of_a_component_ends_its_branch_alone() -> None:
    """The others of the bundle go on, and so does the run."""
    made = begun(
        "[{for_each: component, steps: [{wait: component.done, up_to: 1d, else: [{end: given_up, of: component}]}, "
        "{send: nag}]}, {send: hello}]",
        BUNDLE,
    )
    made.event("tv_on")
    made.pass_time(days=2)
    assert made.told == ["nag", "hello"]
    assert outcome_of(made) == "ended"


def test_a_run_that_has_passed_its_last_step_ends_as_ended() -> None:
    """Without goal, exit or end."""
    assert outcome_of(begun("[{send: hello}]")) == "ended"


def test_an_end_has_the_name_it_is_given() -> None:
    """And nothing behind it is done."""
    made = begun("[{end: enough}, {send: hello}]")
    assert (outcome_of(made), made.sent) == ("enough", [])


def test_nothing_moves_a_run_that_has_ended() -> None:
    """After its end a run neither reaches its goal nor takes an exit."""
    made = begun("[{end: enough}]", "success: paid\nexit: {gone: cancelled}\n")
    for event in ("paid", "cancelled"):
        made.event(event)
    assert outcome_of(made) == "enough"


def test_a_refusal_silences_its_subject_alone() -> None:
    """Who refuses to be reminded of television is still reminded of the internet; of both in the next run."""
    made = World(
        f"{TOUCHPOINTS}{BUNDLE}reentry: {{parallel: 2}}\nstart: ordered\nsteps:\n"
        "  - for_each: component\n"
        "    steps: [{id: r, remind: component, with: nag, ladder: [{after: 1d}, {after: 2d}]}]\n"
    )
    made.event("ordered")
    made.event("reminder_refused", component="tv", step="r")
    made.pass_time(days=1, hours=1)
    assert sorted(one.place.branch for one in made.state.made.messages) == ["box", "net"]
    made.event("ordered")
    made.pass_time(days=1, hours=1)
    assert {one.place.branch for one in made.state.made.messages if one.run.attempt == 2} == {"box", "net", "tv"}


def test_a_refused_reminder_takes_its_own_way() -> None:
    """The steps under ``refused`` are taken, those under ``else`` are not, and no rung is sent any more."""
    made = begun(
        "[{remind: paid, with: nag, ladder: [{after: 1d}, {after: 2d}], up_to: 3d, refused: [{send: hello}], "
        "else: [{send: last}]}]"
    )
    made.pass_time(days=1, hours=1)
    made.event("reminder_refused")
    made.pass_time(days=9)
    assert made.told == ["nag", "hello"]


def test_a_reminder_counts_its_rungs_from_its_start() -> None:
    """Rungs of one, two and four days are sent one, two and four days after it began, over the channels they name."""
    made = begun(
        "[{remind: paid, with: nag, up_to: 9d, ladder: [{after: 1d}, {after: 2d, by: sms}, {after: 4d, with: last}]}]"
    )
    made.pass_time(days=30)
    begun_at = made.lives[0].run.started_at
    assert [((one.at - begun_at).days, one.touchpoint, one.channel) for one in made.state.made.messages] == [
        (1, "nag", "email"),
        (2, "nag", "sms"),
        (4, "last", "sms"),
    ]


@pytest.mark.parametrize("event", ["paid", "cancelled", "reminder_refused", "tv_on"])
def test_a_reminder_stops_on_its_signal_a_refusal_success_and_exit(event: str) -> None:
    """Whatever ends it, not one more rung is sent."""
    made = begun(
        "[{remind: components.tv.done, with: nag, ladder: [{after: 1d}, {after: 2d}, {after: 3d}]}]",
        f"{BUNDLE}success: paid\nexit: {{gone: cancelled}}\n",
    )
    made.pass_time(days=1, hours=1)
    made.event(event)
    made.pass_time(days=30)
    assert (made.told, made.stands) == (["nag"], [])


def test_a_late_task_escalates_and_moves_nobody() -> None:
    """``due`` tells somebody; only ``up_to`` moves the run."""
    made = begun(
        "[{task: Call, to: desk, due: 1d, escalate: {after: 1d, to: boss}, up_to: 5d, else: [{end: nobody}]}]"
    )
    made.pass_time(days=3)
    assert [one.to for one in made.state.made.escalated] == ["boss"]
    assert outcome_of(made) is None
    made.pass_time(days=3)
    assert outcome_of(made) == "nobody"
    assert [one.outcome for one in made.state.made.closed] == ["timed_out"]


@pytest.mark.parametrize(("said", "outcome"), [("approved", "yes"), ("refused", "no"), (None, "nobody")])
def test_a_question_to_a_person_has_three_ends(said: str | None, outcome: str) -> None:
    """Approved, refused, or nobody answered in time."""
    made = begun(
        "[{id: ask, approve: May we, up_to: 1d, outcomes: {approved: [{end: 'yes'}], refused: [{end: 'no'}]}, "
        "else: [{end: nobody}]}]"
    )
    if said:
        made.event("task_done", task="ask", outcome=said)
    made.pass_time(days=2)
    assert outcome_of(made) == outcome
