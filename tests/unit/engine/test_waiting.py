"""Steps that wait: for a time, a moment, a signal; and reminders."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tropa.engine.events import Event, corrected
from tropa.journey.codecs.values import Section
from tropa.testing.world import MONDAY, World

SEND = "touchpoints: {yes: {channel: sms, class: service}, no: {channel: sms, class: service}}\n"


def waiting(step: str, more: str = "") -> World:
    """A run that waits, and says afterwards how it went on."""
    world = World(f"{SEND}{more}\nstart: begun\nsteps:\n  - {step}\n")
    world.event("begun")
    return world


ANSWER = "{id: ask, wait: answered, up_to: 3d, then: [{send: yes}], else: [{send: no}]}"


def test_a_signal_moves_a_wait_on() -> None:
    """It goes the way of ``then``, and no timer is left."""
    world = waiting(ANSWER)
    world.pass_time(days=1)
    world.event("answered")
    world.pass_time(days=9)
    assert world.told == ["yes"]
    assert world.outcomes == ["ended"]


def test_the_longest_wait_ends_it() -> None:
    """It goes the way of ``else`` at its deadline."""
    world = waiting(ANSWER)
    world.pass_time(days=3, minutes=1)
    assert world.told == ["no"]
    assert world.state.made.messages[0].at == MONDAY + timedelta(days=3)


def test_r1_a_deadline_starts_at_the_decision_that_set_it() -> None:
    """Not at the event's own time: an event that came in an hour late sets it an hour later."""
    world = World(f"{SEND}start: begun\nsteps:\n  - {ANSWER}\n")
    world.event("begun", at=MONDAY - timedelta(hours=1))
    (life,) = world.lives
    (position,) = life.positions.values()
    assert position.due_at == MONDAY + timedelta(days=3)
    assert (life.run.entered_at, life.run.started_at) == (MONDAY - timedelta(hours=1), MONDAY)


@pytest.mark.parametrize(
    ("at", "sent_at", "right"),
    [
        (0, None, 0),
        (0, 0, 0),
        (-50, -50, -50),
        (-3_600, -3_600, 0),
        (7_200, 7_200, 0),
        (400, None, 300),
        (-100_000, 0, -100_000),
    ],
)
def test_r1_the_sender_s_clock_is_put_right_once(at: int, sent_at: int | None, right: int) -> None:
    """By how wrong it was when sending, if by more than a minute; never later than five minutes after receipt."""
    now = MONDAY
    sent = None if sent_at is None else now + timedelta(seconds=sent_at)
    assert corrected(now + timedelta(seconds=at), sent, now) == now + timedelta(seconds=right)


def test_r1_a_time_at_the_end_of_the_calendar_is_no_accident() -> None:
    """Whatever clock a sender has, there is a time."""
    far = datetime.max.replace(tzinfo=UTC)
    assert corrected(far, datetime.min.replace(tzinfo=UTC), MONDAY) <= MONDAY + timedelta(minutes=5)


def test_r2_an_event_satisfies_a_wait_however_late_it_arrives() -> None:
    """As long as the wait is unresolved and the event's own time is not before the anchor."""
    world = waiting("{wait: answered, then: [{send: yes}]}")
    world.pass_time(days=90)
    world.event("answered", at=MONDAY + timedelta(hours=1))
    assert world.told == ["yes"]


def test_r2_an_event_from_before_the_anchor_never_satisfies() -> None:
    """Even a second before the entry is too early."""
    world = waiting(ANSWER)
    world.event("answered", at=MONDAY - timedelta(seconds=1))
    assert world.stands == ["ask"]


def test_r2_imported_history_moves_nothing() -> None:
    """It neither begins a run, nor resumes one, nor ends one; but it is known to looks back."""
    world = World(
        f"{SEND}start: begun\nsuccess: won\nsteps:\n  - wait: answered\n"
        "  - {if: \"did('answered', times => 2)\", then: [{send: yes}]}\n"
    )
    world.event("begun", customer="boris", historical=True)
    world.event("begun")
    world.event("answered", historical=True)
    world.event("won", historical=True)
    assert (world.outcomes, world.told) == ([None], [])
    world.event("answered")
    assert world.told == ["yes"]


