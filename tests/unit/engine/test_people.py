"""Steps with people: tasks, approvals, visits, invitations, roles, surveys."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tropa.testing.world import MONDAY, World

POINTS = """
touchpoints:
  one: {channel: sms, class: service}
  two: {channel: push, class: service}
start: begun
"""
TASK = """
steps:
  - id: call
    task: {title: Call}
    to: care
    due: 2d
    escalate: {after: 1d, to: boss}
    up_to: 5d
    outcomes: {helped: [{send: one}], lost: [{end: lost}]}
    else: [{send: two}]
"""


def begun(text: str) -> World:
    """A world in which a run has begun."""
    world = World(POINTS + text)
    world.event("begun")
    return world


def test_a_task_is_opened_for_whom_it_is_and_when_it_is_due() -> None:
    """The run waits for it."""
    world = begun(TASK)
    (task,) = world.state.made.opened
    assert (task.kind, task.to, task.due_at) == ("task", "care", MONDAY + timedelta(days=2))
    assert world.stands == ["call"]


@pytest.mark.parametrize("by_id", [True, False])
def test_a_task_is_done_with_an_outcome(*, by_id: bool) -> None:
    """Named by its id, or by its step; each outcome has its way, another goes on behind the step."""
    world = begun(TASK)
    (task,) = world.state.made.opened
    world.event("task_done", task="other", outcome="helped")
    assert world.told == []
    world.event("task_done", task=task.id if by_id else "call", outcome="helped")
    assert (world.told, world.state.made.closed[0].outcome) == (["one"], "helped")
    other = begun(TASK)
    other.event("task_done", task="call", outcome="whatever")
    assert (other.told, other.outcomes) == ([], ["ended"])


def test_a_late_task_escalates_and_does_not_move_the_run() -> None:
    """Only ``up_to`` does, and then it is closed."""
    world = begun(TASK)
    world.pass_time(days=3, minutes=1)
    (escalated,) = world.state.made.escalated
    assert (escalated.to, escalated.at, world.stands) == ("boss", MONDAY + timedelta(days=3), ["call"])
    world.pass_time(days=2)
    assert (world.told, world.state.made.closed[0].outcome) == (["two"], "timed_out")


@pytest.mark.parametrize(("outcome", "told"), [("approved", ["one"]), ("refused", ["two"])])
def test_an_approval_is_given_or_refused(outcome: str, told: list[str]) -> None:
    """By the event that tells of a task's end."""
    world = begun(
        "steps: [{id: ok, approve: {title: May we}, to: boss, outcomes: {approved: [{send: one}], "
        "refused: [{send: two}]}}]"
    )
    assert world.state.made.opened[0].kind == "approve"
    world.event("task_done", task="ok", outcome=outcome)
    assert world.told == told


VISIT = """
time_zone: Europe/Moscow
visits: {technician: {title: Comes}}
steps:
  - id: come
    visit: technician
    announce: one
    before: [{before: 1d, send: two}]
    late: 1h
    outcomes: {done: [{end: connected}], not_ready: [{wait: 1d}]}
"""


def test_a_visit_is_announced_when_its_slot_is_known() -> None:
    """And told of before it; a new slot replaces the old one; its outcome moves the run."""
    world = begun(VISIT)
    assert world.told == []
    world.event("visit_planned", visit="technician", slot="2026-03-05T15:00:00+03:00")
    assert world.told == ["one"]
    for day in (7, 6):
        world.event("visit_planned", visit="technician", slot=f"2026-03-0{day}T15:00:00")
    assert world.told == ["one", "one", "one"]
    world.pass_time(days=3)
    assert world.told == ["one", "one", "one"]
    world.pass_time(days=0.5)
    assert world.told == ["one", "one", "one", "two"]
    assert world.state.made.messages[3].at == MONDAY + timedelta(days=3, hours=3)
    assert len({m.id for m in world.state.made.messages}) == 4
    world.event("visit_ended", visit="other", outcome="done")
    assert world.outcomes == [None]
    world.event("visit_ended", visit="technician", outcome="done")
    assert world.outcomes == ["connected"]


def test_a_late_visit_is_told_and_does_not_move_the_run() -> None:
    """Only a person's word does."""
    world = begun(VISIT)
    world.event("visit_planned", visit="technician", slot="2026-03-02T15:00:00")
    world.pass_time(hours=4, minutes=1)
    (late,) = world.state.made.emitted
    assert (late.name, late.at, late.properties["visit"]) == ("visit_late", MONDAY + timedelta(hours=4), "technician")
    assert world.stands == ["come"]


def test_a_visit_may_be_planned_or_over_before_it_is_come_to() -> None:
    """It looks back to the entry; a slot that is no time is none."""
    planned = World(POINTS + VISIT.replace("steps:", "steps:\n  - wait: 1d"))
    planned.event("begun")
    planned.event("visit_planned", visit="technician", slot="soon")
    planned.event("visit_planned", visit="technician", slot="2026-03-09T15:00:00")
    planned.pass_time(days=1, minutes=1)
    assert planned.told == ["one"]
    over = World(POINTS + VISIT.replace("steps:", "steps:\n  - wait: 1d"))
    over.event("begun")
    over.event("visit_ended", visit="technician", outcome="done")
    over.pass_time(days=1, minutes=1)
    assert over.outcomes == ["connected"]


