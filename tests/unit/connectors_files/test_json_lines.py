"""JSON Lines: calls in the Segment shape, flat records, the clock correction of rule R1."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.connectors_files.landed import Landed, land_json, land_text, utc

from tropa.ports.log import LogUnreadable

NOON = "2024-01-31T12:00:00Z"


def call(event: str = "bought", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON may hold
    """Anna did something at noon."""
    return {"type": "track", "event": event, "userId": "anna", "timestamp": NOON, **more}


def test_a_track_call_is_an_event_with_its_properties() -> None:
    """Numbers are numbers, texts texts, booleans and structures texts; null and what is absent is null."""
    said = {"amount": 7, "plan": "gold", "new": True, "items": [1, {"a": "b"}], "gone": None}
    landed = land_json(call(properties=said), properties=["amount", "plan", "new", "items", "gone", "other"])
    (event,) = landed.events
    by_name = {name: (event[f"t{i}"], event[f"n{i}"]) for i, name in enumerate(landed.landing.properties)}
    assert by_name == {
        "amount": (None, 7.0),
        "plan": ("gold", None),
        "new": ("true", None),
        "items": ('[1,{"a":"b"}]', None),
        "gone": (None, None),
        "other": (None, None),
    }
    assert (event["customer"], event["name"], event["at"]) == ("anna", "bought", utc("2024-01-31T12:00"))


def test_the_type_may_be_absent_where_there_is_an_event() -> None:
    """Many exports leave out what goes without saying."""
    assert land_json({"event": "bought", "userId": "anna", "timestamp": NOON}).column("name") == ["bought"]


def test_page_and_screen_are_events_of_these_names() -> None:
    """What was viewed is the property ``name``, unless the properties have one."""
    views = [
        {"type": "page", "name": "Home", "userId": "anna", "timestamp": NOON, "properties": {"path": "/"}},
        {"type": "screen", "name": "Start", "userId": "anna", "timestamp": NOON, "properties": {"name": "Own"}},
    ]
    landed = land_json(*views, properties=["name", "path"])
    assert landed.column("name") == ["page", "screen"]
    assert landed.column("t0") == ["Home", "Own"]
    assert landed.column("t1") == ["/", None]


def test_the_user_id_wins_over_the_anonymous_id() -> None:
    """An empty user id counts as none; ids that are numbers are their digits."""
    ids: list[dict[str, Any]] = [
        {"userId": "anna", "anonymousId": "x"},
        {"userId": "", "anonymousId": "y"},
        {"userId": None, "anonymousId": 7},
    ]
    landed = land_json(*(call(**each) for each in ids), call(userId=12.0), call(userId=0), call(userId=1.5))
    assert landed.column("customer") == ["anna", "y", "7", "12", "0", "1.5"]


def test_identify_sets_traits_at_their_time() -> None:
    """Needed traits are kept, in one order of arrival with the events; null clears one."""
    lines = [
        call("first"),
        {"type": "identify", "userId": "anna", "timestamp": NOON, "traits": {"plan": "gold", "age": 7, "x": 1}},
        call("second"),
        {"type": "identify", "userId": "anna", "timestamp": NOON, "traits": {"plan": None}},
    ]
    landed = land_json(*lines, traits=["plan", "age"])
    assert landed.column("arrival") == [0, 2]
    assert [(t["arrival"], t["trait"], t["t"], t["n"]) for t in landed.traits] == [
        (1, "age", None, 7.0),
        (1, "plan", "gold", None),
        (3, "plan", None, None),
    ]
    assert landed.traits[0]["customer"] == "anna"
    assert landed.traits[0]["at"] == utc("2024-01-31T12:00")
    assert landed.n_lines == 4


def test_identify_without_a_needed_trait_is_ignored_and_counted() -> None:
    """Where nothing that was set is needed there is no traits file; the events keep their numbers."""
    lines = [{"type": "identify", "userId": "anna", "timestamp": NOON, "traits": {"plan": "gold"}}, call()]
    landed = land_json(*lines, traits=["age"])
    assert landed.landing.traits is None
    assert landed.landing.ignored == {"identify": 1}
    assert landed.column("arrival") == [1]


def test_calls_that_are_no_events_are_ignored_by_kind_and_unknown_ones_are_bad() -> None:
    """Alias and group belong to the shape and are counted; a misspelt type is reported with the nearest."""
    landed = land_json({"type": "alias", "userId": "a"}, {"type": "group"}, {"type": "group"}, call(type="trak"), {})
    assert landed.landing.ignored == {"alias": 1, "group": 2}
    assert [number for number, _ in landed.reasons] == [4, 5]
    assert landed.reasons[0][1].startswith("unknown type 'trak' (did you mean 'track'?); expected one of track,")
    assert landed.reasons[1][1] == "expected a call with type and event, or a record with customer, name and at"


@pytest.mark.parametrize(
    ("sent", "received", "at"),
    [
        ("12:00:01", "12:01:01", "12:00:00"),  # exactly 60 s: the clocks agree
        ("12:00:00", "12:01:01", "12:01:01"),  # the sender is 61 s behind
        ("14:00:00", "12:00:00", "10:00:00"),  # the sender is two hours ahead
        (None, "12:00:30", "12:00:00"),  # nobody knows when it was sent
        (None, "11:00:00", "11:05:00"),  # not later than five minutes after the receipt
        ("12:00:00", None, "12:00:00"),  # nobody knows when it was received
    ],
)
def test_r1_the_senders_clock_is_corrected(sent: str | None, received: str | None, at: str) -> None:
    """A noon event moves by received - sent where that differs by more than 60 s, then is clamped."""
    clocks = {"sentAt": sent, "receivedAt": received}
    line = call() | {name: f"2024-01-31T{clock}Z" for name, clock in clocks.items() if clock}
    (event,) = land_json(line).events
    assert event["at"] == utc(f"2024-01-31T{at}")
    assert event["received_at"] == utc(f"2024-01-31T{received or '12:00:00'}")


@settings(deadline=None, max_examples=50)
@given(
    at=st.datetimes(datetime(2024, 1, 1), datetime(2024, 1, 2)),  # noqa: DTZ001 - written as UTC
    sent_s=st.none() | st.integers(-200, 200),
    received_s=st.none() | st.integers(-1000, 1000),
)
def test_r1_by_the_book(at: datetime, sent_s: int | None, received_s: int | None) -> None:
    """The correction is the rule's sentence, for any three clocks."""
    sent, received = (None if s is None else at + timedelta(seconds=s) for s in (sent_s, received_s))
    clocks = {"timestamp": at, "sentAt": sent, "receivedAt": received}
    (event,) = land_json(call() | {name: f"{clock.isoformat()}Z" for name, clock in clocks.items() if clock}).events
    expected = at
    if sent and received:
        expected += received - sent if abs(received - sent) > timedelta(seconds=60) else timedelta()
    if received:
        expected = min(expected, received + timedelta(minutes=5))
    assert event["at"] == expected


