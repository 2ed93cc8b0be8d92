"""Messages to be handed over, as rows, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tropa.engine.changes import Message
from tropa.engine.state import Life
from tropa.journey.conditions import Value
from tropa.ports.state import Outgoing, Settled, Standing
from tropa.stores.sql.gathering import Gathered
from tropa.stores.sql.packing import RowCodec, micros, pack, unpack
from tropa.stores.sql.talk import Row
from tropa.stores.sql.texts import column, from_column

STANDINGS: tuple[Standing, ...] = ("ready", "sending", "sent", "unknown", "failed", "held")
"""By the numbers that their column holds."""

NUMBERS: Mapping[Standing, int] = {standing: n for n, standing in enumerate(STANDINGS)}

_READY = NUMBERS["ready"]
_MESSAGE, _WIDTH = RowCodec(Message), len(Message.__struct_fields__)


def message_row(shard: int, id_: int, message: Message, life: Life | None) -> Row:
    """A message that is ready, with what its words are filled in from as far as the run kept it."""
    entry = (life.run.entry_id, life.run.start or None) if life is not None else ("", None)
    data = pack((_MESSAGE.fields(message)[1:], *entry))
    return (id_, micros(message.at), shard, _READY, 0, column(message.id), None, None, None, data)


def message_of(message_id: str, data: bytes) -> Message:
    """The message of a row."""
    return _message(message_id, unpack(data)[0])


def _message(message_id: str, fields: Sequence[object]) -> Message:
    """A message of its columns; rows of the first tables have its id among the fields too."""
    return _MESSAGE.row(fields if len(fields) == _WIDTH else [from_column(message_id), *fields])


@dataclass(frozen=True, slots=True)
class InHand:
    """A message that a worker takes in hand.

    Args:
        message: What is sent.
        n_tried: Hand-overs begun before.
        unknown: The last of them never ended.
        entry_id: The event that began the run.
        start: What the run kept of it.
    """

    message: Message
    n_tried: int
    unknown: bool
    entry_id: str
    start: Mapping[str, Value]


def lease_rows(rows: Iterable[Row], worker: str, until: int) -> list[tuple[InHand, Row]]:
    """Messages that are taken in hand, each with the change of its row.

    Args:
        rows: As ``messages_next`` found them.
        worker: Who takes them.
        until: When the lease runs out.
    """
    taken: list[tuple[InHand, Row]] = []
    for shard, id_, message_id, number, n_tried, whose, data in rows:
        standing: Standing = STANDINGS[number] if whose is None else "unknown"
        in_hand: Standing = "sending" if standing == "ready" else standing
        fields, entry_id, start = unpack(data)
        one = InHand(_message(message_id, fields), n_tried, standing == "unknown", entry_id, start or {})
        taken.append((one, (shard, id_, NUMBERS[in_hand], n_tried + 1, until, worker)))
    return taken


def outgoing_of(taken: Sequence[InHand], gathered: Gathered) -> tuple[Outgoing, ...]:
    """Messages with what their words are filled in from: traits, and the event that began the run if it was heard."""
    if not taken:
        return ()
    gathered.known_as([name for one in taken for name in (one.message.to, one.message.run.customer)])
    gathered.listen()
    return tuple(
        Outgoing(
            one.message,
            one.n_tried,
            _start(one, gathered),
            dict(person.traits) if (person := gathered.person(one.message.to)) is not None else {},
            unknown=one.unknown,
        )
        for one in taken
    )


def _start(one: InHand, gathered: Gathered) -> Mapping[str, Value]:
    person = gathered.person(one.message.run.customer)
    by_name = gathered.heard.get(person.name, {}) if person is not None else {}
    every = (event for events in by_name.values() for event in events)
    return next((event.properties for event in every if event.message_id == one.entry_id), one.start)


def settled_rows(worker: str, results: Iterable[Settled]) -> list[Row]:
    """Changes of the rows of messages, for whoever still has them in hand."""
    return [
        (
            column(one.message_id),
            worker,
            NUMBERS[one.standing],
            micros(one.again_at or one.at) if one.standing == "ready" else None,
            column(one.provider_id) or None,
            column(one.reason) or None,
        )
        for one in results
    ]