def test_r2_an_event_too_old_begins_no_run() -> None:
    """``max_age`` lies between its own time and its receipt, 24 hours if not said."""
    world = World(
        "start: begun\nsteps: [{wait: 1d}]", "journey: b\nstart: {for: begun, max_age: 3d}\nsteps: [{wait: 1d}]"
    )
    world.event("begun", at=MONDAY - timedelta(days=2))
    assert [life.run.id.journey for life in world.lives] == ["b"]
    assert world.reasons == ["too_old"]


def test_r3_a_wait_looks_back_to_the_entry() -> None:
    """What was heard since then is not waited for, though another step stood before it."""
    world = World(f"{SEND}start: begun\nsteps:\n  - wait: 1d\n  - {ANSWER}\n")
    world.event("begun")
    world.event("answered")
    world.pass_time(days=1, minutes=1)
    assert world.told == ["yes"]


@pytest.mark.parametrize(
    ("since", "told"), [("entry", []), ("step", []), ("ever", ["yes"]), ("2h", []), ("30d", ["yes"])]
)
def test_r3_a_wait_looks_back_as_far_as_it_says(since: str, told: list[str]) -> None:
    """An answer given a day before the entry counts for ``ever`` and for thirty days."""
    world = World(f"{SEND}start: begun\nsteps:\n  - {{wait: answered, since: {since}, then: [{{send: yes}}]}}\n")
    world.event("answered")
    world.pass_time(days=1)
    world.event("begun")
    assert world.told == told


def test_r3_since_step_wants_it_again() -> None:
    """The very event that began the step does not count for it."""
    world = waiting("{wait: answered}\n  - {wait: answered, since: step, then: [{send: yes}]}")
    world.event("answered")
    assert world.told == []
    world.event("answered")
    assert world.told == ["yes"]


def test_r3_the_entry_event_satisfies_nothing() -> None:
    """Neither a wait, nor the goal, nor a look back since the entry."""
    world = World(
        f"{SEND}start: begun\nsuccess: begun\nsteps:\n"
        "  - {if: \"did('begun', since => 'entry')\", then: [{send: no}]}\n"
        "  - {wait: begun, since: ever}\n"
    )
    world.event("begun")
    assert (world.told, world.outcomes) == ([], [None])


def test_r3_an_event_resolves_a_step_once() -> None:
    """A loop over a wait that looks back to ever does not spin on one event."""
    world = waiting(
        "{id: ask, wait: answered, since: ever}\n  - send: yes\n  - {back_to: ask, max_visits: unlimited}"
    )
    world.event("answered")
    assert (world.told, world.stands) == (["yes"], ["ask"])
    world.event("answered")
    assert world.told == ["yes", "yes"]


def test_r3_after_a_way_back_since_is_the_moment_of_the_jump() -> None:
    """What was heard before the jump does not count for what comes after it."""
    world = waiting("{id: ask, wait: 'any(answered, bored)'}\n  - {wait: 1d}\n  - {back_to: ask}")
    world.event("bored")
    world.event("answered")
    world.pass_time(days=1, minutes=1)
    assert world.stands == ["ask"]
    world.event("answered")
    assert world.stands == ["steps[1]"]


def test_r8_the_customer_s_deed_beats_the_clock() -> None:
    """An event received at the very instant of a deadline comes first."""
    world = waiting(ANSWER)
    world.wait_until(MONDAY + timedelta(days=3))
    world.event("answered")
    assert world.told == ["yes"]


def test_r8_inputs_are_taken_in_the_order_of_receipt() -> None:
    """Whatever order they are given in, received_at and then sequence decide."""
    world = waiting("{wait: 'any(a, b)', then: [{if: did('a'), then: [{send: yes}], else: [{send: no}]}]}")
    first = Event("x", "anna", "b", MONDAY, MONDAY + timedelta(minutes=1), 1, Section())
    second = Event("y", "anna", "a", MONDAY, MONDAY + timedelta(minutes=1), 2, Section())
    world.give(second, first)
    assert world.told == ["no"]


