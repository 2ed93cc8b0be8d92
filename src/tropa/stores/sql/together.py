"""Customers who come together in a run are brought into one shard.

Theory.  A turn may change only what is of its shard, for nobody else is kept out of the rest.  Where what it
touches reaches into other shards, it locks these too, looks again (for until then they may have
changed), and takes the customers over with all that is kept of them: runs, what was heard, inputs that
wait.  These get new places behind all others, or the new shard might believe to have taken them.  Stories and
messages stay where they are: their numbers say where.  Two turns that want each other's shard are
told apart by the database, and one of them begins anew; a turn that has looked at customers who are
brought away meanwhile sees by its shard's row that it must.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tropa.stores.sql.gathering import Gathered
from tropa.stores.sql.intake import take_sequences
from tropa.stores.sql.people import Person
from tropa.stores.sql.talk import Talk
from tropa.stores.sql.texts import column


def is_together(gathered: Gathered) -> bool:
    """Whether all that was gathered is in the turn's shard."""
    return _shards(gathered) <= {gathered.shard}


def together(talk: Talk, shard: int, gather: Callable[[], Gathered]) -> Gathered:
    """Gather what a turn touches, all of it in its shard.

    Args:
        talk: The transaction, which keeps others out.
        shard: The turn's; locked.
        gather: Gathers, as of now.
    """
    gathered, locked = gather(), {shard}
    while foreign := _shards(gathered) - locked:
        for other in sorted(foreign):
            talk.rows("shard_lock", other)
        locked |= foreign
        gathered = gather()
    strangers = [person for person in gathered.people.values() if person.shard != shard]
    for other in {person.shard for person in strangers}:
        _bring(talk, gathered, other, [person for person in strangers if person.shard == other])
    return gathered


def _shards(gathered: Gathered) -> set[int]:
    return {person.shard for person in gathered.people.values()}


def _bring(talk: Talk, gathered: Gathered, other: int, people: Iterable[Person]) -> None:
    """Take customers over from another shard."""
    talk.run("shard_count_on", other)
    mine, by_id = gathered.shard, {person.id: person for person in people}
    ids = talk.several(list(by_id))
    runs = talk.several([found.id for found in gathered.runs.values()])
    for statement, which in (
        ("customer_bring", ids),
        ("run_bring", ids),
        ("participant_bring", runs),
        ("heard_bring", ids),
        ("ignored_bring", ids),
    ):
        talk.run(statement, mine, other, which)
    names = [column(person.name) for person in by_id.values()]
    _bring_inputs(talk, mine, other, names)
    talk.many("moved_put", [(name, mine) for name in names])
    for person in by_id.values():
        person.shard = mine


def _bring_inputs(talk: Talk, mine: int, other: int, names: list[str]) -> None:
    """Inputs that wait get new places; whoever appends waits for the counter, and sees then who has moved."""
    take_sequences(talk, 0)
    waiting = talk.rows("events_waiting", other, talk.several(names))
    if waiting:
        first = take_sequences(talk, len(waiting))
        talk.many("event_bring", [(other, old, mine, first + n) for n, (old,) in enumerate(waiting)])