FAMILY = """
key: order
components: {film: {done: film}}
events: {film: {key: none}, opened: {key: none}, came: {joins: {role: child}}}
roles:
  owner: {done: film}
  child: {count: 0..2, invited_by: owner, done: opened, steps: [{send: two}, {wait: child.done, up_to: 7d,
        else: [{send: two}, {end: late}]}]}
success: all(components, roles)
touchpoints:
  one: {channel: sms, class: service}
  two: {channel: push, class: service}
start: begun
"""
INVITE = (
    "steps: [{invite: child, with: one, up_to: 3d, DETACHED then: [{send: one}], "
    "refused: [{end: refused}], else: [{end: alone}]}, {wait: 30d}]"
)


def family(*, detached: bool = False) -> World:
    """An owner who has invited."""
    world = World(FAMILY + INVITE.replace("DETACHED", "detached: yes," if detached else ""))
    world.event("begun", order=1)
    return world


def test_r4_a_customer_joins_by_an_event_whose_key_finds_the_run() -> None:
    """The role's steps begin for that customer, and whoever invited goes on."""
    world = family()
    world.event("came", customer="kid", order="1")
    assert world.sent == [("one", "sms", "anna"), ("one", "sms", "anna"), ("two", "push", "kid")]
    (life,) = world.lives
    assert {one.customer: one.role for one in life.participants.values()} == {"anna": "owner", "kid": "child"}
    world.event("came", customer="stranger", order="2")
    world.event("came", customer="nobody")
    assert len(world.lives[0].participants) == 2


def test_r4_a_customer_joins_by_an_invitation_while_it_holds() -> None:
    """The invitation carries the run and the role; it is over when its time is."""
    world = family(detached=True)
    (invitation,) = world.state.made.invitations
    world.event("invite_accepted", customer="kid", invite="wrong")
    assert len(world.lives[0].participants) == 1
    world.event("invite_accepted", customer="kid", invite=invitation.id)
    assert world.lives[0].participants["kid"].role == "child"
    world.pass_time(days=4)
    world.event("invite_accepted", customer="late", invite=invitation.id)
    assert (len(world.lives[0].participants), world.reasons) == (2, ["no_invitation", "invitation_over"])


def test_no_more_join_than_the_role_has_places() -> None:
    """Two here; the third is told why."""
    world = family(detached=True)
    for customer in ("kid", "kim", "kay"):
        world.event("came", customer=customer, order=1)
    assert len(world.lives[0].participants) == 3
    assert world.reasons == ["role_full"]


def test_an_invitation_waits_unless_it_is_detached() -> None:
    """Detached, the run goes on at once, and what comes of it runs beside and joins nothing."""
    assert family().stands == ["steps[0]"]
    beside = family(detached=True)
    assert beside.stands == ["steps[0]", "steps[1]"]
    beside.event("came", customer="kid", order=1)
    assert beside.told == ["one", "one", "two"]
    assert beside.stands == ["roles.child.steps[1]", "steps[1]"]


def test_a_detached_invitation_at_the_end_of_a_branch_holds_up_no_join() -> None:
    """The branch has finished, though the invitation still stands."""
    branch = "{for_each: component, steps: [{invite: child, detached: yes}]}"
    world = begun(f"roles: {{owner: {{}}, child: {{}}}}\ncomponents: {{a: {{}}}}\nsteps: [{branch}, {{send: one}}]")
    assert (world.told, world.stands, world.outcomes) == (["one"], ["steps[0].steps[0]"], [None])


@pytest.mark.parametrize("by", ["role", "invite"])
def test_an_invitation_is_refused(by: str) -> None:
    """By the inviter's word on the role, or by the invited one's on the invitation."""
    world = family()
    if by == "role":
        world.event("invite_refused", role="child", order=1)
    else:
        world.event("invite_refused", customer="kid", invite=world.state.made.invitations[0].id)
    assert world.outcomes == ["refused"]


def test_an_invitation_that_nobody_answers_is_over() -> None:
    """It goes the way of ``else``."""
    world = family()
    world.pass_time(days=3, minutes=1)
    assert world.outcomes == ["alone"]


def test_an_ignored_invitation_blocks_nobody() -> None:
    """The goal asks those who joined."""
    world = family(detached=True)
    world.event("film")
    assert world.outcomes == ["reached"]


def test_the_goal_waits_for_everybody_who_joined() -> None:
    """And comes with the last of them, whoever that is."""
    world = family(detached=True)
    world.event("came", customer="kid", order=1)
    world.event("came", customer="kim", order=1)
    world.event("film")
    world.event("opened", customer="kid")
    assert world.outcomes == [None]
    world.event("opened", customer="kim")
    assert world.outcomes == ["reached"]