def test_without_a_timestamp_it_happened_when_it_was_received() -> None:
    """The receipt is the best guess, and there is nothing to correct it by."""
    line = {"event": "bought", "userId": "anna", "sentAt": "2024-01-31T10:00:00Z", "receivedAt": NOON}
    for event in land_json(line, line | {"timestamp": ""}).events:
        assert event["at"] == event["received_at"] == utc("2024-01-31T12:00")


def test_a_correction_out_of_the_calendar_is_a_bad_line() -> None:
    """Clocks thousands of years apart move an event to where no date is."""
    line = call(timestamp="0001-02-01", sentAt="9999-01-01", receivedAt="0001-02-01")
    assert land_json(line).reasons == [(1, "corrected by the sender's clock, the time leaves the years 1 to 9999")]


def test_m9_the_watermark_is_the_latest_receipt() -> None:
    """Not the last line's, and not an event's own time."""
    landed = land_json(call(receivedAt="2024-02-02T00:00:00Z"), call(receivedAt="2024-02-01T00:00:00Z"))
    assert landed.landing.watermark == datetime(2024, 2, 2, tzinfo=UTC)


def test_flat_records_stand_beside_calls() -> None:
    """A line with ``customer`` is our own plain form: every field of it is a property."""
    flat = {"customer": "boris", "name": "sold", "at": NOON, "amount": 3, "properties": "a text", "type": "gold"}
    landed = land_json(call(properties={"amount": 1}), flat, properties=["amount", "type", "customer"])
    assert landed.column("customer") == ["anna", "boris"]
    assert landed.column("n0") == [1.0, 3.0]
    assert landed.column("t1") == [None, "boris"]
    assert landed.column("t2") == [None, "gold"]


def test_mapped_columns_are_fields_of_the_top_level() -> None:
    """With columns given every line is a flat record, calls included."""
    line = {"case": 7, "activity": "paid", "when": NOON, "event": "x", "amount": 2}
    landed = land_json(line, call(), columns="customer=case,name=activity,at=when", properties=["amount", "event"])
    assert landed.events[0] | {"customer": "7", "name": "paid", "n0": 2.0, "t1": "x"} == landed.events[0]
    assert landed.reasons == [(2, "no customer: 'case' is missing or empty")]


def test_flat_records_may_bring_their_order_and_their_ids() -> None:
    """The first record decides whether ``arrival`` counts; from then on it must be there."""
    flat = [{"customer": "c", "name": f"n{i}", "at": NOON, "arrival": i, "message_id": i % 3} for i in (2, 1, 3, 0)]
    landed = land_json(*flat, {"customer": "c", "name": "x", "at": NOON})
    assert landed.column("name") == ["n0", "n1", "n2"]
    assert landed.landing.n_duplicates == 1
    assert landed.reasons == [(5, "no order of arrival: arrival is missing or empty")]


def test_a_value_that_comes_late_and_seldom_is_not_lost() -> None:
    """Types are not guessed from a sample: a text after thousands of nulls is a text."""
    landed = land_json(*[call()] * 55_000, call(properties={"p": "x"}), *[call()] * 5, properties=["p"])
    assert [text for text in landed.column("t0") if text is not None] == ["x"]


