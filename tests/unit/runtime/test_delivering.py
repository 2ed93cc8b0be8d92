"""Messages handed over, and what becomes of them (R6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tropa.ports.state import Version
from tropa.runtime.delivering import FIRST_PAUSE, LEASE, MOST_TRIES, Delivered
from tropa.runtime.published import Published
from tropa.runtime.working import Worker
from tropa.testing.house import House, Provider
from tropa.testing.world import MONDAY

JOURNEY = """
journey: a
start: begun
touchpoints:
  hello: {channel: sms, class: service, communication: Hello}
  holed: {channel: sms, class: service, communication: 'Hi {{ customer.name }}'}
steps:
  - send: hello
  - wait: message_sent where touchpoint = 'hello'
  - emit: heard_of_it
"""


def house_of(provider: Provider, text: str = JOURNEY) -> House:
    """A house with the journey above."""
    return House(text, provider)


def test_r6_a_message_that_was_taken_is_sent_once_and_the_log_hears_of_it() -> None:
    """One letter goes out; ``message_sent`` is an event that a journey may wait for."""
    house = house_of(Provider())
    house.happens()
    assert house.worker.round().delivered == Delivered(n_sent=1)
    assert house.standings() == ["sent"]
    house.wait(timedelta(minutes=1))
    assert house.log() == ["begun", "message_sent", "heard_of_it"]
    house.wait(timedelta(days=1))
    assert [letter.text for letter in house.provider.given] == ["Hello"]


def test_r6_what_is_not_taken_now_is_tried_again_with_growing_pauses() -> None:
    """``later`` twice, then taken: the second pause is twice the first, and nothing goes out between."""
    house = house_of(Provider(["later", "later"]))
    house.happens()
    house.worker.round()
    assert house.wait(FIRST_PAUSE - timedelta(seconds=1)) == Delivered()
    assert house.wait(timedelta(seconds=1)) == Delivered(n_later=1)
    assert house.wait(2 * FIRST_PAUSE - timedelta(seconds=1)) == Delivered()
    assert house.wait(timedelta(seconds=1)) == Delivered(n_sent=1)
    assert len({letter.id for letter in house.provider.given}) == 1


def test_r6_what_is_never_taken_is_given_up_and_told() -> None:
    """After the last try the message has failed, and the log says why."""
    house = house_of(Provider(["later"] * MOST_TRIES))
    house.happens()
    for _ in range(MOST_TRIES):
        house.wait(timedelta(hours=7))
    assert house.standings() == ["failed"]
    assert len(house.provider.given) == MOST_TRIES
    house.wait(timedelta(seconds=1))
    (told,) = (event for event in house.store.log() if event.name == "message_failed")
    assert told.properties["reason"] == "told so"
    assert told.properties["step"] == "steps[0]"


def test_r6_a_refusal_is_not_tried_again() -> None:
    """``refused`` fails at once."""
    house = house_of(Provider(["refused"]))
    house.happens()
    assert house.worker.round().delivered == Delivered(n_failed=1)
    assert house.wait(timedelta(days=1)) == Delivered()


@pytest.mark.parametrize(("safe", "standing", "n_given"), [(True, "sent", 2), (False, "held", 1)])
def test_r6_where_nobody_knows_the_channel_decides(safe: bool, standing: str, n_given: int) -> None:  # noqa: FBT001
    """What may have been taken goes out again where that is safe, else a person decides."""
    house = house_of(Provider(["unknown"], repeats_safely=safe))
    house.happens()
    house.worker.round()
    house.wait(timedelta(hours=1))
    assert house.standings() == [standing]
    assert len(house.provider.given) == n_given


@pytest.mark.parametrize(("safe", "standing", "n_given"), [(True, "sent", 1), (False, "held", 0)])
def test_r6_a_hand_over_that_never_ended_is_unknown(safe: bool, standing: str, n_given: int) -> None:  # noqa: FBT001
    """A worker that took a message and died leaves it ``unknown`` when its lease has run out, not before."""
    house = house_of(Provider(repeats_safely=safe))
    house.happens()
    lease = house.store.lease("dead", house.now, timedelta(minutes=1), 1)
    house.store.release(lease)
    quiet = Worker(house.store, {"*": Provider()}, "dead", lambda: house.now, at=_dies_when_leased)
    with pytest.raises(KeyboardInterrupt):
        quiet.round()
    quiet.stop()
    assert house.standings() == ["sending"]
    house.wait(LEASE - timedelta(seconds=1))
    assert house.standings() == ["sending"]
    house.wait(timedelta(seconds=1))
    assert house.standings() == [standing]
    assert len(house.provider.given) == n_given


def _dies_when_leased(point: str) -> None:
    if point == "leased_messages":
        raise KeyboardInterrupt


def test_a_letter_with_a_hole_waits_for_a_person_and_stops_no_neighbour() -> None:
    """Who has no name is not greeted with a hole; who has one is."""
    house = house_of(Provider(), JOURNEY.replace("send: hello", "send: holed"))
    house.happens()
    assert house.worker.round().delivered == Delivered(n_held=1)
    assert house.standings() == ["held"]


def test_a_channel_that_nobody_set_up_refuses() -> None:
    """Without any channel the message fails, and the reason names the channel."""
    house = house_of(Provider())
    house.happens()
    bare = Worker(house.store, {}, "w2", lambda: house.now)
    bare.round()
    bare.stop()
    house.wait(timedelta(seconds=1))
    (told,) = (event for event in house.store.log() if event.name == "message_failed")
    assert "sms" in str(told.properties["reason"])


def test_words_follow_the_newest_version() -> None:
    """A text that was mended after the message was decided is the one that goes out (R11)."""
    house = house_of(Provider(["later"]))
    house.happens()
    house.worker.round()
    house.publish(JOURNEY.replace("Hello", "Hello!"))
    house.wait(timedelta(hours=1))
    assert [letter.text for letter in house.provider.given] == ["Hello", "Hello!"]


def test_words_of_a_touchpoint_that_is_gone_are_those_it_had_last() -> None:
    """A run that is pinned to an older version still finds its words."""
    newer = JOURNEY.replace("  hello: {channel: sms, class: service, communication: Hello}\n", "").replace(
        "send: hello", "send: holed"
    )
    versions = (Version("a", n, text, "", MONDAY, current=n == 2) for n, text in ((1, JOURNEY), (2, newer)))
    published = Published.of(versions)
    assert published.words_of("a", "hello").version.number == 1
    assert published.words_of("a", "holed").version.number == 2
    with pytest.raises(KeyError):
        published.words_of("b", "hello")
