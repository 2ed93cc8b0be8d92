"""A landed log read back as inputs of the engine, in order of receipt (R8, R9)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tropa.connectors.files import RecordedLog, open_log, recorded
from tropa.connectors.segment import read_call
from tropa.engine.events import Event, Input, TraitsSet
from tropa.plan.anonymity import ANONYMOUS
from tropa.ports.log import Limits, Needs

EARLY, LATE = "2024-01-31T09:00:00Z", "2024-01-31T10:00:00Z"


def silent(step: str, at: float) -> None:
    """Progress that nobody listens to."""


def inputs_of(
    folder: Path,
    lines: Iterable[Mapping[str, object]],
    *,
    receipt: bool = True,
    until: datetime | None = None,
    marks: bool = False,
) -> list[Input]:
    """What a log of these lines holds, with the properties ``a`` and ``b`` and the trait ``plan``."""
    log = folder / "log.jsonl"
    log.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    more = {ANONYMOUS, "into"} if marks else set()
    needs = Needs(frozenset({*"ab", *more}), frozenset({"plan", *more}), ids=True, receipt=receipt)
    landing = open_log(str(log)).land(folder / "landing", needs, silent)
    read = RecordedLog.open(landing, folder / "landing", Limits(), silent)
    try:
        return [one for chunk in read.inputs(until) for one in chunk]
    finally:
        read.close()


def call(name: str, *, at: str = EARLY, **more: object) -> dict[str, object]:
    """A call that tells of an event of anna."""
    return {"type": "track", "event": name, "userId": "anna", "timestamp": at, **more}


def test_r8_inputs_come_as_they_were_received_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    """By receipt, then by arrival; what says nothing of its receipt was received when it happened."""
    lines = [call("third", receivedAt=LATE), call("first"), call("fourth", receivedAt=LATE), call("second")]
    found = inputs_of(tmp_path, lines)
    assert [one.name for one in found if isinstance(one, Event)] == ["first", "second", "third", "fourth"]
    assert [one.sequence for one in found] == [2, 4, 1, 3]
    assert found[2].received_at == datetime(2024, 1, 31, 10, tzinfo=UTC) > found[2].at


def test_the_logs_own_receipt_can_be_left_aside(tmp_path: Path) -> None:
    """A log imported in one go: everything was received when it happened, and no clock is put right by the import."""
    late = call("a", receivedAt="2026-01-01T00:00:00Z", sentAt="2024-01-31T09:00:01Z")
    (found,) = inputs_of(tmp_path, [late], receipt=False)
    assert found.at == found.received_at == datetime(2024, 1, 31, 9, tzinfo=UTC)
    (corrected,) = inputs_of(tmp_path, [late])
    assert corrected.received_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert corrected.at > found.at


def test_properties_are_as_conditions_see_them(tmp_path: Path) -> None:
    """Numbers and texts; what a line does not carry, or nobody asked for, is not there."""
    (found,) = inputs_of(tmp_path, [call("x", properties={"a": 7, "b": True, "c": 1})])
    assert isinstance(found, Event)
    assert found.properties == {"a": 7.0, "b": "true"}


def test_r9_inputs_have_their_ids_and_the_others_are_named_by_their_arrival(tmp_path: Path) -> None:
    """A repeated id was dropped at landing; two readings name what has none alike."""
    lines = [call("x", messageId="m1"), call("y"), call("x", messageId="m1")]
    assert [one.message_id for one in inputs_of(tmp_path, lines)] == ["m1", "arrival:2"]


def test_traits_of_one_line_are_one_input_among_the_events(tmp_path: Path) -> None:
    """Where they stand in the order; a trait that was cleared is there, without a value."""
    said: dict[str, object] = {"type": "identify", "userId": "anna", "timestamp": EARLY, "messageId": "t1"}
    lines = [call("x"), {**said, "traits": {"plan": "gold", "age": 3}}, call("y")]
    found = inputs_of(tmp_path, lines)
    assert [type(one) for one in found] == [Event, TraitsSet, Event]
    assert found[1] == TraitsSet("t1", "anna", {"plan": "gold"}, found[0].at, found[0].at, 2)
    (cleared,) = inputs_of(tmp_path, [{**said, "traits": {"plan": None}}])
    assert isinstance(cleared, TraitsSet)
    assert cleared.traits == {"plan": None}


def test_inputs_end_with_the_instant_asked_for(tmp_path: Path) -> None:
    """What was received at it is among them, what came a moment later is not."""
    lines = [call("x"), call("y", at="2024-01-31T09:00:00.000001Z")]
    found = inputs_of(tmp_path, lines, until=datetime(2024, 1, 31, 9, tzinfo=UTC))
    assert [one.name for one in found if isinstance(one, Event)] == ["x"]


def test_chunks_lose_nothing_and_double_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a few at a time the rows are the same, one after the other."""
    lines = [call(f"n{n}", properties={"a": n} if n % 3 else {}) for n in range(11)]
    whole = inputs_of(tmp_path, lines)
    monkeypatch.setattr(recorded, "CHUNK", 3)
    assert inputs_of(tmp_path, lines) == whole
    assert len(whole) == 11


