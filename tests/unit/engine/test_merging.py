"""Two customers turn out to be one (R19)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tropa.engine.caps import caps_of
from tropa.engine.events import Event
from tropa.engine.intents import SendingFacts
from tropa.engine.state import EntranceId, Life, RunId, StageId
from tropa.journey.codecs.values import Clock, Duration, Rate, Section, Window
from tropa.plan.scripting import compile_script
from tropa.testing.histories import played
from tropa.testing.world import MONDAY, World, journey_of

TEXT = """
start: begun
key: order
reentry: after_exit
success: won
stages: [{id: early, min: 9d, forbid: cross_sell}, {id: late}]
touchpoints:
  hello: {channel: sms, class: service}
  bye: {channel: sms, class: reminder}
steps:
  - {id: greet, send: hello, stage: early}
  - {id: hope, wait: answered, up_to: 5d, stage: early}
  - {id: call, task: Call, to: care, stage: late}
  - {id: part, send: bye, stage: late}
"""


def world(text: str = TEXT) -> World:
    """A world with one journey."""
    return World(text)


def merged(made: World, loser: str = "anon", winner: str = "anna") -> None:
    """One customer is another."""
    made.event("customer_merged", loser, into=winner)


def open_runs(made: World) -> list[Life]:
    """Runs without an outcome."""
    return [life for life in made.lives if life.run.outcome is None]


def test_r19_runs_of_the_one_are_runs_of_the_other() -> None:
    """Under a new id, at the same place, with the same timers; the old id is gone."""
    made = world()
    made.event("begun", "anon", order=1)
    made.pass_time(days=1)
    merged(made)
    (life,) = made.lives
    assert life.run.id == RunId("a", "anna", "1", 1)
    assert life.run.born_as == "anon"
    assert list(life.participants) == ["anna"]
    (row,) = made.state.loaded.aliases.items()
    assert row == ("anon", "anna")
    assert list(made.state.loaded.entrances) == [EntranceId("a", "anna", "1")]
    made.pass_time(days=5)
    assert made.stands == ["call"]


def test_r19_whatever_still_comes_in_of_the_one_is_of_the_other() -> None:
    """In the same batch, and later; through any number of merges."""
    made = world()
    made.event("begun", "anon", order=1)
    merged(made, "anon", "anna")
    merged(made, "anna", "clara")
    made.event("answered", "anon")
    made.traits("anon", tier="gold")
    assert made.stands == ["call"]
    assert made.state.loaded.traits == {"clara": {"tier": "gold"}}
    assert made.lives[0].run.id.customer == "clara"
    assert made.lives[0].run.born_as == "anon"


def test_r19_messages_and_tasks_keep_their_ids() -> None:
    """They are made of who the customer was at birth, and of the attempt then."""
    plain, made = world(), world()
    for one in (plain, made):
        one.event("begun", "anna", message_id="other", order=1)
        one.event("won", "anna")
        one.pass_time(hours=1)
        one.event("begun", "anon", order=1)
        one.event("answered", "anon")
    merged(made)
    assert made.lives[-1].run.id == RunId("a", "anna", "1", 2)
    made.event("task_done", "anna", task="call")
    plain.event("task_done", "anon", task="call")
    assert [one.id for one in made.state.made.messages] == [one.id for one in plain.state.made.messages]
    assert [one.id for one in made.state.made.closed] == [one.id for one in plain.state.made.opened]
    assert [one.to for one in made.state.made.messages] == ["anna", "anon", "anna"]


def test_r19_a_message_that_waits_goes_to_the_one_who_stays() -> None:
    """Its slot is not reserved twice."""
    made = world()
    caps = caps_of({"reminder": Rate(1, Duration(1, "w"))})
    made.under(SendingFacts(quiet_hours=Window(Clock(0), Clock(12 * 60)), caps=caps))
    made.event("begun", "anon:1|x", order=1)
    made.pass_time(hours=4)
    made.event("answered", "anon:1|x")
    made.pass_time(hours=12)
    made.event("task_done", "anon:1|x", task="call")
    assert made.stands == ["part"]
    merged(made, "anon:1|x")
    (entry,) = made.state.loaded.ledgers["anna"][-1:]
    assert entry.reserved
    made.pass_time(days=1)
    assert made.sent[-1] == ("bye", "sms", "anna")
    assert made.outcomes == ["ended"]
    assert [one.reserved for one in made.state.loaded.ledgers["anna"] if one.class_ == "reminder"] == [False]


@pytest.mark.parametrize(
    ("anon", "anna", "stays"),
    [(["answered"], [], "anon"), ([], ["answered"], "anna"), ([], [], "anna")],
)
def test_r19_of_two_runs_of_one_key_the_more_advanced_stays(anon: list[str], anna: list[str], stays: str) -> None:
    """Of equals the older; the other ends, and says why."""
    made = world()
    made.event("begun", "anna", order=1)
    made.pass_time(hours=1)
    made.event("begun", "anon", order=1)
    for who, events in (("anon", anon), ("anna", anna)):
        for name in events:
            made.event(name, who, order=1)
    merged(made)
    (life,) = open_runs(made)
    assert life.run.born_as == stays
    assert "merged" in {one.reason for one in made.state.made.transitions}
    assert sorted(one.run.id.attempt for one in made.lives) == [1, 2]
    assert made.state.loaded.entrances[EntranceId("a", "anna", "1")].n_open == 1


def test_r19_other_keys_and_parallel_journeys_keep_all_runs() -> None:
    """Attempts are counted behind those of the one who stays."""
    made = world()
    made.event("begun", "anna", order=1)
    made.event("begun", "anon", order=2)
    merged(made)
    assert len(open_runs(made)) == 2
    many = world(TEXT.replace("after_exit", "{parallel: 9}"))
    many.event("begun", "anna", order=1)
    many.event("begun", "anon", order=1)
    many.event("begun", "anon", order=1)
    merged(many)
    assert sorted(one.run.id.attempt for one in open_runs(many)) == [1, 2, 3]
    many.event("begun", "anna", order=1)
    assert many.lives[-1].run.id.attempt == 4


def test_r19_what_the_other_did_counts() -> None:
    """A wait, a goal and a condition see the history of both, in order of receipt."""
    made = world("start: begun\nsteps: [{wait: answered}, {id: next, wait: 9d}]")
    made.event("begun", "anna")
    made.event("answered", "anon")
    merged(made)
    assert made.stands == ["next"]
    won = world()
    won.event("begun", "anna", order=1)
    won.event("won", "anon", order=1)
    merged(won)
    assert won.outcomes == ["reached"]
    before = world()
    before.event("won", "anon", at=MONDAY - timedelta(days=1))
    before.event("begun", "anna", order=1)
    merged(before)
    assert before.outcomes == [None]


def test_r19_traits_of_the_one_who_stays_come_first() -> None:
    """The other's fill in."""
    made = world()
    made.traits("anon", tier="gold", city="Perm")
    made.traits("anna", tier="silver")
    merged(made)
    assert made.state.loaded.traits == {"anna": {"tier": "silver", "city": "Perm"}}


