"""What a turn has loaded: customers and runs by name, with the rows that they came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tropa.engine.desk import Loaded
from tropa.engine.events import Event
from tropa.engine.state import Invitation, Life, RunId
from tropa.stores.sql.events import heard_of
from tropa.stores.sql.lives import life_of
from tropa.stores.sql.packing import RowCodec, instant, micros, unpack
from tropa.stores.sql.people import Person, person_of
from tropa.stores.sql.talk import Row, Talk
from tropa.stores.sql.texts import MOST_CHARACTERS, column, from_column, from_key_column, key_column
from tropa.stores.sql.words import Words

_INVITATION = RowCodec(Invitation)

_SHARD = 9
"""Where the shard stands in the rows of runs that come with their customers."""


@dataclass(frozen=True, slots=True)
class Found:
    """An open run and its row.

    Args:
        id: The row's number.
        customer_id: That of its first participant's.
        last_id: The last row of its story.
        life: As it was loaded.
    """

    id: int
    customer_id: int
    last_id: int
    life: Life


@dataclass(slots=True)
class Gathered:
    """The state that a turn touches.

    Args:
        talk: The transaction.
        words: Known.
        shard: The turn's.
    """

    talk: Talk
    words: Words
    shard: int
    people: dict[str, Person] = field(default_factory=dict)
    runs: dict[RunId, Found] = field(default_factory=dict)
    heard: dict[str, dict[str, list[Event]]] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)
    _absent: set[str] = field(default_factory=set)
    _rows: set[int] = field(default_factory=set)
    _asked: set[int] = field(default_factory=set)
    _listened: set[int] = field(default_factory=set)

    def due(self, until: datetime, most: int) -> None:
        """Runs with a timer due at an instant or before, those due first, and their first participants."""
        self._take(self.talk.rows("runs_due", self.shard, micros(until), most))

    def of_keys(self, keys: Iterable[tuple[str, str]]) -> None:
        """Open runs of key values."""
        asked: dict[int, set[str]] = {}
        for journey, key in keys:
            journey_id = self.words.known(journey)
            if journey_id is not None:
                asked.setdefault(journey_id, set()).add(key_column(key))
        for journey_id, texts in asked.items():
            self._take(self.talk.rows("runs_by_key", self.talk.several(sorted(texts)), journey_id))

    def page(self, after_id: int, most: int) -> int:
        """Open runs of customers behind one, of all shards, and the last customer; 0 where there are no more.

        The runs of one customer are not parted: a page that ends among them ends before them, or has
        them all.
        """
        rows = self.talk.rows("runs_page", after_id, most)
        if len(rows) < most:
            self._take(rows)
            return 0
        last = rows[-1][1]
        whole = [row for row in rows if row[1] != last]
        self._take(whole or rows)
        if not whole:
            self._take(self.talk.rows("runs_of_customers", self.talk.several([last]), rows[-1][_SHARD]))
        return int(whole[-1][1] if whole else last)

    def invited(self, names: Iterable[str]) -> list[str]:
        """Invitations by their names; the first participants of the runs that they lead into."""
        short = [column(name) for name in names if name and len(name) <= MOST_CHARACTERS]
        if not short:
            return []
        for _, data in self.talk.rows("invitations_by_name", self.talk.several(short)):
            invitation = _INVITATION.row(unpack(data))
            self.invitations[invitation.id] = invitation
        return [one.run.customer for one in self.invitations.values()]

    def named(self, names: Iterable[str]) -> None:
        """Customers by name, and all that belongs to them and to those who are in a run with them."""
        self._look_up(names)
        while new := [one for one in self.people.values() if one.id not in self._asked]:
            self._runs_of(new)
            self._look_up(self._mentioned())

    def known(self, names: Iterable[str]) -> None:
        """Customers by name, without their runs."""
        self._look_up(names)

    def known_as(self, names: Iterable[str]) -> None:
        """Customers by name, and whom they were merged into, without their runs."""
        waiting = list(names)
        while self._look_up(waiting):
            waiting = [one.became for one in self.people.values() if one.became is not None]

    def person(self, customer: str) -> Person | None:
        """A customer that was looked up, or whom that customer was merged into."""
        found = self.people.get(customer)
        while found is not None and found.became is not None:
            found = self.people.get(found.became)
        return found

    def joined_at(self, customer: str) -> datetime | None:
        """When it turned out whose an anonymous id is."""
        found = self.people.get(customer)
        while found is not None and found.became is not None and found.joined_at is None:
            found = self.people.get(found.became)
        return found.joined_at if found is not None else None

    def _look_up(self, names: Iterable[str]) -> bool:
        """Load customers that were not looked for yet; whether there were any."""
        new = [name for name in dict.fromkeys(names) if name not in self.people and name not in self._absent]
        if not new:
            return False
        for id_, shard, name, state in self.talk.rows("customers_by_name", self.talk.several([*map(column, new)])):
            self._know(id_, shard, name, state)
        self._absent.update(name for name in new if name not in self.people)
        return True

    def _know(self, id_: int, shard: int, name: str, state: bytes) -> None:
        if id_ not in self._names:
            text = from_column(name)
            self._names[id_] = text
            self.people[text] = person_of(id_, shard, text, state)

    def _mentioned(self) -> list[str]:
        """Who takes part in a run that was loaded, and whom customers were merged into."""
        of_runs = (
            name for found in self.runs.values() for name in found.life.participants if name not in self.people
        )
        became = (one.became for one in self.people.values() if one.became is not None)
        return [*of_runs, *became]

    def _runs_of(self, people: Sequence[Person]) -> None:
        """Open runs of customers, as whoever they take part."""
        ids = [one.id for one in people]
        self._asked.update(ids)
        for shard in {one.shard for one in people}:
            mine = self.talk.several([one.id for one in people if one.shard == shard])
            self._take(self.talk.rows("runs_of_customers", mine, shard))
        self._take(self.talk.rows("runs_of_participants", self.talk.several(ids)))

    def _take(self, rows: Iterable[Row]) -> None:
        """Unpack runs that were found, and their first participants where they came with them."""
        known, names, runs, words = self._rows, self._names, self.runs, self.words
        for id_, customer_id, journey_id, key, attempt, version, last_id, due_at, data, *customer in rows:
            if id_ in known:
                continue
            known.add(id_)
            if customer and customer_id not in names:
                self._know(customer_id, *customer)
            run = RunId(words.text(journey_id), names[customer_id], from_key_column(key) if key else None, attempt)
            due = instant(due_at) if due_at is not None else None
            life = life_of(unpack(data), run, version, words, due)
            runs[life.run.id] = Found(id_, customer_id, last_id, life)

    def listen(self) -> None:
        """Load what was heard of everybody who was loaded."""
        new = [one for one in self.people.values() if one.id not in self._listened]
        self._listened.update(one.id for one in new)
        for shard in {one.shard for one in new}:
            self._listen_in(shard, sorted(one.id for one in new if one.shard == shard))

    def _listen_in(self, shard: int, ids: Sequence[int]) -> None:
        rows = self.talk.rows("heard_of", self.talk.several(ids), shard)
        rows.sort(key=_place)
        names, heard = self._names, self.heard
        for customer_id, _, called, data in rows:
            customer, name = names[customer_id], from_column(called)
            heard.setdefault(customer, {}).setdefault(name, []).append(heard_of(customer, name, data))

    def loaded(self) -> Loaded:
        """All of it, as decisions read it."""
        people = self.people
        return Loaded(
            lives={name: found.life for name, found in self.runs.items()},
            entrances={name: row for one in people.values() for name, row in one.entrances.items()},
            heard=self.heard,
            traits={name: one.traits for name, one in people.items() if one.traits},
            assignments={(of, name): part for name, one in people.items() for of, part in one.assignments.items()},
            ledgers={name: one.ledger for name, one in people.items() if one.ledger},
            invitations=self.invitations,
            seen={made for one in people.values() for made in one.made},
            memberships={name: row for one in people.values() for name, row in one.memberships.items()},
            aliases={name: one.became for name, one in people.items() if one.became is not None},
        )


def _place(row: Row) -> tuple[int, int]:
    return row[0], row[1]
