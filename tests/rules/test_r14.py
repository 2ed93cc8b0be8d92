"""R14, segments are edges: entering and leaving act, being inside does not."""

from __future__ import annotations

import pytest
from tests.rules.scene import MONDAY, TOUCHPOINTS, runs

from tropa.engine.events import TraitsSet
from tropa.testing.world import World

HOUSE = "segments: {vip: {when: spent > 100}}\n"
VIP = f"{TOUCHPOINTS}start: {{segment: vip}}\nsteps: [{{send: hello}}, {{wait: paid}}]\n"


def house(rest: str = VIP) -> World:
    """A journey in a workspace with one segment: who spent more than a hundred."""
    return World(rest, workspace=HOUSE)


def test_r14_entering_acts() -> None:
    """Who comes to spend more than a hundred begins a run."""
    made = house()
    made.traits(spent=50)
    assert made.lives == []
    made.traits(spent=150)
    assert made.told == ["hello"]


def test_r14_being_inside_does_not_act() -> None:
    """Who spends still more is in the segment as before: nothing begins a second time."""
    made = house(f"reentry: {{parallel: 9}}\n{VIP}")
    for spent in (150, 200, 150, 1000):
        made.traits(spent=spent)
    assert len(made.lives) == 1


def test_r14_entering_again_is_another_edge() -> None:
    """Who left the segment and comes back begins again, as the policy of re-entry allows."""
    made = house(f"reentry: {{parallel: 9}}\n{VIP}")
    for spent in (150, 50, 150):
        made.traits(spent=spent)
        made.pass_time(hours=1)
    assert runs(made) == [(None, 1, None), (None, 2, None)]


def test_r14_leaving_acts() -> None:
    """An exit that listens to the leaving of a segment lets out who leaves it, and nobody else's."""
    made = house(f"exit: {{left: segment_left where segment = 'vip'}}\n{VIP}")
    made.traits(spent=150)
    made.traits("ben", spent=150)
    made.traits(spent=50)
    assert made.outcomes == ["left", None]


def test_r14_what_is_not_known_is_not_inside() -> None:
    """Who never spent anything we know of, or spent a word, is outside."""
    made = house()
    made.traits(name="Anna")
    made.traits(spent="much")
    assert made.lives == []


def test_r14_another_trait_makes_no_edge() -> None:
    """Only what turns the condition makes an edge."""
    made = house(f"reentry: {{parallel: 9}}\n{VIP}")
    made.traits(spent=150)
    for city in ("Kazan", "Tehran"):
        made.traits(city=city)
    assert len(made.lives) == 1


@pytest.mark.parametrize(
    ("enroll", "n"), [("", 0), ("enroll: future", 0), ("enroll: current", 1), ("enroll: both", 1)]
)
def test_r14_who_was_inside_when_it_was_first_computed(enroll: str, n: int) -> None:
    """By default those who are in the segment already begin nothing; with ``current`` and ``both`` they do."""
    made = house(VIP.replace("{segment: vip}", f"{{segment: vip, {enroll}}}" if enroll else "{segment: vip}"))
    made.give(TraitsSet("t", "anna", {"spent": 150.0}, MONDAY, MONDAY, 1, historical=True))
    assert made.lives == []
    made.event("segment_enrolled", journey="a", segment="vip")
    assert len(made.lives) == n


@pytest.mark.parametrize(
    ("enroll", "n"), [("", 1), ("enroll: future", 1), ("enroll: current", 0), ("enroll: both", 1)]
)
def test_r14_who_enters_later(enroll: str, n: int) -> None:
    """With ``current`` only those inside at the time begin; otherwise whoever enters does."""
    made = house(VIP.replace("{segment: vip}", f"{{segment: vip, {enroll}}}" if enroll else "{segment: vip}"))
    made.traits(spent=150)
    assert len(made.lives) == n
