"""Finished runs, as the last rows of their stories tell them."""

from __future__ import annotations

from collections.abc import Sequence

from tropa.engine.state import Life, RunId
from tropa.stores.renamed import rekeyed
from tropa.stores.sql import story
from tropa.stores.sql.lives import life_of
from tropa.stores.sql.packing import unpack
from tropa.stores.sql.people import Person
from tropa.stores.sql.talk import Row, Talk
from tropa.stores.sql.words import Words


class Finished:
    """Reads stories.

    Args:
        talk: The transaction.
        words: Known.
        shards: How many there are.
    """

    def __init__(self, talk: Talk, words: Words, shards: int) -> None:
        self._talk = talk
        self._words = words
        self._shards = shards
        self.rows: dict[int, Row] = {}

    def read(self, ids: Sequence[int]) -> None:
        """Read rows of stories, with all that come before them."""
        new = sorted({one for one in ids if one and one not in self.rows})
        if new:
            found = self._talk.rows("stories_of", self._talk.several(new), self._shards)
            self.rows.update((row[0], row) for row in found)

    def life(self, person: Person, past: Sequence[int]) -> Life | None:
        """A finished run of a customer; None where it was forgotten.

        Args:
            person: Whose.
            past: As the customer's row names it.
        """
        journey_id, story_id, attempt = past
        self.read([story_id])
        row = self.rows.get(story_id)
        end = story.end_of(unpack(row[2])) if row is not None else None
        if end is None:
            return None
        customer, was, version, key, *fields = end
        journey = self._words.text(journey_id)
        life = life_of(fields, RunId(journey, customer, key, was), version, self._words)
        return rekeyed(life, RunId(journey, person.name, key, attempt)) if attempt else life