def test_r19_caps_count_what_both_were_sent() -> None:
    """The ledgers are added up."""
    text = "start: begun\nkey: order\ntouchpoints: {x: {channel: sms, class: reminder}}\nsteps: [{send: x}]"
    made = world(text)
    made.under(SendingFacts(caps=caps_of({"reminder": Rate(2, Duration(1, "w"))})))
    for who, order in (("anna", 1), ("anon", 2)):
        made.event("begun", who, order=order)
    merged(made)
    made.event("begun", "anna", order=3)
    assert len(made.sent) == 2


def test_r19_memberships_are_one_from_the_earlier_beginning_to_the_later_end() -> None:
    """The guard of either keeps back for both."""
    made = world()
    made.event("begun", "anon", order=1)
    made.pass_time(days=3)
    made.event("begun", "anna", order=2)
    merged(made)
    (early,) = [row for row in made.state.loaded.memberships.values() if row.id.stage == "early"]
    assert early.id == StageId("anna", "a", "early")
    assert (early.began_at, early.n_here) == (MONDAY, 2)
    assert early.least_until == MONDAY + timedelta(days=12)


FAMILY = """
start: begun
key: family
roles: {owner: {}, child: {count: 0..3, steps: [{id: play, task: Play}]}}
events: {came: {joins: {role: child}}}
steps: [{id: rest, wait: 9d}]
"""


