"""The premium bundle of the examples, lived through by a family."""

from __future__ import annotations

from pathlib import Path

from tropa.engine.batch import Scripts
from tropa.plan.scripting import compile_script
from tropa.runtime.definitions import load
from tropa.testing.world import World

PREMIUM = Path(__file__).parents[3] / "src" / "tropa" / "data" / "examples" / "premium-activate.yaml"
CHILDREN = ("kid", "kim", "kay")


def family(*children: str) -> World:
    """An owner whose bundle has begun, and the children who have accepted the invitation."""
    world = World("steps: [{wait: 1d}]")
    loaded = load(PREMIUM)
    assert loaded.journey is not None
    world.scripts = Scripts([compile_script(loaded.journey, loaded.workspace)])
    world.event("premium_ordered", order_id=7)
    for child in children:
        world.event("invite_accepted", customer=child, order_id="7")
    return world


def reminded(world: World, of: str) -> list[tuple[str, str]]:
    """To whom a reminder went, and of which part."""
    return [(m.to, m.place.branch) for m in world.state.made.messages if m.touchpoint == of]


def film(world: World) -> None:
    """The owner watches the first film: an event under the name that the app gives it."""
    world.event("Video Started", kind="film")


def test_each_is_reminded_only_of_what_is_missing() -> None:
    """Who has watched a film hears of music and books; a trailer is no film."""
    world = family()
    world.event("Video Started", kind="trailer")
    film(world)
    world.pass_time(days=3, minutes=1)
    assert sorted(reminded(world, "app-reminder")) == [("anna", "books"), ("anna", "music")]
    world.event("book_opened")
    world.pass_time(days=3)
    assert sorted(reminded(world, "app-reminder"))[1:] == [("anna", "music"), ("anna", "music")]


def test_a_refusal_silences_that_subject_alone() -> None:
    """No more of music; books go on being reminded of."""
    world = family()
    film(world)
    world.pass_time(days=3, minutes=1)
    world.event("reminder_refused", step="remind-app", component="music", reason="not_needed", order_id=7)
    world.pass_time(days=7)
    assert sorted(reminded(world, "app-reminder")) == [("anna", "books")] * 3 + [("anna", "music")]


def test_the_child_alone_is_reminded_when_the_child_alone_is_late() -> None:
    """The others have opened their profile; the owner has nothing to do with it."""
    world = family(*CHILDREN)
    for child in CHILDREN[:2]:
        world.event("child_profile_opened", customer=child)
    film(world)
    world.event("track_played")
    world.event("book_opened")
    world.pass_time(days=7, minutes=1)
    assert {to for to, _ in reminded(world, "child-reminder")} == {"kay"}
    assert reminded(world, "app-reminder") == []


def test_the_group_reads_nobody_some_and_all() -> None:
    """An ignored invitation blocks nobody; who joined is waited for; the last one brings the goal."""
    alone = family()
    film(alone)
    alone.event("track_played")
    assert alone.outcomes == ["reached"]
    assert alone.told[-1] == "all-on"
    together = family(*CHILDREN)
    film(together)
    together.event("track_played")
    found = []
    for child in CHILDREN:
        together.event("child_profile_opened", customer=child)
        found.append(together.outcomes)
    assert found == [[None], [None], ["reached"]]


def test_nobody_joins_twice_or_as_the_fourth() -> None:
    """The role has places for three."""
    world = family(*CHILDREN, "kid", "kate")
    assert sorted(world.lives[0].participants) == ["anna", *sorted(CHILDREN)]
    assert world.reasons == ["role_full"]


def test_the_client_s_cancelling_ends_it_all() -> None:
    """With its outcome, whatever anybody still waits for."""
    world = family(*CHILDREN)
    world.event("premium_cancelled", order_id=8)
    assert world.outcomes == [None]
    world.event("premium_cancelled", order_id=7)
    assert (world.outcomes, world.stands) == (["cancelled"], [])
    world.pass_time(days=60)
    assert reminded(world, "child-reminder") == []