def test_a_property_name_that_no_type_can_have_is_read_all_the_same() -> None:
    """Quotes and control characters in a name only cost time."""
    names = ['a"b', "a\\b", "a\nb", "ключ", ""]
    landed = land_json(call(properties={name: name for name in names}), properties=names)
    assert [landed.events[0][f"t{i}"] for i in range(len(names))] == sorted(names)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON: Expecting property name enclosed in double quotes at character 2"),
        ('{"a":1} x', "no JSON: Extra data at character 9"),
        ("[1]", "expected an object, met a list"),
        ("7", "expected an object, met a number"),
        ('{"event":"\\ud800","userId":1}', "half a surrogate pair, such as \\ud800, is no character"),
        ("[" * 100_000, "the JSON is nested too deeply"),
        ('{"a":' * 100_000, "the JSON is nested too deeply"),
        ('{"event":"e","properties":[]}', "Expected `object | null`, got `array` - at `$.properties`"),
        ('{"type":"identify","userId":"a","traits":7}', "traits: expected an object, met a number"),
        (
            '{"event":"e","userId":"a","timestamp":"2024-01-31","receivedAt":"x"}',
            "receivedAt or received_at is no time",
        ),
        ('{"event":"e","userId":"a","timestamp":"2024-01-31","sentAt":"x"}', "sentAt is no time of ISO 8601"),
        ('{"type":"track","userId":"a","timestamp":"2024-01-31"}', "no name: event or name is missing or empty"),
        ('{"event":"e","timestamp":"2024-01-31"}', "no customer: userId or anonymousId is missing or empty"),
        ('{"event":"e","userId":"a"}', "no time: timestamp or at is missing or empty"),
    ],
)
def test_damage_is_told_and_the_lines_around_it_are_read(line: str, reason: str) -> None:
    """Whatever a line holds, it is one bad line with its reason and its beginning."""
    good = json.dumps(call())
    landed = land_text(".jsonl", f"{good}\n{line}\n\n{good}\n")
    ((number, said),) = landed.reasons
    assert number == 2
    assert said.startswith(reason)
    assert landed.landing.bad_lines[0].text == line[:200]
    assert landed.landing.n_events == 2
    assert landed.landing.ignored == {"blank": 1}


def test_numbers_that_are_none_are_missing() -> None:
    """``NaN``, infinities and numbers beyond all doubles are null; the line counts all the same."""
    long = ("9" * 400, "-" + "9" * 9_000)
    said = f'{{"a": NaN, "b": Infinity, "c": 1e999, "d": -1e999, "e": {long[0]}, "f": {long[1]}}}'
    text = f'{{"event": "e", "userId": "u", "timestamp": "{NOON}", "properties": {said}}}\n'
    (event,) = land_text(".jsonl", text, properties="abcdef").events
    assert [event[f"{kind}{i}"] for i in range(6) for kind in "tn"] == [None] * 12


def test_nobody_is_called_infinity() -> None:
    """A number that is none is no customer either."""
    text = f'{{"event": "e", "userId": 1e999, "timestamp": "{NOON}"}}\n'
    assert land_text(".jsonl", text).reasons == [(1, "no customer: userId or anonymousId is missing or empty")]


def test_of_doubled_keys_the_last_counts() -> None:
    """JSON leaves it open; all readers in use do so."""
    text = f'{{"event": "a", "event": "b", "userId": "u", "timestamp": "{NOON}", "properties": {{"p": 1, "p": 2}}}}'
    (event,) = land_text(".jsonl", text, properties=["p"]).events
    assert (event["name"], event["n0"]) == ("b", 2.0)


def test_text_survives_as_it_is() -> None:
    """NUL, line separators, emoji and scripts of any direction reach the landing unchanged."""
    said = "a\0b \u2028 \U0001f600 سلام \ufdd0"
    assert land_json(call(properties={"p": said}), properties=["p"]).column("t0") == [said]


@pytest.mark.parametrize("text", ["[]", "[\n{}\n]", '[{"event": "a"}]', "\n [ \n"])
def test_one_json_array_is_told_from_json_lines(text: str) -> None:
    """The message says how to make JSON Lines of it."""
    with pytest.raises(LogUnreadable, match="one JSON array, expected JSON Lines"):
        land_text(".json", text)


def test_a_line_beyond_all_measure_is_a_bad_line() -> None:
    """Longer than 1 MiB is never held whole, wherever in the file it stands."""
    good = json.dumps(call()) + "\n"
    long = '{"event": "' + "x" * 9 * 2**20 + '"}\n'
    landed: Landed = land_text(".jsonl", good + long + good + long[: 2**20 + 100] + "\n" + good)
    assert landed.landing.n_events == 3
    assert landed.reasons == [(n, "the line is longer than 1,048,576 bytes") for n in (2, 4)]
    endless = land_text(".jsonl", good + "x" * 9 * 2**20)
    assert endless.reasons == [(2, "the line is longer than 1,048,576 bytes")]
    assert endless.landing.n_events == 1
