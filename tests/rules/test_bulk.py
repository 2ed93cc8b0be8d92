"""Much at once, far away, and hostile: what no rule makes an exception for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.rules.scene import MONDAY, begun, ids, outcome_of, world

from tropa.engine.events import Event

HOSTILE = {
    "": "empty name",
    "order_id": "x" * 100_000,
    "__class__": "dunder",
    "a b": "'; drop table runs; --",
    "ключ": "\u202eright to left\x00\x07",
    "lone": "\ud800",
    "page": "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "n": "1e400",
    "deep": "[" * 5_000,
}


@pytest.mark.parametrize("n", [5_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_r5_timers_of_one_minute_fire_once_each(n: int) -> None:
    """A hundred thousand customers whose reminders fall due within a minute are reminded once each, in due order."""
    made = world("start: ordered\nsteps: [{wait: 1h}, {send: nag}]\n")
    step = timedelta(minutes=1) / n
    made.give(*(Event(f"m{i}", f"c{i}", "ordered", MONDAY, MONDAY + step * i, i, {}) for i in range(n)))
    assert len(made.lives) == n
    made.now = MONDAY + timedelta(hours=2)
    made.give(upto=made.now)
    assert len(made.sent) == n
    assert len(set(ids(made))) == n
    due = [one.at for one in made.state.made.messages]
    assert due == sorted(due)
    assert due[0] == MONDAY + timedelta(hours=1)
    assert due[-1] < MONDAY + timedelta(hours=1, minutes=1)


def test_r8_ten_thousand_events_of_one_customer_are_all_heard() -> None:
    """The ten-thousandth click is told from the others, and a look back counts all of them."""
    n = 10_000
    made = begun(f"[{{wait: clicked where n = {n}}}, {{wait: 'at_least({n}, clicked)', then: [{{end: counted}}]}}]")
    at = [MONDAY + timedelta(seconds=i) for i in range(n + 1)]
    clicks = [Event(f"c{i}", "anna", "clicked", at[i], at[i], i, {"n": float(i)}) for i in range(1, n + 1)]
    made.give(*clicks[:-1])
    assert made.stands == ["steps[0]"]
    made.give(clicks[-1])
    assert outcome_of(made) == "counted"


def test_r3_a_thousand_rounds_of_a_loop_that_looks_back_at_everything_take_one_event_each() -> None:
    """However much has resolved a step before, the next event resolves it, once."""
    made = begun("[{id: c, wait: clicked, since: ever}, {send: hello}, {back_to: c, max_visits: unlimited}]")
    at = [MONDAY + timedelta(seconds=i) for i in range(1_001)]
    made.give(*(Event(f"c{i}", "anna", "clicked", at[i], at[i], i, {}) for i in range(1, 1_001)))
    assert (len(made.sent), len(set(ids(made))), made.stands) == (1_000, 1_000, ["c"])


@pytest.mark.parametrize("year", [1, 1066, 1969, 2400, 9999])
def test_r2_events_of_the_far_past_and_future_are_no_accident(year: int) -> None:
    """Whatever time a sender claims, what is decided is decided, and neighbours do not notice."""
    far = datetime(year, 1, 1, tzinfo=UTC)
    made = begun("[{wait: paid, up_to: 2d, then: [{send: hello}], else: [{send: nag}]}]")
    made.event("paid", at=far)
    made.event("ordered", "ben", at=far)
    made.event("ordered", "cid")
    made.pass_time(days=9)
    assert ("nag", "email", "cid") in made.sent
    assert len([to for _, _, to in made.sent if to == "anna"]) == 1


def test_r7_waits_to_the_end_of_the_calendar_are_no_accident() -> None:
    """A wait of ten thousand years, in any unit, begins, and stands."""
    for wait in ("4000000d", "600000w", "90000000h"):
        made = begun(f"[{{wait: {wait}}}, {{send: nag}}]")
        made.pass_time(days=365_000)
        assert (made.sent, made.stands, made.state.set_aside) == ([], ["steps[0]"], [])


def test_r4_hostile_properties_are_properties() -> None:
    """Names and values that mean something to a shell, a template or a store mean nothing here."""
    made = world(
        "key: order_id\nstart: ordered\n"
        "steps: [{wait: paid where page is not null, then: [{send: hello}]}, {end: after}]\n"
    )
    made.event("ordered", properties=HOSTILE)
    made.event("paid", properties=HOSTILE)
    assert (made.told, made.outcomes, made.state.set_aside) == (["hello"], ["after"], [])


@pytest.mark.parametrize("customer", ["x" * 10_000, "a\x00b", "\u202e", "\ud800", "anna\n", "'; --"])
def test_r9_hostile_customers_are_customers(customer: str) -> None:
    """Any id has its own run, its own message and its own arm."""
    made = world("start: ordered\nsteps: [{send: hello}]\n")
    made.event("ordered", customer)
    made.event("ordered", "plain")
    assert made.sent == [("hello", "email", customer), ("hello", "email", "plain")]
    assert len(set(ids(made))) == 2


def test_r16_a_customer_without_a_name_is_set_aside() -> None:
    """An event of nobody begins no run, and it is told why; somebody else's does."""
    made = world("start: ordered\nsteps: [{send: hello}]\n")
    made.event("ordered", "")
    made.event("ordered", "plain")
    assert [to for _, _, to in made.sent] == ["plain"]
    assert [bool(one.reason) for one in made.state.set_aside] == [True]


def test_r1_a_sender_whose_clock_jumps_is_followed_by_ours() -> None:
    """Own times that run back and forth by years neither stop the order of receipt nor move a deadline."""
    made = begun("[{wait: 'at_least(3, clicked)', up_to: 2d, then: [{send: hello}], else: [{send: nag}]}]")
    for days in (-4000, 4000, -1, 1):
        made.pass_time(hours=1)
        made.event("clicked", at=made.now + timedelta(days=days))
    made.pass_time(days=3)
    assert [(one.touchpoint, one.at) for one in made.state.made.messages] == [("nag", MONDAY + timedelta(days=2))]