def test_r10_an_event_before_the_deadline_wins_while_it_is_not_committed() -> None:
    """It was received within the watermark after the deadline."""
    world = waiting(ANSWER)
    world.wait_until(MONDAY + timedelta(days=3, seconds=20))
    world.event("answered", at=MONDAY + timedelta(days=3))
    assert world.told == ["yes"]


def test_r10_an_event_after_the_deadline_commits_it_first() -> None:
    """And then counts as late: a goal still ends the rest."""
    world = waiting(ANSWER, "success: answered")
    world.wait_until(MONDAY + timedelta(days=3, seconds=20))
    world.event("answered", at=MONDAY + timedelta(days=3, seconds=1))
    assert world.told == ["no"]
    assert world.state.made.messages[0].at == MONDAY + timedelta(days=3)
    world = waiting("{wait: answered, up_to: 3d, else: [{wait: 9d}]}", "success: answered")
    world.wait_until(MONDAY + timedelta(days=3, seconds=20))
    world.event("answered", at=MONDAY + timedelta(days=3, seconds=1))
    assert world.outcomes == ["reached"]
    assert "steps[0].else[0]" in world.steps


def test_r10_a_timeout_waits_for_the_watermark_and_is_dated_at_the_deadline() -> None:
    """29 seconds after the deadline nothing is decided; 30 seconds after it is."""
    world = waiting(ANSWER)
    world.wait_until(MONDAY + timedelta(days=3, seconds=29))
    assert world.told == []
    world.wait_until(MONDAY + timedelta(days=3, seconds=30))
    assert [one.at for one in world.state.made.transitions][-1] == MONDAY + timedelta(days=3)


def test_r5_an_overdue_timer_fires_once_at_the_release() -> None:
    """In catch-up the decision's now is the release, and the next wait counts from it."""
    world = waiting("{wait: 1d}\n  - {wait: 2d}\n  - {send: yes}")
    release = MONDAY + timedelta(days=10)
    world.around = type(world.around)(world.around.sending, world.around.facts, world.around.zones, release)
    world.wait_until(release + timedelta(minutes=1))
    (life,) = world.lives
    (position,) = life.positions.values()
    assert position.due_at == release + timedelta(days=2)
    world.pass_time(days=2)
    assert world.told == ["yes"]


