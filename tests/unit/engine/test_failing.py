"""What fails too often holds itself (R16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as but

from tropa.engine.failing import Concern, Tries, self_held
from tropa.testing.world import MONDAY, World

SMS, ACTIVATE = Concern("channel", "sms"), Concern("journey", "activate")


def test_r16_what_passes_the_share_holds_itself_and_says_why() -> None:
    """More than one in ten, of twenty tries at least."""
    tries = {SMS: Tries(30, 4), ACTIVATE: Tries(100, 11), Concern("channel", "push"): Tries(30, 3)}
    found = self_held(tries, (), MONDAY)
    assert [(one.channel, one.journey, one.because, one.mode, one.since) for one in found] == [
        ("sms", None, "failure_rate", "hold", MONDAY),
        (None, "activate", "failure_rate", "hold", MONDAY),
    ]
    assert len({one.id for one in found}) == len(found)


def test_r16_few_tries_hold_nothing() -> None:
    """Nor does no try at all."""
    assert self_held({SMS: Tries(19, 19), ACTIVATE: Tries()}, (), MONDAY) == ()
    assert len(self_held({SMS: Tries(2, 1)}, (), MONDAY, least=2)) == 1
    assert self_held({SMS: Tries(20, 10)}, (), MONDAY, most=0.5) == ()


def test_r16_what_is_held_is_not_held_twice_until_it_was_let_out() -> None:
    """A hold by a person is another matter."""
    tries = {SMS: Tries(30, 30)}
    first = self_held(tries, (), MONDAY)
    later = MONDAY + timedelta(hours=1)
    assert self_held(tries, first, later) == ()
    ended = tuple(but(one, until=later) for one in first)
    again = self_held(tries, ended, later)
    assert len(again) == 1
    assert again[0].id != first[0].id
    assert len(self_held(tries, (but(first[0], because=""),), later)) == 1


def test_r16_a_channel_that_holds_itself_keeps_messages_back() -> None:
    """As any hold does."""
    made = World("start: begun\ntouchpoints: {x: {channel: sms, class: service}}\nsteps: [{send: x}]")
    made.around = replace(made.around, holds=self_held({SMS: Tries(30, 30)}, (), MONDAY))
    made.event("begun")
    assert made.told == []
    assert made.stands == ["steps[0]"]


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0, 1))
def test_r16_more_failures_never_let_out(n: int, n_failed: int, most: float) -> None:
    """Whatever holds at so many failures holds at one more."""
    few, more = ({SMS: Tries(n, k)} for k in (min(n, n_failed), min(n, n_failed + 1)))
    assert len(self_held(few, (), MONDAY, most=most)) <= len(self_held(more, (), MONDAY, most=most))
