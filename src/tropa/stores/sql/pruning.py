"""Forgetting what is over: the log's beginning, and finished runs with their stories and messages.

Theory.  What turns read is small and stays: open runs, what is remembered of customers, what was heard.  What
grows for ever is written once and only ever read by people; of that, the old part goes.  A finished run is
named by the rows of its participants; so customers are gone through, a page in a transaction, and whoever comes
to a name of which there is nothing any more lets it go.  A turn that has looked at a customer meanwhile sees by
its shard's row that it must look again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tropa.ports.state import Pruned
from tropa.stores.sql import story
from tropa.stores.sql.finished import Finished
from tropa.stores.sql.outbox import NUMBERS
from tropa.stores.sql.packing import micros, unpack
from tropa.stores.sql.people import Person, person_of, state_of
from tropa.stores.sql.talk import Talk
from tropa.stores.sql.texts import from_column
from tropa.stores.sql.words import Words

EVENTS, PEOPLE = 5_000, 500
"""Events, and customers, that are gone through in one transaction: others wait no longer than that takes."""

_SETTLED = frozenset((NUMBERS["sent"], NUMBERS["failed"]))


def forget_events(talk: Talk, after: int, *, shard: int, before: datetime) -> tuple[Pruned, int]:
    """Forget old events of a page of a shard's log that turns have taken.

    Args:
        talk: The transaction.
        after: The place that the page begins behind.
        shard: Whose log.
        before: Older ones, by receipt, are forgotten.

    Returns:
        How many, and the place to go on behind; 0 where no older ones are to be expected.
    """
    [(_, _, taken, _)] = talk.rows("shard_lock", shard)
    page = talk.rows("events_places", shard, after, taken, EVENTS)
    if not page:
        return Pruned(), 0
    last = page[-1][0]
    n = talk.run("events_forget", shard, after, last, micros(before))
    return Pruned(n_events=n), last if n else 0


@dataclass(frozen=True, slots=True)
class _Over:
    """A finished run that may go: the rows of its story, and its messages."""

    chapters: Sequence[int]
    messages: Sequence[int]


class Forgetting:
    """Forgets finished runs of a page of a shard's customers.

    Args:
        talk: The transaction, which keeps others out.
        words: Known.
        shards: How many there are.
        before: Runs that ended earlier are forgotten.
    """

    def __init__(self, talk: Talk, words: Words, shards: int, before: datetime) -> None:
        self._talk = talk
        self._shards = shards
        self._before = before
        self._told = Finished(talk, words, shards)

    def page(self, shard: int, after: int) -> tuple[Pruned, int]:
        """Forget what is over of a page of customers.

        Args:
            shard: Whose customers.
            after: The customer that the page begins behind.

        Returns:
            How much, and the customer to go on behind; 0 where there are no more.
        """
        self._talk.rows("shard_lock", shard)
        rows = self._talk.rows("customers_page", shard, after, PEOPLE)
        people = [person_of(id_, shard, from_column(name), state) for id_, name, state in rows]
        self._told.read([story_id for one in people for _, story_id, _ in one.past])
        over = self._settled({story_id: found for one in people for story_id, found in self._over(one)})
        self._let_go(people, over)
        n_messages = self._delete("message_forget", [id_ for one in over.values() for id_ in one.messages])
        self._delete("story_forget", [id_ for one in over.values() for id_ in one.chapters])
        return Pruned(0, len(over), n_messages), people[-1].id if len(people) == PEOPLE else 0

    def _over(self, person: Person) -> Iterator[tuple[int, _Over]]:
        """A customer's finished runs that ended before."""
        for past in person.past:
            life = self._told.life(person, past)
            if life is not None and life.run.ended_at is not None and life.run.ended_at < self._before:
                yield past[1], self._run(past[1])

    def _run(self, head: int) -> _Over:
        """The rows of a story, from its last one back."""
        chapters: list[int] = []
        messages: list[int] = []
        while head:
            _, before_id, data = self._told.rows[head]
            chapters.append(head)
            messages += story.messages_of(unpack(data))
            head = before_id
        return _Over(chapters, messages)

    def _settled(self, over: dict[int, _Over]) -> dict[int, _Over]:
        """Those of which no message is to be handed over any more, or waits for a person."""
        ids = [id_ for one in over.values() for id_ in one.messages]
        rows = self._talk.rows("messages_by_id", self._talk.several(ids), self._shards) if ids else []
        waiting = {row[0] for row in rows if row[2] not in _SETTLED}
        return {head: one for head, one in over.items() if waiting.isdisjoint(one.messages)}

    def _let_go(self, people: Sequence[Person], over: dict[int, _Over]) -> None:
        """Take runs out of the rows of their participants, those too of which there is nothing any more."""
        changed: list[Person] = []
        for one in people:
            kept = [past for past in one.past if past[1] in self._told.rows and past[1] not in over]
            if len(kept) < len(one.past):
                one.past = kept
                changed.append(one)
        if changed:
            self._talk.many("customer_change", [(one.shard, one.id, state_of(one)) for one in changed])
            self._talk.run("shard_count_on", changed[0].shard)

    def _delete(self, statement: str, ids: Sequence[int]) -> int:
        """Delete rows, whose numbers say where they are; how many."""
        if ids:
            self._talk.many(statement, [(id_ % self._shards, id_) for id_ in ids])
        return len(ids)
