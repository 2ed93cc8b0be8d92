"""Taking inputs in: those whose message id is known are left out, the others get their places."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from tropa.engine.events import Event, Input
from tropa.ports.state import Appended
from tropa.stores.known_ids import period_of
from tropa.stores.sql.events import input_data
from tropa.stores.sql.packing import micros
from tropa.stores.sql.talk import Row, Talk
from tropa.stores.sql.texts import column, from_column, indexed, name

SEQUENCE = "sequence"
"""The counter of inputs."""

_FORGOTTEN_AT_ONCE = 100
"""Old ids that go with every append, beside two for every new one."""


def take_sequences(talk: Talk, n: int) -> int:
    """The first of so many places in the order of inputs, which nobody else gets.

    Whoever has taken a place holds the counter until the transaction ends, so that places become
    visible in their order.
    """
    [(last,)] = talk.rows("counter_lock", SEQUENCE)
    talk.run("counter_set", SEQUENCE, last + n)
    return int(last) + 1


def take_in(talk: Talk, inputs: Sequence[Input], shards: int) -> Appended:
    """Take inputs in.

    Raises:
        NameTooLong: A customer or an event has a longer name than a store keeps; nothing was taken in.
    """
    if not inputs:
        return Appended(0)
    [(last,)] = talk.rows("counter_lock", SEQUENCE)
    fresh, known = _fresh(talk, inputs)
    moved = _moved(talk, [given.customer for given, _, _ in fresh]) if shards > 1 else {}
    rows = [
        (
            last + n,
            micros(given.received_at),
            moved[given.customer] if given.customer in moved else shard_of(given.customer, shards),
            0,
            name(given.customer),
            name(given.name) if isinstance(given, Event) else None,
            input_data(given),
        )
        for n, (given, _, _) in enumerate(fresh, 1)
    ]
    if rows:
        talk.insert("event", rows)
        talk.insert("seen", [(period, indexed_id) for _, period, indexed_id in fresh])
        talk.run("counter_set", SEQUENCE, last + len(rows))
        oldest = min(period for _, period, _ in fresh) - 1
        talk.run("seen_forget", oldest, _FORGOTTEN_AT_ONCE + 2 * len(rows))
    return Appended(len(rows), known)


def _fresh(talk: Talk, inputs: Sequence[Input]) -> tuple[list[tuple[Input, int, str]], tuple[str, ...]]:
    """Inputs that are new, with the week and what their id is kept as; the ids of the others."""
    asked = [(given, period_of(given.received_at), indexed(given.message_id)) for given in inputs]
    seen: set[str] = set()
    for period in {week for _, week, _ in asked}:
        ids = [one for _, week, one in asked if week == period]
        seen.update(found for (found,) in talk.rows("seen_known", talk.several(ids), period))
    fresh: list[tuple[Input, int, str]] = []
    known: list[str] = []
    for one in asked:
        if one[2] in seen:
            known.append(one[0].message_id)
        else:
            seen.add(one[2])
            fresh.append(one)
    return fresh, tuple(known)


def _moved(talk: Talk, customers: Sequence[str]) -> dict[str, int]:
    """The shards of customers who were brought into another than their own."""
    asked = talk.several(list({name(customer) for customer in customers}))
    return {from_column(customer): shard for customer, shard in talk.rows("moved_of", asked)}


def shard_of(customer: str, shards: int) -> int:
    """The shard of a customer who was not brought into another one.

    >>> shard_of("anna", 1), shard_of("anna", 8) == shard_of("anna", 8)
    (0, True)
    """
    return crc32(customer.encode("utf-8", "surrogatepass")) % shards if shards > 1 else 0


def made_rows(shard: int, events: Sequence[Event]) -> list[Row]:
    """Events that runs wrote, in the order written, as the log keeps them behind their places."""
    return [
        (micros(one.received_at), shard, 1, column(one.customer), column(one.name), input_data(one)) for one in events
    ]