@pytest.mark.parametrize(
    ("step", "due_at"),
    [
        ("{wait: 26h}", datetime(2026, 3, 29, 10, tzinfo=UTC)),
        ("{wait: 1d}", datetime(2026, 3, 29, 7, tzinfo=UTC)),
        ("{wait: '08:30'}", datetime(2026, 3, 29, 6, 30, tzinfo=UTC)),
        ("{wait: '02:30'}", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ],
)
def test_r7_days_are_the_customer_s_and_hours_are_elapsed(step: str, due_at: datetime) -> None:
    """Over the night in which Berlin loses an hour; a time that does not exist is the first after it."""
    world = World(f"start: begun\ntime_zone: Asia/Tehran\nsteps: [{step}, {{wait: 9d}}]")
    world.now = datetime(2026, 3, 28, 8, tzinfo=UTC)
    world.traits(time_zone="Europe/Berlin")
    world.event("begun")
    (position,) = world.lives[0].positions.values()
    assert position.due_at == due_at


def test_r7_a_customer_who_has_moved_is_waited_for_anew() -> None:
    """The clock is that of the place where the customer is when it fires."""
    world = World("start: begun\ntime_zone: Europe/Moscow\nsteps: [{wait: '18:00'}]")
    world.event("begun")
    world.traits(time_zone="Europe/London")
    world.wait_for(datetime(2026, 3, 2, 15, tzinfo=UTC))
    assert world.outcomes == [None]
    world.wait_for(datetime(2026, 3, 2, 18, tzinfo=UTC))
    assert world.outcomes == ["ended"]
    assert world.lives[0].run.ended_at == datetime(2026, 3, 2, 18, tzinfo=UTC)


def test_r7_an_unknown_zone_is_reported() -> None:
    """The next known one serves: the journey's."""
    world = World("start: begun\ntime_zone: Europe/Moscow\nsteps: [{wait: '18:00'}]")
    world.traits(time_zone="Atlantis/Capital")
    world.event("begun")
    (position,) = world.lives[0].positions.values()
    assert world.reasons == ["unknown_zone"]
    assert position.due_at == datetime(2026, 3, 2, 15, tzinfo=UTC)


def test_a_moment_kept_in_a_trait_is_waited_for() -> None:
    """Shifted as it says; when the trait changes, the wait changes; a moment that is past is not waited for."""
    world = waiting("{wait: traits.renewal - 3d}\n  - {send: yes}")
    world.pass_time(days=1)
    assert world.stands == ["steps[0]"]
    world.traits(renewal="2026-04-10")
    (position,) = world.lives[0].positions.values()
    assert position.due_at == datetime(2026, 4, 7, tzinfo=UTC)
    world.traits(renewal="nonsense")
    world.traits(renewal="2026-03-04T12:00:00+03:00")
    assert world.told == ["yes"]


def test_a_moment_that_never_comes_is_waited_for_no_longer_than_said() -> None:
    """``up_to`` ends it."""
    world = waiting("{wait: traits.renewal, up_to: 2d, else: [{send: no}]}")
    world.pass_time(days=2, minutes=1)
    assert world.told == ["no"]


@pytest.mark.parametrize(
    ("signal", "events", "goes_on"),
    [
        ("all(a, b)", "a", False),
        ("all(a, b)", "b a", True),
        ("any(a, b)", "b", True),
        ("at_least(2, a)", "a", False),
        ("at_least(2, a)", "a a", True),
        ("at_least(2, a, b, c)", "a a", False),
        ("at_least(2, a, b, c)", "a c", True),
        ("'*'", "a", True),
        ("when traits.tier = 'gold'", "a", False),
        ("a where n > 3", "a", False),
        ("all(a, at_least(2, any(b, c)))", "b a c", True),
    ],
)
def test_a_signal_of_several_events_comes_with_the_last_of_them(signal: str, events: str, *, goes_on: bool) -> None:
    """In whatever order they come."""
    world = waiting(f'{{wait: "{signal}"}}')
    for name in events.split():
        world.event(name, n=2)
    assert world.outcomes == ["ended" if goes_on else None]


def test_a_condition_is_waited_for_until_it_turns_true() -> None:
    """By traits, by events it looks back on; one that holds already is not waited for."""
    twice = "when did('a', times => 2)"
    world = waiting(f"{{wait: when traits.tier = 'gold'}}\n  - {{wait: \"{twice}\"}}\n  - {{wait: when 1 = 1}}")
    world.traits(tier="base")
    assert world.stands == ["steps[0]"]
    world.traits(tier="gold")
    assert world.stands == ["steps[1]"]
    world.event("a")
    world.event("a")
    assert world.outcomes == ["ended"]


REMIND = """
components: {film: {done: film_started}, book: {done: book_opened}}
touchpoints: {nudge: {channel: [push, sms], class: reminder}, last: {channel: email, class: reminder}}
start: begun
steps:
  - id: again
    remind: paid
    with: nudge
    ladder: [{after: 0d, by: push}, {after: 2d, by: sms}, {after: 5d, with: last}]
    up_to: 7d
    then: [{end: paid}]
    refused: [{end: refused}]
    else: [{end: lost}]
"""


def reminded(days: float) -> World:
    """A run that is reminded, so many days after its start."""
    world = World(REMIND)
    world.event("begun")
    world.pass_time(days=days)
    return world


def test_a_ladder_is_climbed_from_the_start_of_the_reminder() -> None:
    """Each rung over its channel or with its touchpoint; then the time is over."""
    world = reminded(8)
    assert world.sent == [("nudge", "push", "anna"), ("nudge", "sms", "anna"), ("last", "email", "anna")]
    assert [(one.rung, one.at - MONDAY) for one in world.state.made.messages] == [
        ("0", timedelta(0)),
        ("1", timedelta(days=2)),
        ("2", timedelta(days=5)),
    ]
    assert world.outcomes == ["lost"]


def test_a_reminder_stops_on_its_signal() -> None:
    """And no rung is sent any more."""
    world = reminded(3)
    world.event("paid")
    world.pass_time(days=9)
    assert (len(world.sent), world.outcomes) == (2, ["paid"])


def test_a_reminder_stops_on_a_refusal_and_keeps_its_reason() -> None:
    """The step that is refused is named, or none is."""
    world = reminded(3)
    world.event("reminder_refused", step="other")
    assert world.outcomes == [None]
    world.event("reminder_refused", step="again", reason="no_time")
    assert world.outcomes == ["refused"]
    assert "no_time" in [one.reason for one in world.state.made.transitions]


def test_a_refusal_silences_its_subject_in_that_run_and_no_more() -> None:
    """A later reminder of the same goes the way of a refusal at once; one of something else does not."""
    text = """
reentry: {parallel: 9}
components: {film: {done: film_started}, book: {done: book_opened}}
touchpoints: {nudge: {channel: push, class: reminder}}
start: begun
steps:
  - for_each: component
    steps:
      - {id: first, remind: component.done, with: nudge, up_to: 1d}
      - {id: second, remind: component, with: nudge, up_to: 1d}
"""
    world = World(text)
    world.event("begun")
    world.event("reminder_refused", step="first", component="film")
    world.pass_time(days=1, minutes=1)
    assert [(m.place.step, m.place.branch) for m in world.state.made.messages] == [
        ("first", "film"),
        ("first", "book"),
        ("second", "book"),
    ]
    world.event("begun")
    assert len(world.sent) == 5


def test_a_reminder_without_ladder_is_sent_once_and_one_without_end_ends_with_its_ladder() -> None:
    """Without ``up_to`` the last rung is the end."""
    once = waiting("{remind: paid, with: yes, up_to: 2d}")
    once.pass_time(days=1)
    assert (once.told, once.outcomes) == (["yes"], [None])
    ladder = waiting("{remind: paid, with: yes, ladder: [{after: 0d}, {after: 1d}], else: [{send: no}]}")
    ladder.pass_time(days=1, minutes=1)
    assert (ladder.told, ladder.outcomes) == (["yes", "yes", "no"], ["ended"])


def test_what_is_done_is_not_reminded_of() -> None:
    """A reminder looks back as a wait does."""
    world = World(
        f"{SEND}start: begun\nsteps:\n  - wait: 1d\n  - {{remind: paid, with: no, then: [{{send: yes}}]}}\n"
    )
    world.event("begun")
    world.event("paid")
    world.pass_time(days=1, minutes=1)
    assert world.told == ["yes"]


def test_r8_an_event_received_when_the_watermark_reaches_a_deadline_comes_first() -> None:
    """Its own time is the deadline; a second later the timeout would have been committed."""
    for late, told in ((30, ["yes"]), (31, ["no"])):
        world = waiting(ANSWER)
        world.now = MONDAY + timedelta(days=3, seconds=late)
        world.event("answered", at=MONDAY + timedelta(days=3))
        assert world.told == told


def test_r10_an_event_s_time_counts_no_later_than_its_receipt() -> None:
    """A sender's clock that is minutes ahead does not run out a deadline that has not come."""
    world = waiting(ANSWER)
    world.wait_until(MONDAY + timedelta(days=3) - timedelta(minutes=2))
    world.event("answered", at=MONDAY + timedelta(days=3, minutes=2))
    assert world.told == ["yes"]


def test_a_position_is_due_when_the_first_of_its_timers_is() -> None:
    """In whatever order a step sets them."""
    world = waiting("{remind: paid, with: yes, ladder: [{after: 0d}, {after: 5d}], up_to: 3d}")
    (position,) = world.lives[0].positions.values()
    assert position.due_at == MONDAY + timedelta(days=3)


def test_a_rung_at_the_very_end_of_a_reminder_is_still_sent() -> None:
    """What is to be said comes before what ends a wait."""
    world = waiting("{remind: paid, with: yes, ladder: [{after: 3d}], up_to: 3d, else: [{send: no}]}")
    world.pass_time(days=3, minutes=1)
    assert world.told == ["yes", "no"]


def test_rungs_of_one_instant_are_sent_in_their_order() -> None:
    """The tenth after the second."""
    ladder = ", ".join(["{after: 1d}"] * 11)
    world = waiting(f"{{remind: paid, with: yes, ladder: [{ladder}], up_to: 2d}}")
    world.pass_time(days=1, minutes=1)
    assert [one.rung for one in world.state.made.messages] == [str(n) for n in range(11)]
