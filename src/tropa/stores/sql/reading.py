"""What people ask of the store: lives, and the history of one customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from tropa.engine.changes import Message
from tropa.engine.desk import Loaded
from tropa.engine.state import Life, RunId
from tropa.ports.state import History, Standing
from tropa.stores.ages import age
from tropa.stores.sql import story
from tropa.stores.sql.finished import Finished
from tropa.stores.sql.gathering import Found, Gathered
from tropa.stores.sql.outbox import STANDINGS, message_of
from tropa.stores.sql.packing import unpack
from tropa.stores.sql.people import Person
from tropa.stores.sql.story import Chapter
from tropa.stores.sql.talk import Row, Talk
from tropa.stores.sql.words import Words

PAGE = 1_000
"""Runs that are read at once."""


def page_of_lives(talk: Talk, words: Words, after_id: int) -> tuple[list[Life], int]:
    """Open runs of customers behind one, and the customer to go on behind; 0 where there are no more."""
    gathered = Gathered(talk, words, 0)
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

    def loaded(self, customer: str) -> Loaded:
        """All that is known of a customer, or of whom that customer became."""
        gathered, _ = self._person(customer)
        gathered.known_as([customer])
        gathered.listen()
        return gathered.loaded()

    def life(self, run: RunId) -> Life | None:
        """A run, finished or not."""
        gathered, person = self._person(run.customer)
        found = gathered.runs.get(run)
        if found is not None or person is None:
            return found.life if found is not None else None
        journey_id = self._words.known(run.journey)
        finished = Finished(self._talk, self._words, self._shards)
        finished.read([story_id for of, story_id, _ in person.past if of == journey_id])
        lives = (finished.life(person, one) for one in person.past if one[0] == journey_id)
        return next((life for life in lives if life is not None and life.run.id == run), None)

    def history(self, journey: str, customer: str) -> History:
        """What is known of a customer in a journey."""
        gathered, person = self._person(customer)
        journey_id = self._words.known(journey)
        if person is None or journey_id is None:
            return History()
        mine = [one for one in gathered.runs.values() if _is_of(one, journey, person.name)]
        past = [one for one in person.past if one[0] == journey_id]
        finished = Finished(self._talk, self._words, self._shards)
        finished.read([*(found.last_id for found in mine), *(story_id for _, story_id, _ in past)])
        told = [(found.life, found.last_id) for found in mine]
        told += [(life, one[1]) for one in past if (life := finished.life(person, one)) is not None]
        told.sort(key=lambda one: age(one[0]))
        by_run = [(life.run.id, one) for life, head in told for one in _chapters(finished.rows, head, life.run.id)]
        chapters = [chapter for _, chapter in by_run]
        ignored = self._talk.rows("ignored_of", person.shard, person.id, journey_id)
        return History(
            lives=tuple(life for life, _ in told),
            transitions=tuple(row for chapter in chapters for row in chapter.transitions),
            messages=self._messages({id_: run for run, chapter in by_run for id_ in chapter.messages}),
            suppressed=tuple(row for chapter in chapters for row in chapter.of("suppressed")),
            opened=tuple(row for chapter in chapters for row in chapter.of("opened")),
            closed=tuple(row for chapter in chapters for row in chapter.of("closed")),
            ignored=tuple(_ignored(data) for (data,) in ignored),
        )

    def _messages(self, ids: Mapping[int, RunId]) -> tuple[tuple[Message, Standing], ...]:
        """Messages by the numbers of their rows, each with the present id of its run."""
        if not ids:
            return ()
        rows = self._talk.rows("messages_by_id", self._talk.several(list(ids)), self._shards)
        found = {id_: (message_of(called, data), STANDINGS[standing]) for id_, called, standing, data in rows}
        return tuple((replace(found[id_][0], run=run), found[id_][1]) for id_, run in ids.items())


def _is_of(found: Found, journey: str, customer: str) -> bool:
    return found.life.run.id.journey == journey and customer in found.life.participants


def _chapters(rows: dict[int, Row], head: int, run: RunId) -> Iterator[Chapter]:
    """The chapters of a run's story, first to last."""
    chain: list[Any] = []
    while head:
        row = rows[head]
        chain.append(row[2])
        head = row[1]
    return (story.chapter_of(unpack(data), run) for data in reversed(chain))


def _ignored(data: bytes) -> tuple[str, str]:
    message_id, reason = unpack(data)
    return message_id, reason