def test_it_is_known_whether_a_name_occurs(tmp_path: Path) -> None:
    """Any of several names; an empty log holds none."""
    log = tmp_path / "log.jsonl"
    for text, names in ((json.dumps(call("x")), {"x"}), ("", set[str]())):
        log.write_text(text, encoding="utf-8")
        landing = open_log(str(log)).land(tmp_path / "landing", Needs(ids=True), silent)
        read = RecordedLog.open(landing, tmp_path, Limits(), silent)
        assert [read.has_any(("x", "y")), read.has_any(("y",))] == ["x" in names, False]
        assert [one for chunk in read.inputs(None) for one in chunk] != [] or not names
        read.close()


MERGING: tuple[dict[str, object], ...] = (
    {"type": "track", "event": "a", "anonymousId": "x1", "timestamp": EARLY, "messageId": "1"},
    {
        "type": "identify",
        "userId": "anna",
        "anonymousId": "x1",
        "timestamp": EARLY,
        "messageId": "2",
        "traits": {"plan": "x"},
    },
    {
        "type": "identify",
        "userId": "anna",
        "anonymousId": "x1",
        "timestamp": EARLY,
        "messageId": "2",
        "traits": {"plan": "x"},
    },
    {"type": "alias", "userId": "boris", "previousId": 7, "timestamp": EARLY},
    {"type": "alias", "userId": "boris", "previousId": "boris", "timestamp": EARLY},
    {"type": "track", "event": "b", "userId": "anna", "timestamp": EARLY, "properties": {ANONYMOUS: True, "a": 1}},
    {"type": "identify", "anonymousId": "x2", "timestamp": EARLY},
    {"type": "identify", "userId": "anna", "timestamp": EARLY, "traits": {ANONYMOUS: "true"}},
)


@pytest.mark.parametrize("shuffled", [False, True])
def test_r19_who_is_known_comes_as_from_calls_that_are_read_one_by_one(tmp_path: Path, shuffled: bool) -> None:  # noqa: FBT001  a case
    """Marks and merges are those that ``connectors.segment`` makes, in the same order, sorted by receipt or not."""
    lines = [*MERGING[1:], MERGING[0] | {"timestamp": "2024-01-31T08:00:00Z"}] if shuffled else MERGING
    found = [_plain(one) for one in inputs_of(tmp_path, lines, marks=True)]
    given = sorted(lines, key=lambda line: str(line["timestamp"]))
    calls = [json.dumps(one).encode() for n, one in enumerate(given) if one not in given[:n]]
    live = [_plain(one) for line in calls for one in read_call(line, datetime(2024, 1, 31, 9, tzinfo=UTC))]
    assert found == [one for one in live if one != ("anna", "traits", {})]


def _plain(one: Input) -> tuple[str, str, dict[str, object]]:
    """Of whom an input tells, of what, and with what."""
    if isinstance(one, Event):
        return one.customer, one.name, dict(one.properties)
    return one.customer, "traits", dict(one.traits)
