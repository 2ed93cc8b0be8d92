"""What loops remember of the events that they have gone round by."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tropa.engine.forgetting import MOST_KEPT
from tropa.testing.world import World

ROUNDS = 3 * MOST_KEPT


def looped(wait: str) -> World:
    """A loop around a wait, gone round by one click a minute."""
    made = World(
        "start: ordered\ntouchpoints: {hello: {channel: sms, class: service}}\n"
        f"steps: [{{id: c, {wait}}}, {{send: hello}}, {{back_to: c, max_visits: unlimited}}]"
    )
    made.event("ordered")
    for _ in range(ROUNDS):
        made.pass_time(minutes=1)
        made.event("clicked")
    assert len(made.sent) == ROUNDS
    return made


def kept(made: World) -> int:
    """How many ids the one run has kept of the wait."""
    (life,) = made.state.lives.values()
    return len(life.participants["anna"].visits["|c"].resolved_by)


@pytest.mark.parametrize("since", ["", ", since: step", ", since: 1h"])
def test_a_loop_that_looks_from_the_jump_on_keeps_a_few_ids(since: str) -> None:
    """However often it has gone round; what it looks no further back than, it forgets."""
    made = looped(f"wait: clicked{since}")
    if since == ", since: 1h":
        made.pass_time(days=4)
        made.event("clicked")
        assert len(made.sent) == ROUNDS + 1
    assert kept(made) <= MOST_KEPT + 1


def test_a_loop_that_looks_at_everything_forgets_nothing() -> None:
    """Each of them would resolve it again."""
    assert kept(looped("wait: clicked, since: ever")) == ROUNDS


def test_r3_what_comes_late_from_before_the_jump_does_not_go_round_again() -> None:
    """Forgetting is no second chance: an old click that is looked back on stays old."""
    made = looped("wait: clicked")
    made.event("clicked", at=made.now - timedelta(minutes=ROUNDS // 2))
    assert (len(made.sent), made.stands) == (ROUNDS, ["c"])
