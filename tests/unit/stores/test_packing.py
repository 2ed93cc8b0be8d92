"""Texts and values as databases hold them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.engine.events import Event
from tropa.ports.state import Lease
from tropa.stores.claims import Claim, claimed
from tropa.stores.known_ids import period_of
from tropa.stores.memory.timers import Timers
from tropa.stores.opening import open_store
from tropa.stores.sql.packing import instant, micros, pack, unpack
from tropa.stores.sql.texts import NameTooLong, column, from_column, from_key_column, indexed, key_column
from tropa.testing.state_conformance import DAY, HOUR, event, open_life
from tropa.testing.world import MONDAY

ANY_TEXT = st.text(st.characters(codec=None), max_size=9)


@given(ANY_TEXT)
def test_any_text_comes_back_from_a_column(text: str) -> None:
    """A column holds what UTF-8 can say, without U+0000, and gives back the text it was given."""
    held = column(text)
    assert "\x00" not in held.encode().decode()
    assert from_column(held) == text


@given(ANY_TEXT | st.none(), ANY_TEXT | st.none())
def test_keys_are_told_apart(one: str | None, other: str | None) -> None:
    """Two keys have one column only where they are one, no key among them."""
    assert (key_column(one) == key_column(other)) == (one == other)
    assert from_key_column(key_column(one)) == one


def test_a_long_text_stands_in_an_index_by_what_it_hashes_to() -> None:
    """However long a text is, its index entry is short, and no short text has the same one."""
    long = "k" * 10_000
    assert len(indexed(long)) == 65
    assert indexed(long) != indexed(long + "k")
    assert indexed(indexed(long)) != indexed(long)


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers(-(2**63), 2**63 - 1) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
)


@given(VALUES)
def test_any_value_comes_back_from_bytes(value: object) -> None:
    """What is packed is unpacked as it was, texts that are not Unicode among it."""
    assert unpack(pack(value)) == value


def test_a_number_beyond_all_is_kept_as_near_as_can_be() -> None:
    """A whole number beyond 64 bits, which no column holds, becomes the nearest float."""
    assert unpack(pack([2**70, -(2**70), 10**400])) == [2.0**70, -(2.0**70), float("inf")]


@given(st.datetimes(timezones=st.just(UTC)))
def test_instants_are_exact(at: datetime) -> None:
    """An instant is kept to the microsecond, over the whole calendar."""
    assert instant(micros(at)) == at


def test_what_is_over_is_forgotten_by_weeks() -> None:
    """A Monday begins a week in which ids are known together."""
    assert period_of(MONDAY) == period_of(MONDAY + 5 * DAY)
    assert period_of(MONDAY + 7 * DAY) == period_of(MONDAY) + 1


def test_a_name_without_end_is_refused_before_it_is_taken_in(tmp_path: Path) -> None:
    """A customer with a name that no index holds is refused at the door, with the whole call."""
    store = open_store(f"sqlite:{tmp_path / 'a.db'}")
    endless = Event("m", "x" * 501, "came", MONDAY, MONDAY, 0, {})
    with pytest.raises(NameTooLong, match="501 characters; 500 are the most"):
        store.append([event("came"), endless])
    assert store.append([event("came")]).n == 1
    store.close()


def test_leases_are_given_where_they_are_free() -> None:
    """A worker gets its own shards first, then those that nobody has or whose lease has run out, up to its most."""
    claims = [
        Claim(0, 3, "other", MONDAY + HOUR),
        Claim(1, 1, "other", MONDAY),
        Claim(2),
        Claim(3, 2, "mine", MONDAY - HOUR),
    ]
    until = MONDAY + HOUR
    assert claimed(claims, "mine", MONDAY, HOUR, 2) == (Lease(3, "mine", 2, until), Lease(1, "mine", 2, until))
    assert [lease.shard for lease in claimed(claims, "mine", MONDAY, HOUR, 9)] == [3, 1, 2]
    assert claimed(claims, "mine", MONDAY, HOUR, 0) == ()


def test_a_timer_that_was_moved_is_passed_over() -> None:
    """Of a run whose timer was moved, only the last word counts; one that was taken is put back by hand."""
    timers = Timers()
    run = open_life().run.id
    for due_at in (MONDAY + HOUR, MONDAY + DAY, MONDAY + DAY):
        timers.put(run, due_at)
    assert timers.first() == MONDAY + DAY
    assert timers.take(MONDAY + HOUR, 9) == []
    assert timers.take(MONDAY + DAY, 9) == [run]
    assert timers.first() is None
    timers.put_back([open_life(due_at=MONDAY)])
    assert timers.first() == MONDAY
    timers.put(run, None)
    assert timers.first() is None
