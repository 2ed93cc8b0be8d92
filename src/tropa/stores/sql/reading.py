"""What people ask of the store: lives, and the history of one customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tropa.engine.changes import Message
from tropa.engine.state import Life, RunId
from tropa.ports.state import History, Standing
from tropa.stores.ages import age
from tropa.stores.sql import story
from tropa.stores.sql.gathering import Found, Gathered
from tropa.stores.sql.lives import life_of
from tropa.stores.sql.outbox import STANDINGS, message_of
from tropa.stores.sql.packing import unpack
from tropa.stores.sql.people import Person
from tropa.stores.sql.story import Chapter
from tropa.stores.sql.talk import Row, Talk
from tropa.stores.sql.words import Words

PAGE = 1_000
"""Runs that are read at once."""


def page_of_lives(talk: Talk, words: Words, shard: int, after_id: int) -> tuple[list[Life], int]:
    """Open runs of a shard behind a row, and the row to go on behind; 0 where there are no more."""
    gathered = Gathered(talk, words, shard)
    last = gathered.page(after_id, PAGE)
    return [found.life for found in gathered.runs.values()], last


class Asking:
    """Questions about one customer.

    Args:
        talk: The transaction.
        words: Known.
        shards: How many there are.
    """

    def __init__(self, talk: Talk, words: Words, shards: int) -> None:
        self._talk = talk
        self._words = words
        self._shards = shards

    def _person(self, customer: str) -> tuple[Gathered, Person | None]:
        """A customer, or who that customer became, with all open runs."""
        gathered = Gathered(self._talk, self._words, 0)
        gathered.named([customer])
        return gathered, gathered.person(customer)

    def life(self, run: RunId) -> Life | None:
        """A run, finished or not."""
        gathered, person = self._person(run.customer)
        found = gathered.runs.get(run)
        if found is not None or person is None:
            return found.life if found is not None else None
        journey_id = self._words.known(run.journey)
        ends = [story_id for of, story_id in person.past if of == journey_id]
        rows = self._rows(ends)
        for story_id in ends:
            life = self._ended(run.journey, rows[story_id])
            if life is not None and life.run.id == run:
                return life
        return None

    def _rows(self, ids: Sequence[int]) -> dict[int, Row]:
        """Rows of stories, with all that come before them."""
        rows = self._talk.rows("stories_of", self._talk.several(ids), self._shards) if ids else []
        return {row[0]: row for row in rows}

    def _ended(self, journey: str, row: Row) -> Life | None:
        """The finished run that a row of a story ends with."""
        end = story.end_of(unpack(row[3]))
        if end is None:
            return None
        customer, attempt, version, key, *fields = end
        return life_of(fields, RunId(journey, customer, key, attempt), version, self._words)

    def history(self, journey: str, customer: str) -> History:
        """What is known of a customer in a journey."""
        gathered, person = self._person(customer)
        journey_id = self._words.known(journey)
        if person is None or journey_id is None:
            return History()
        mine = [one for one in gathered.runs.values() if _is_of(one, journey, person.name)]
        heads = [*(found.last_id for found in mine), *(id_ for of, id_ in person.past if of == journey_id)]
        rows = self._rows([head for head in heads if head])
        told: list[tuple[Life, int]] = [(found.life, found.last_id) for found in mine]
        for of, head in person.past:
            life = self._ended(journey, rows[head]) if of == journey_id else None
            if life is not None:
                told.append((life, head))
        told.sort(key=lambda one: age(one[0]))
        chapters = [chapter for life, head in told for chapter in _chapters(rows, head, life.run.id)]
        messages = self._messages([id_ for chapter in chapters for id_ in chapter.messages])
        ignored = self._talk.rows("ignored_of", person.shard, person.id, journey_id)
        return History(
            lives=tuple(life for life, _ in told),
            transitions=tuple(row for chapter in chapters for row in chapter.transitions),
            messages=messages,
            suppressed=tuple(row for chapter in chapters for row in chapter.suppressed),
            opened=tuple(row for chapter in chapters for row in chapter.opened),
            closed=tuple(row for chapter in chapters for row in chapter.closed),
            ignored=tuple(_ignored(data) for (data,) in ignored),
        )

    def _messages(self, ids: Sequence[int]) -> tuple[tuple[Message, Standing], ...]:
        if not ids:
            return ()
        rows = self._talk.rows("messages_by_id", self._talk.several(ids), self._shards)
        found = {id_: (message_of(data), STANDINGS[standing]) for id_, standing, data in rows}
        return tuple(found[id_] for id_ in ids)


def _is_of(found: Found, journey: str, customer: str) -> bool:
    return found.life.run.id.journey == journey and customer in found.life.participants


def _chapters(rows: dict[int, Row], head: int, run: RunId) -> Iterator[Chapter]:
    """The chapters of a run's story, first to last."""
    chain: list[Any] = []
    while head:
        row = rows[head]
        chain.append(row[3])
        head = row[2]
    return (story.chapter_of(unpack(data), run) for data in reversed(chain))


def _ignored(data: bytes) -> tuple[str, str]:
    message_id, reason = unpack(data)
    return message_id, reason