def test_only_who_is_late_hears_of_it() -> None:
    """The child alone is reminded when the child alone is late; an end of a child ends the child's part."""
    world = family(detached=True)
    world.event("came", customer="kid", order=1)
    world.event("came", customer="kim", order=1)
    world.event("opened", customer="kid")
    before = len(world.sent)
    world.pass_time(days=7, minutes=1)
    assert world.sent[before:] == [("two", "push", "kim")]
    assert world.outcomes == [None]
    assert world.lives[0].participants["kim"].outcome == "late"
    assert world.stands == ["steps[1]"]


@pytest.mark.parametrize(
    ("whose", "customers", "reached"),
    [
        ("first", "kid", False),
        ("first", "anna", True),
        ("any", "kid", True),
        ("each", "anna", False),
        ("each", "anna kid", True),
    ],
)
def test_success_says_whose_it_is(whose: str, customers: str, *, reached: bool) -> None:
    """The first participant's, everybody's, or anybody's."""
    world = World(
        f"key: order\nroles: {{owner: {{}}, child: {{count: 0..9}}}}\nevents: {{came: {{joins: {{role: child}}}}}}\n"
        f"start: begun\nsuccess: {{for: won, whose: {whose}}}\nsteps: [{{wait: 9d}}]"
    )
    world.event("begun", order=1)
    world.event("came", customer="kid", order=1)
    for customer in customers.split():
        world.event("won", customer=customer)
    assert world.outcomes == ["reached" if reached else None]


def test_a_message_to_a_role_goes_to_each_of_its_members() -> None:
    """Two children who write to their parent from the same step write two messages."""
    world = World(
        FAMILY.replace("[{send: two}, {wait", "[{send: one, to: owner}, {wait")
        + "steps: [{wait: 1d}, {send: two, to: child}, {wait: 9d}]"
    )
    world.event("begun", order=1)
    world.event("came", customer="kid", order=1)
    world.event("came", customer="kim", order=1)
    assert [to for _, _, to in world.sent] == ["anna", "anna"]
    assert len({m.id for m in world.state.made.messages}) == 2
    world.pass_time(days=1, minutes=1)
    assert sorted(to for name, _, to in world.sent if name == "two") == ["kid", "kim"]


def test_a_branch_for_each_member_of_a_role() -> None:
    """Each is the member's own; one whose part ends has finished its branch."""
    own = "child: {count: 0..2, done: opened, steps: [{wait: bye, then: [{end: gone}]}]}"
    world = World(
        POINTS
        + "key: order\nevents: {opened: {key: none}, came: {joins: {role: child}}}\n"
        + f"roles: {{owner: {{}}, {own}}}\n"
        + "steps: [{wait: 1d}, {for_each: child, steps: [{send: one}, {wait: child.done}]}, {send: two}, {wait: 9d}]"
    )
    world.event("begun", order=1)
    world.event("came", customer="kid", order=1)
    world.event("came", customer="kim", order=1)
    world.pass_time(days=1, minutes=1)
    assert world.sent == [("one", "sms", "kid"), ("one", "sms", "kim")]
    world.event("opened", customer="kid")
    assert world.told == ["one", "one"]
    world.event("bye", customer="kim")
    assert world.sent[2:] == [("two", "push", "anna")]


def test_a_survey_is_asked_and_its_answer_waited_for() -> None:
    """An answer from before is none; without one in time it goes the way of ``else``."""
    text = (
        "surveys: {nps: {kind: nps, ask: Would you}}\nsteps: [{wait: 1d}, {survey: nps, by: email, "
        "up_to: 2d, then: [{send: one}], else: [{send: two}]}]"
    )
    world = begun(text)
    world.event("survey_answered", survey="nps", answer=9)
    world.pass_time(days=1, minutes=1)
    assert world.sent == [("nps", "email", "anna")]
    world.event("survey_answered", survey="other", answer=9)
    world.event("survey_answered", survey="nps", answer=9)
    assert world.told == ["nps", "one"]
    silent = begun(text)
    silent.pass_time(days=4)
    assert silent.told == ["nps", "two"]


def test_r4_an_event_of_our_own_with_another_key_is_not_for_this_run() -> None:
    """Where it carries the journey's key, that must be the run's."""
    world = World(POINTS + "key: order\n" + TASK)
    world.event("begun", order=1)
    world.event("task_done", task="call", outcome="helped", order=2)
    assert world.told == []
    world.event("task_done", task="call", outcome="helped", order=1)
    assert world.told == ["one"]


def test_a_wait_for_others_goes_on_when_all_of_them_are_done() -> None:
    """By the last one's deed, though it is not the waiting one's own."""
    world = World(FAMILY.replace("success: all(components, roles)", "") + "steps: [{wait: child.done}, {wait: 9d}]")
    world.event("begun", order=1)
    for child in ("kid", "kim"):
        world.event("came", customer=child, order=1)
    world.event("opened", customer="kid")
    assert "steps[0]" in world.stands
    world.event("opened", customer="kim")
    assert "steps[1]" in world.stands
