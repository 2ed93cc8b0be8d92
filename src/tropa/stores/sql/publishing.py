"""Publishing (R3, R11): a version is kept, and what was heard of names that nobody listened to until now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from tropa.engine.events import Event
from tropa.engine.merging import as_of
from tropa.ports.state import Version
from tropa.stores.published import Ears, new_ears
from tropa.stores.sql.events import heard_data, input_of
from tropa.stores.sql.gathering import Gathered
from tropa.stores.sql.ids import Ids
from tropa.stores.sql.packing import instant, micros, pack, unpack
from tropa.stores.sql.people import Person, state_of
from tropa.stores.sql.talk import Row, Talk
from tropa.stores.sql.texts import column, from_column, name
from tropa.stores.sql.words import Words

_EVERY = ""
"""What stands for every name among those listened to; no event that is decided has an empty one."""

_PAGE = 10_000
"""Events of the past that are looked through at once."""


def versions_of(talk: Talk, words: Words) -> tuple[Version, ...]:
    """Every version that was published, oldest first."""
    return tuple(
        Version(
            words.text(journey_id),
            number,
            from_column(definition),
            from_column(workspace),
            instant(published_at),
            tuple(unpack(schemes)),
            bool(current),
        )
        for journey_id, number, published_at, current, definition, workspace, schemes in talk.rows("versions")
    )


def publish(talk: Talk, words: Words, version: Version, hears: Iterable[str] | None, since: datetime | None) -> int:
    """Keep a version; how many events of the past are heard from now on.

    Raises:
        ValueError: Its number is not the next one of its journey.
    """
    locked = talk.rows("shards_lock")
    words.learn(talk, [version.journey])
    _keep(talk, words.id(version.journey), version)
    new = _listen(talk, hears)
    if new == Ears():
        return 0
    n = 0
    for shard, taken, next_id in locked:
        ids = Ids(shard, len(locked), next_id)
        for events in _past(talk, shard, taken):
            wanted = [one for one in events if new.has(one.name) and (since is None or one.at >= since)]
            n += _hear_again(talk, words, ids, wanted)
        talk.run("shard_advance", shard, taken, ids.next)
    return n


def _listen(talk: Talk, hears: Iterable[str] | None) -> Ears:
    """Note what is listened to from now on, and give back what of it is new."""
    known = frozenset(from_column(called) for (called,) in talk.rows("listened"))
    new = new_ears(hears, known - {_EVERY}, all_known=_EVERY in known)
    talk.insert("listened", [(name(one),) for one in (sorted(new.names) if new.all_but is None else [_EVERY])])
    return new


def _keep(talk: Talk, journey_id: int, version: Version) -> None:
    before = sum(row[0] == journey_id for row in talk.rows("versions"))
    if version.number != before + 1:
        raise ValueError(f"version {version.number} of {version.journey} comes after {before}")
    talk.run("version_retire", journey_id)
    texts = (column(version.definition), column(version.workspace), pack(version.schemes))
    talk.insert("version", [(journey_id, version.number, micros(version.published_at), 1, *texts)])


def _hear_again(talk: Talk, words: Words, ids: Ids, wanted: Sequence[Event]) -> int:
    """Hear events of a shard's past; how many."""
    gathered = Gathered(talk, words, ids.shard)
    gathered.known_as([one.customer for one in wanted])
    people: list[Row] = []
    heard: list[Row] = []
    for event in wanted:
        person = gathered.person(event.customer)
        kept = (
            event if person is None else as_of(event, event.customer, person.name, gathered.joined_at(event.customer))
        )
        if person is None:
            person = gathered.people[event.customer] = Person(ids.take(), ids.shard, event.customer)
            people.append((person.id, ids.shard, name(person.name), state_of(person)))
        heard.append((person.id, ids.take(), person.shard, name(event.name), heard_data(kept)))
    talk.insert("customer", people)
    talk.insert("heard", heard)
    return len(heard)


def _past(talk: Talk, shard: int, taken: int) -> Iterator[list[Event]]:
    """What a shard's turns have taken, and what its runs wrote, a page at a time."""
    last = 0
    while rows := talk.rows("events_past", shard, last, taken, _PAGE):
        last = rows[-1][0]
        inputs = (input_of(n, from_column(who), from_column(called), data) for n, who, called, data in rows)
        yield [one for one in inputs if isinstance(one, Event)]
