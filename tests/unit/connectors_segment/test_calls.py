"""Calls in the Segment shape, one at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.connectors.segment import BadCall, read_call
from tropa.engine.events import Event, Input, TraitsSet, fault_of
from tropa.plan.anonymity import ANONYMOUS
from tropa.plan.our_events import CUSTOMER_MERGED

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def read(**call: object) -> list[Input]:
    """What a call tells."""
    return read_call(msgspec.json.encode(call), NOW)


def test_a_track_call_is_an_event_with_its_properties_as_conditions_see_them() -> None:
    """Numbers are numbers, truth is its word, lists are JSON, nothing is nothing."""
    (event,) = read(
        type="track",
        event="Film Started",
        userId="anna",
        messageId="m1",
        timestamp="2026-03-02T08:59:00+00:00",
        properties={"n": 3, "ok": True, "tags": ["a"], "none": None},
    )
    assert isinstance(event, Event)
    assert (event.message_id, event.customer, event.name) == ("m1", "anna", "Film Started")
    assert event.at == NOW - timedelta(minutes=1)
    assert event.received_at == NOW
    assert dict(event.properties) == {"n": 3.0, "ok": "true", "tags": '["a"]', "none": None}


def test_r1_the_senders_clock_is_put_right_once() -> None:
    """A sender whose clock is a day ahead of ours when it sends is a day ahead when it happened."""
    (event,) = read(event="a", userId="u", timestamp="2026-03-03T08:59:00Z", sentAt="2026-03-03T09:00:00Z")
    assert event.at == NOW - timedelta(minutes=1)


def test_an_identify_call_sets_traits_and_says_that_two_ids_are_one_customer() -> None:
    """With both ids the anonymous one is merged into the user's, before the traits are set."""
    merged, traits = read(type="identify", userId="anna", anonymousId="x1", traits={"plan": "free"}, messageId="m")
    assert isinstance(merged, Event)
    assert (merged.customer, merged.name, dict(merged.properties)) == ("x1", CUSTOMER_MERGED, {"into": "anna"})
    assert isinstance(traits, TraitsSet)
    assert (traits.customer, dict(traits.traits)) == ("anna", {"plan": "free"})
    assert merged.message_id != traits.message_id


@pytest.mark.parametrize("said", [{"anonymousId": "x1"}, {"anonymousId": "x1", "userId": ""}])
def test_who_is_named_by_an_anonymous_id_alone_is_marked(said: dict[str, str]) -> None:
    """Events and traits bear the mark."""
    (event,) = read(event="a", **said)
    (traits,) = read(type="identify", traits={"plan": "free"}, **said)
    assert isinstance(event, Event)
    assert isinstance(traits, TraitsSet)
    assert (dict(event.properties), dict(traits.traits)) == ({ANONYMOUS: "true"}, {"plan": "free", ANONYMOUS: "true"})


def test_nobody_can_set_the_mark() -> None:
    """A customer who is known bears none, whatever the call says."""
    (event,) = read(event="a", userId="anna", properties={ANONYMOUS: True, "n": 1})
    _, traits = read(type="identify", userId="anna", anonymousId="x1", traits={ANONYMOUS: "true"})
    assert isinstance(event, Event)
    assert isinstance(traits, TraitsSet)
    assert (dict(event.properties), dict(traits.traits)) == ({"n": 1.0}, {})


def test_an_alias_call_merges_and_tells_no_event() -> None:
    """``previousId`` is the customer who becomes ``userId``."""
    (merged,) = read(type="alias", userId="anna", previousId="x1")
    assert isinstance(merged, Event)
    assert (merged.customer, dict(merged.properties)) == ("x1", {"into": "anna"})


def test_a_page_is_an_event_with_its_title() -> None:
    """The title is the property ``name``, where the page's own properties have none."""
    (event,) = read(type="page", userId="u", name="Prices", properties={"url": "/p"})
    assert isinstance(event, Event)
    assert (event.name, dict(event.properties)) == ("page", {"url": "/p", "name": "Prices"})


def test_a_call_without_an_id_is_named_by_what_it_says() -> None:
    """The same line twice is one input; another line is another."""
    first, again = (read(event="a", userId="u", timestamp="2026-03-02T08:00:00Z")[0] for _ in range(2))
    other = read(event="a", userId="u", timestamp="2026-03-02T08:00:01Z")[0]
    assert first.message_id == again.message_id != other.message_id


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "truncated"),
        (b"[1]", "object"),
        (b'{"type": "track", "userId": "u"}', "event: expected a text, met nothing"),
        (b'{"event": "a"}', "userId or anonymousId"),
        (b'{"type": "trak", "userId": "u"}', "'trak'"),
        (b'{"event": "a", "userId": "u", "timestamp": "31.12.2026"}', "31.12.2026"),
        (b'{"event": "a", "userId": "u", "timestamp": 5}', "met 5"),
        (b'{"event": "a", "userId": "u", "properties": [1]}', "properties"),
        (b'{"event": "a", "userId": {"$ne": 1}}', "userId"),
        (b'{"event": "a", "userId": "' + b"x" * 600 + b'"}', "500"),
        (b'{"event": "a\\u0000", "userId": "u"}', "NUL"),
        (b'{"event": "a", "userId": "u", "x": "' + b"x" * 600_000 + b'"}', "512,000"),
    ],
)
def test_what_cannot_be_read_is_told_with_what_was_expected(line: bytes, told: str) -> None:
    """Each bad call is an error that names what was met."""
    with pytest.raises(BadCall, match=told):
        read_call(line, NOW)


def test_a_blank_line_tells_nothing() -> None:
    """It is no fault either."""
    assert read_call(b"  \r\n", NOW) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
_TIMES = ["timestamp", "sentAt"]
_IDS = ["userId", "anonymousId", "previousId", "messageId"]
KEYS = st.sampled_from(["type", "event", "name", "properties", "traits", *_IDS, *_TIMES])


@given(st.dictionaries(KEYS, JSON) | JSON)
def test_whatever_comes_is_read_or_refused_and_what_is_read_can_be_decided_on(call: object) -> None:
    """No call makes the reader fail in another way, and no input it gives is unfit for the engine."""
    try:
        line = msgspec.json.encode(call)
    except UnicodeEncodeError:
        return
    try:
        inputs = read_call(line, NOW)
    except BadCall:
        return
    assert [fault_of(one) for one in inputs] == [None] * len(inputs)
