"""What a turn decided, as rows.

Theory.  Everything that is written at once is first gathered by table, so that each table is written
by one statement for many rows.  Ids come from the shard's own counter, spread over the shards so
that no two shards give the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tropa.engine.changes import Message, Transition
from tropa.engine.desk import Changes
from tropa.engine.events import Event, order
from tropa.engine.state import Invitation, Life, RunId
from tropa.stores.renamed import new_names
from tropa.stores.sql import lives as lives_of
from tropa.stores.sql import story
from tropa.stores.sql.events import aside_fields, heard_data
from tropa.stores.sql.finished import Finished
from tropa.stores.sql.gathering import Found, Gathered
from tropa.stores.sql.ids import Ids
from tropa.stores.sql.outbox import message_row
from tropa.stores.sql.packing import RowCodec, micros, pack
from tropa.stores.sql.people import Person, state_of
from tropa.stores.sql.sheets import Sheets
from tropa.stores.sql.story import Chapter
from tropa.stores.sql.texts import column, key_column, name

_INVITATION = RowCodec(Invitation)


def words_in(changes: Changes) -> set[str]:
    """The words that rows of changes are made of."""
    words = {one.journey for one in changes.ignored if one.journey}
    return words | lives_of.words_of(changes.lives.values())


class Writing:
    """Makes the rows of one turn.

    Args:
        gathered: What the turn has loaded.
        ids: Numbers for new rows.
        changes: What it decided.
        taken: The message ids of its inputs.
    """

    def __init__(self, gathered: Gathered, ids: Ids, changes: Changes, taken: frozenset[str]) -> None:
        self.sheets = Sheets()
        self._gathered = gathered
        self._ids = ids
        self._changes = changes
        self._taken = taken
        self._people = gathered.people
        self._words = gathered.words
        self._was: dict[RunId, Found] = dict(gathered.runs)
        self._names: dict[RunId, RunId] = {}
        self._standing: Counter[tuple[int, int, int]] = Counter()

    def prepare(self) -> None:
        """Learn the words, and load the customers that are written but were not read."""
        self._words.learn(self._gathered.talk, words_in(self._changes))
        self._gathered.known(self._mentioned())

    def _mentioned(self) -> Iterable[str]:
        changes = self._changes
        yield from (event.customer for event in changes.heard)
        yield from changes.traits
        yield from (entrance.customer for entrance in changes.entrances)
        yield from (customer for _, customer in changes.assignments)
        yield from changes.ledgers
        yield from (stage.customer for stage in changes.memberships)
        yield from (one.customer for one in changes.ignored if one.journey)
        for merged in changes.merges:
            yield from (merged.loser, merged.winner)
        for life in changes.lives.values():
            yield from life.participants
        for run in changes.lives:
            yield run.customer

    def person(self, customer: str) -> Person:
        """A customer's row; a new one where there is none."""
        found = self._people.get(customer)
        if found is None:
            found = Person(self._ids.take(), self._gathered.shard, customer, is_new=True, changed=True)
            self._people[customer] = found
        return found

    def everything(self) -> Sheets:
        """The rows."""
        self._merge()
        self._rename()
        self._remember()
        self._hear(self._changes.heard)
        chapters = self._chapters()
        for run in {**self._changes.lives, **chapters}:
            self._run(run, chapters.get(run))
        self._rest()
        shard = self._gathered.shard
        for one in self._people.values():
            if one.is_new:
                self.sheets.new_people.append((one.shard, one.id, name(one.name), state_of(one)))
            elif one.changed:
                self.sheets.people.append((one.shard, one.id, state_of(one)))
        self.sheets.standing = [(shard, *where, n) for where, n in self._standing.items() if n]
        return self.sheets

    def _merge(self) -> None:
        """What was heard of those who are no more was heard of those who they are (R19)."""
        for merged in self._changes.merges:
            loser, winner = self.person(merged.loser), self.person(merged.winner)
            heard = self._gathered.heard
            theirs, names = heard.pop(merged.loser, {}), heard.pop(merged.winner, {})
            both = [event for by_name in (names, theirs) for events in by_name.values() for event in events]
            self.sheets.heard_over += [(one.shard, one.id) for one in (loser, winner)]
            winner.past += self._past_of(loser)
            winner.changed = True
            loser.clear(became=merged.winner)
            for event in sorted(both, key=order):
                self._hear_one(winner, event)

    def _past_of(self, loser: Person) -> list[tuple[int, int, int]]:
        """A customer's finished runs, with the attempts that they go by from now on."""
        names, told = new_names(self._changes), Finished(self._gathered.talk, self._words, self._ids.shards)
        found: list[tuple[int, int, int]] = []
        for journey_id, story_id, attempt in loser.past:
            life = told.life(loser, (journey_id, story_id, attempt))
            new = names.get(life.run.id) if life is not None else None
            found.append((journey_id, story_id, new.attempt if new is not None else attempt))
        return found

    def _rename(self) -> None:
        """Runs that go by another id keep their rows."""
        self._names = new_names(self._changes)
        for run in self._changes.gone:
            found = self._was.pop(run, None)
            if found is not None:
                self._was[self._names[run]] = found

    def _remember(self) -> None:
        """What is remembered of customers."""
        changes = self._changes
        for customer, traits in changes.traits.items():
            one = self.person(customer)
            one.traits = {**one.traits, **traits}
            one.changed = True
        for entrance, row in changes.entrances.items():
            one = self.person(entrance.customer)
            one.entrances[entrance] = row
            one.changed = True
        for (experiment, customer), part in changes.assignments.items():
            one = self.person(customer)
            one.assignments[experiment] = part
            one.changed = True
        for customer, ledger in changes.ledgers.items():
            one = self.person(customer)
            one.ledger, one.changed = ledger, True
        for stage, membership in changes.memberships.items():
            one = self.person(stage.customer)
            one.memberships[stage] = membership
            one.changed = True
        made = {event.message_id: event.customer for event in changes.made.emitted}
        for message_id in changes.seen:
            if message_id not in self._taken and message_id in made:
                one = self.person(made[message_id])
                one.made.append(message_id)
                one.changed = True

    def _hear(self, events: Iterable[Event]) -> None:
        for event in events:
            self._hear_one(self.person(event.customer), event)

    def _hear_one(self, person: Person, event: Event) -> None:
        row = (person.shard, person.id, self._ids.take(), name(event.name), heard_data(event))
        self.sheets.heard.append(row)

    def _chapters(self) -> dict[RunId, Chapter]:
        """What became of each run, and its messages."""
        chapters: dict[RunId, Chapter] = {}
        made, names = self._changes.made, self._names
        run: RunId | None = None
        mine: list[Transition] = []
        for one in made.transitions:
            if one.run is not run:  # rows of one decision stand together
                run = one.run
                mine = _chapter(chapters, names.get(run, run)).transitions
            mine.append(one)
        for message in made.messages:
            _chapter(chapters, names.get(message.run, message.run)).messages.append(self._message(message))
        for kind in story.RARE:
            for row in getattr(made, kind):
                _chapter(chapters, names.get(row.run, row.run)).rare.setdefault(kind, []).append(row)
        return chapters

    def _message(self, message: Message) -> int:
        id_ = self._ids.take()
        found = self._changes.lives.get(message.run) or self._life(message.run)
        self.sheets.messages.append(message_row(self._gathered.shard, id_, message, found))
        return id_

    def _life(self, run: RunId) -> Life | None:
        found = self._was.get(run)
        return found.life if found is not None else None

    def _run(self, run: RunId, chapter: Chapter | None) -> None:
        """One run: its row anew, or gone, and the next row of its story."""
        found = self._was.get(run)
        life = self._changes.lives.get(run) or (found.life if found is not None else None)
        if life is None:
            return
        before = found.life if found is not None else None
        id_ = found.id if found is not None else self._ids.take()
        is_over = not life.positions
        if is_over:
            chapter = chapter or Chapter()
            chapter.end = [run.customer, run.attempt, life.run.version, run.key, *lives_of.listed(life, self._words)]
        last_id = found.last_id if found is not None else 0
        if chapter is not None:
            last_id = self._tell(id_, last_id, run, chapter)
        if (
            before is None
            or before.positions.keys() != life.positions.keys()
            or before.run.version != life.run.version
        ):
            self._count(before, -1)
            self._count(life, 1)
        if not is_over:
            self._keep(id_, last_id, life, before)
            return
        if before is not None:
            self.sheets.runs_over.append((self._gathered.shard, id_))
            if len(before.participants) > 1:
                self.sheets.parts_over.append((self._gathered.shard, id_))
        journey_id = self._words.id(run.journey)
        for customer in dict.fromkeys((run.customer, *life.participants)):
            one = self.person(customer)
            one.past.append((journey_id, last_id, 0))
            one.changed = True

    def _tell(self, run_id: int, before_id: int, run: RunId, chapter: Chapter) -> int:
        """The next row of a run's story; its number."""
        id_ = self._ids.take()
        data = pack(story.listed(chapter, run.customer))
        self.sheets.stories.append((self._gathered.shard, id_, run_id, before_id, data))
        return id_

    def _keep(self, id_: int, last_id: int, life: Life, before: Life | None) -> None:
        """The row of an open run."""
        run, shard = life.run.id, self._gathered.shard
        due = min((one.timers[0].at for one in life.positions.values() if one.timers), default=None)
        hot = (life.run.version, micros(due) if due is not None else None, last_id)
        data = pack(lives_of.listed(life, self._words))
        if before is not None and before.run.id == run:
            self.sheets.runs.append((shard, id_, *hot, data))
        else:
            name = (self.person(run.customer).id, self._words.id(run.journey), key_column(run.key), run.attempt)
            (self.sheets.new_runs if before is None else self.sheets.renamed).append((shard, id_, *name, *hot, data))
        if before is None or before.participants.keys() != life.participants.keys():
            if before is not None:
                self.sheets.parts_over.append((shard, id_))
            others = (one for one in life.participants if one != run.customer)
            self.sheets.parts += [(shard, id_, self.person(one).id) for one in others]

    def _count(self, life: Life | None, n: int) -> None:
        """Positions of a run at their steps."""
        if life is None:
            return
        words, run = self._words, life.run
        journey_id = words.id(run.id.journey)
        for place in life.positions:
            self._standing[journey_id, run.version, words.id(place.step)] += n

    def _rest(self) -> None:
        """What belongs to no run's row."""
        shard, changes, sheets = self._gathered.shard, self._changes, self.sheets
        for one in changes.made.invitations:
            sheets.invitations.append((shard, column(one.id), pack(_INVITATION.fields(one))))
        for given in changes.ignored:
            if given.journey:
                where = (shard, self.person(given.customer).id, self._ids.take(), self._words.id(given.journey))
                sheets.ignored.append((*where, pack((given.message_id, given.reason))))
        for aside in changes.set_aside:
            told = (
                aside_fields(aside.given),
                list(aside.run) if aside.run is not None else None,
                aside.label,
                aside.reason,
            )
            sheets.set_aside.append((shard, self._ids.take(), pack(told)))


def _chapter(chapters: dict[RunId, Chapter], run: RunId) -> Chapter:
    """A run's chapter; a new one where there is none yet."""
    found = chapters.get(run)
    if found is None:
        found = chapters[run] = Chapter()
    return found