def test_r19_a_participant_of_anothers_run_goes_by_the_new_name() -> None:
    """The run keeps its id."""
    made = world(FAMILY)
    made.event("begun", "mother", family=1)
    made.event("came", "anon", family=1)
    merged(made)
    (life,) = made.lives
    assert (life.run.id.customer, list(life.participants)) == ("mother", ["mother", "anna"])
    made.event("task_done", "anna", task="play", family=1)
    assert [one.outcome for one in made.state.made.closed] == ["done"]
    assert [one.id for one in made.state.made.closed] == [one.id for one in made.state.made.opened]


@pytest.mark.parametrize("loser", ["mother", "anon"])
def test_r19_who_was_there_twice_is_there_once(loser: str) -> None:
    """The first participant's part stays; what the other had to do is called off."""
    made = world(FAMILY)
    made.event("begun", "mother", family=1)
    made.event("came", "anon", family=1)
    winner = "anon" if loser == "mother" else "mother"
    merged(made, loser, winner)
    (life,) = made.lives
    assert life.run.id.customer == winner
    assert {one.role for one in life.participants.values()} == {"owner"}
    assert made.stands == ["rest"]
    assert [one.outcome for one in made.state.made.closed] == ["cancelled"]


def test_r19_the_old_id_is_gone_at_once() -> None:
    """Who joins by the key later in the same batch joins the one run that there is."""
    made = world(FAMILY)
    made.event("begun", "anon", family=1)
    now = made.now
    one = Event("x1", "anon", "customer_merged", now, now, 90, Section({"into": "anna"}))
    two = Event("x2", "kid", "came", now, now, 91, Section({"family": "1"}))
    made.give(one, two)
    (life,) = made.lives
    assert list(life.participants) == ["anna", "kid"]
    assert len([one for one in made.state.made.transitions if one.participant == "kid"]) == 1


def test_r19_invitations_lead_to_the_run_under_its_new_id() -> None:
    """Who accepts after the merge joins."""
    roles = "roles: {owner: {}, child: {count: 0..3}}"
    made = world(f"start: begun\n{roles}\nsteps: [{{invite: child, then: [{{wait: 9d}}]}}]")
    made.event("begun", "anon")
    (invitation,) = made.state.made.invitations
    merged(made)
    made.event("invite_accepted", "kid", invite=invitation.id)
    assert list(made.lives[0].participants) == ["anna", "kid"]


@pytest.mark.parametrize("into", [None, "", "anon", 7])
def test_r19_a_merge_with_nobody_changes_nothing(into: object) -> None:
    """Whatever it names."""
    made = world()
    made.event("begun", "anon", order=1)
    made.event("customer_merged", "anon", into=into)
    assert made.reasons == ["nobody_else"]
    assert made.lives[0].run.id.customer == "anon"


def test_r19_merges_in_a_circle_end() -> None:
    """The second finds that both are one already."""
    made = world()
    made.event("begun", "anon", order=1)
    merged(made, "anon", "anna")
    merged(made, "anna", "anon")
    assert made.reasons == ["nobody_else"]
    assert made.lives[0].run.id.customer == "anna"


@pytest.mark.parametrize("cuts", [(), (1,)])
def test_r21_what_was_written_at_one_instant_is_joined_in_one_order(cuts: tuple[int, ...]) -> None:
    """Whether the merge comes in the batch in which runs wrote events, or in the next: of equals the ids decide."""
    script = compile_script(journey_of("journey: on\nstart: begun\nsteps: [{start: on}, {id: on, start: on}]\n"))
    told = (
        Event("m1", "anon", "begun", MONDAY, MONDAY, 1, Section()),
        Event("m2", "anon", "customer_merged", MONDAY, MONDAY, 2, Section({"into": "anna"})),
    )
    heard = played(script, told, cuts).loaded.heard["anna"]["run_requested"]
    ids = [one.message_id for one in heard]
    assert len(ids) == 2
    assert ids == sorted(ids)
