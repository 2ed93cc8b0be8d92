"""Several people in one run: invitations, roles, and whose goal it is."""

from __future__ import annotations

import pytest
from tests.rules.scene import TOUCHPOINTS, outcome_of

from tropa.testing.world import World

FAMILY = f"""{TOUCHPOINTS}
roles:
  parent: {{}}
  child: {{count: 0..3, done: watched, steps: [{{send: greet}}, {{wait: watched}}, {{send: stay}}]}}
start: ordered
"""

TWICE = "{invite: child, detached: 'yes'}, {invite: child, detached: 'yes'}"


def family(rest: str) -> World:
    """A parent has ordered; children may be invited."""
    made = World(FAMILY + rest)
    made.event("ordered", "mum")
    return made


def join(made: World, child: str, number: int = -1) -> None:
    """A child accepts an invitation: the last one, or one by its number."""
    made.event("invite_accepted", child, invite=made.state.made.invitations[number].id)


ONE = """\
steps: [{invite: child, with: hello, up_to: 3d, then: [{send: nag}], else: [{send: last}], refused: [{send: alarm}]}]
"""


def test_an_invitation_is_sent_and_waits() -> None:
    """The parent is told how to invite, and the run waits for the answer."""
    made = family(ONE)
    assert made.sent == [("hello", "email", "mum")]
    assert len(made.state.made.invitations) == 1
    assert len(made.stands) == 1


def test_whoever_joins_begins_the_steps_of_the_role() -> None:
    """The child is greeted, the parent goes on, and both stand where they stand."""
    made = family(ONE)
    join(made, "kid")
    assert sorted(made.sent) == [("greet", "email", "kid"), ("hello", "email", "mum"), ("nag", "email", "mum")]
    made.event("watched", "kid")
    assert made.sent[-1] == ("stay", "email", "kid")


@pytest.mark.parametrize(("answer", "told"), [("refused", "alarm"), ("nothing", "last")])
def test_an_invitation_that_is_refused_or_ignored_has_its_own_way(answer: str, told: str) -> None:
    """A refusal is answered at once, silence when the time is over."""
    made = family(ONE)
    if answer == "refused":
        made.event("invite_refused", "mum", invite=made.state.made.invitations[0].id)
    made.pass_time(days=9)
    assert made.told == ["hello", told]


def test_an_ignored_invitation_never_blocks_the_goal() -> None:
    """``all(roles)`` asks of everyone who joined; who never came is not waited for."""
    made = family(f"success: all(roles)\nsteps: [{TWICE}, {{wait: 90d}}]\n")
    join(made, "kid", 0)
    assert outcome_of(made) is None
    made.event("watched", "kid")
    assert outcome_of(made) == "reached"


def test_all_who_joined_must_be_done() -> None:
    """With two children the goal is reached by the second."""
    made = family(f"success: all(roles)\nsteps: [{TWICE}, {{wait: 90d}}]\n")
    join(made, "kid", 0)
    join(made, "tot", 1)
    made.event("watched", "kid")
    assert outcome_of(made) is None
    made.event("watched", "tot")
    assert outcome_of(made) == "reached"


def test_a_detached_invitation_lets_the_run_go_on() -> None:
    """The parent does not wait for the child."""
    made = family("steps: [{invite: child, detached: 'yes'}, {send: nag}, {wait: 90d}]\n")
    assert made.told == ["nag"]
    join(made, "kid")
    assert made.told == ["nag", "greet"]


@pytest.mark.parametrize(("late", "joins"), [(2, True), (4, False)])
def test_an_invitation_holds_as_long_as_it_says(late: int, *, joins: bool) -> None:
    """Who comes after three days joins no more, and it is told why."""
    made = family(ONE.replace("else: [{send: last}]", "else: [{wait: 90d}]"))
    made.pass_time(days=late)
    join(made, "kid")
    assert (("greet", "email", "kid") in made.sent) is joins
    assert made.reasons == ([] if joins else ["invitation_over"])


def test_an_invitation_of_nobody_is_ignored() -> None:
    """An id that was never given joins nobody to anything."""
    made = family(ONE)
    made.event("invite_accepted", "kid", invite="no such")
    assert made.reasons == ["no_invitation"]
    assert made.told == ["hello"]


def test_a_role_takes_as_many_as_it_has_room_for() -> None:
    """Of four children in a role for three the fourth does not join."""
    steps = ", ".join(["{invite: child, detached: 'yes'}"] * 4)
    made = family(f"steps: [{steps}, {{wait: 90d}}]\n")
    for number in range(4):
        join(made, f"kid{number}", number)
    assert [to for name, _, to in made.sent if name == "greet"] == ["kid0", "kid1", "kid2"]
    assert made.reasons == ["role_full"]


@pytest.mark.parametrize(
    ("success", "who", "outcome"),
    [
        ("paid", ["kid"], None),
        ("paid", ["mum"], "reached"),
        ("{for: paid, whose: first}", ["kid"], None),
        ("{for: paid, whose: any}", ["kid"], "reached"),
        ("{for: paid, whose: any}", ["mum"], "reached"),
        ("{for: paid, whose: each}", ["kid"], None),
        ("{for: paid, whose: each}", ["mum"], None),
        ("{for: paid, whose: each}", ["mum", "kid"], "reached"),
    ],
)
def test_the_goal_says_whose_it_is(success: str, who: list[str], outcome: str | None) -> None:
    """By default the first participant's; of any participant or of each, where it is said."""
    made = family(f"success: {success}\nsteps: [{{invite: child, detached: 'yes'}}, {{wait: 90d}}]\n")
    join(made, "kid")
    for customer in who:
        made.event("paid", customer)
    assert outcome_of(made) == outcome


def test_an_exit_is_taken_by_the_first_participant_alone() -> None:
    """A child that cancels lets nobody out; the parent does."""
    made = family(f"exit: {{gone: cancelled}}\nsteps: [{TWICE}, {{wait: 90d}}]\n")
    join(made, "kid", 0)
    made.event("cancelled", "kid")
    assert outcome_of(made) is None
    made.event("cancelled", "mum")
    assert outcome_of(made) == "gone"


def test_an_end_of_anyone_but_the_first_ends_their_part() -> None:
    """A child that comes to an ``end`` is done; the parent's run goes on."""
    made = World(
        TOUCHPOINTS
        + """
roles: {parent: {}, child: {count: 0..3, steps: [{end: away}, {send: stay}]}}
start: ordered
steps: [{invite: child, detached: 'yes'}, {wait: paid}, {send: hello}]
"""
    )
    made.event("ordered", "mum")
    join(made, "kid")
    assert (outcome_of(made), made.sent) == (None, [])
    made.event("paid", "mum")
    assert made.told == ["hello"]


def test_each_participant_waits_for_deeds_of_their_own() -> None:
    """A film that one child watched is not watched by the other."""
    made = family(f"steps: [{TWICE}, {{wait: 90d}}]\n")
    join(made, "kid", 0)
    join(made, "tot", 1)
    made.event("watched", "tot")
    assert [to for name, _, to in made.sent if name == "stay"] == ["tot"]


def test_words_to_another_role_go_to_everyone_in_it() -> None:
    """The parent's step that writes to the children writes to each who joined, and to nobody else."""
    made = family(f"steps: [{TWICE}, {{wait: 1d}}, {{send: nag, to: child}}]\n")
    join(made, "kid", 0)
    join(made, "tot", 1)
    made.pass_time(days=2)
    assert sorted(to for name, _, to in made.sent if name == "nag") == ["kid", "tot"]
    assert len({one.id for one in made.state.made.messages}) == len(made.sent)
