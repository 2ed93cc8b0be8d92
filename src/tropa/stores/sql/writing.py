"""What a turn decided, as rows.

Theory.  Everything that is written at once is first gathered by table, so that each table is written
by one statement for many rows.  Ids come from the shard's own counter, spread over the shards so
that no two shards give the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from tropa.engine.changes import Message, Transition
from tropa.engine.desk import Changes
from tropa.engine.events import Event, order
from tropa.engine.merging import heard_of_both
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

    def prepare(self, words: AbstractSet[str]) -> None:
        """Learn the words, and load the customers that are written but were not read.

        Args:
            words: Those of the changes (``words_in``).
        """
        self._words.learn(self._gathered.talk, words)
        self._gathered.known(sorted(self._mentioned() - self._people.keys()))

    def _mentioned(self) -> set[str]:
        changes = self._changes
        found = {event.customer for event in changes.heard}
        found.update(changes.traits, changes.ledgers)
        found.update([entrance.customer for entrance in changes.entrances])
        found.update([customer for _, customer in changes.assignments])
        found.update([stage.customer for stage in changes.memberships])
        found.update([one.customer for one in changes.ignored if one.journey])
        for merged in changes.merges:
            found.update((merged.loser, merged.winner))
        for run, life in changes.lives.items():
            found.add(run.customer)
            found.update(life.participants)
        return found

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
        for run, life in self._changes.lives.items():
            self._run(run, life, self._was.get(run), chapters.pop(run, None))
        for run, chapter in chapters.items():
            found = self._was.get(run)
            if found is not None:
                self._run(run, found.life, found, chapter)
        self._rest()
        shard = self._gathered.shard
        for one in self._people.values():
            if one.is_new:
                self.sheets.new_people.append((one.id, one.shard, name(one.name), state_of(one)))
            elif one.changed:
                self.sheets.people.append((one.shard, one.id, state_of(one)))
        self.sheets.standing = [(shard, *where, n) for where, n in self._standing.items() if n]
        return self.sheets

    def _merge(self) -> None:
        """What was heard of those who are no more was heard of those who they are (R19)."""
        heard = self._gathered.heard
        for merged in self._changes.merges:
            loser, winner = self.person(merged.loser), self.person(merged.winner)
            parts = [heard.pop(merged.winner, {}), heard.pop(merged.loser, {})]
            heard[merged.winner] = heard_of_both(merged.loser, merged.winner, parts, merged.joined_at)
            self.sheets.heard_over += [(one.shard, one.id) for one in (loser, winner)]
            winner.past += self._past_of(loser)
            winner.changed = True
            loser.clear(merged.winner, merged.joined_at)
        for customer in dict.fromkeys(merged.winner for merged in self._changes.merges):
            every = (event for events in heard.get(customer, {}).values() for event in events)
            for event in sorted(every, key=order):
                self._hear_one(self.person(customer), event)

    def _past_of(self, loser: Person) -> list[Sequence[int]]:
        """A customer's finished runs, with the attempts that they go by from now on."""
        names, told = new_names(self._changes), Finished(self._gathered.talk, self._words, self._ids.shards)
        found: list[Sequence[int]] = []
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
        person = self.person
        for event in events:
            self._hear_one(person(event.customer), event)

    def _hear_one(self, person: Person, event: Event) -> None:
        row = (person.id, self._ids.take(), person.shard, name(event.name), heard_data(event))
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
                mine = _chapter(chapters, names.get(run, run) if names else run).transitions
            mine.append(one)
        for message in made.messages:
            of = names.get(message.run, message.run) if names else message.run
            _chapter(chapters, of).messages.append(self._message(message))
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

    def _run(self, run: RunId, life: Life, found: Found | None, chapter: Chapter | None) -> None:
        """One run: its row anew, or gone, and the next row of its story."""
        before = found.life if found is not None else None
        id_ = found.id if found is not None else self._ids.take()
        is_over = not life.positions
        if is_over:
            chapter = chapter or Chapter()
            chapter.end = [
                run.customer,
                run.attempt,
                life.run.version,
                run.key,
                *lives_of.listed(life, self._words, None),
            ]
        last_id = found.last_id if found is not None else 0
        if chapter is not None:
            last_id = self._tell(last_id, run, chapter)
        if (
            before is None
            or before.positions.keys() != life.positions.keys()
            or before.run.version != life.run.version
        ):
            if before is not None:
                self._count(before, -1)
            self._count(life, 1)
        if is_over:
            self._end(run, life, found, last_id)
        else:
            self._keep(id_, last_id, life, found)

    def _end(self, run: RunId, life: Life, found: Found | None, last_id: int) -> None:
        """A run that is over: its row goes, and its participants' rows name the end of its story."""
        shard = self._gathered.shard
        if found is not None:
            self.sheets.runs_over.append((shard, found.customer_id, found.id))
            if len(found.life.participants) > 1:
                self.sheets.parts_over.append((shard, found.id))
        journey_id, people = self._words.id(run.journey), life.participants
        for customer in people if run.customer in people else (run.customer, *people):
            one = self.person(customer)
            one.past.append((journey_id, last_id, 0))
            one.changed = True

    def _tell(self, before_id: int, run: RunId, chapter: Chapter) -> int:
        """The next row of a run's story; its number."""
        id_ = self._ids.take()
        data = pack(story.listed(chapter, run.customer))
        self.sheets.stories.append((id_, before_id, self._gathered.shard, data))
        return id_

    def _keep(self, id_: int, last_id: int, life: Life, found: Found | None) -> None:
        """The row of an open run."""
        run, version, shard = life.run.id, life.run.version, self._gathered.shard
        due = lives_of.due_of(life)
        due_at = micros(due) if due is not None else None
        data = pack(lives_of.listed(life, self._words, due))
        if found is None:
            first_id, journey_id = self.person(run.customer).id, self._words.id(run.journey)
            hot = (last_id, due_at, journey_id, run.attempt, version, shard, key_column(run.key), data)
            self.sheets.new_runs.append((id_, first_id, *hot))
            if len(life.participants) > 1:
                self._take_part(id_, life)
            return
        before = found.life
        where = (shard, found.customer_id, id_)
        if before.run.id == run:
            self.sheets.runs.append((*where, version, due_at, last_id, data))
        else:
            name = (self.person(run.customer).id, self._words.id(run.journey), key_column(run.key), run.attempt)
            self.sheets.renamed.append((*where, *name, version, due_at, last_id, data))
        if before.run.id != run or before.participants.keys() != life.participants.keys():
            self.sheets.parts_over.append((shard, id_))
            self._take_part(id_, life)

    def _take_part(self, id_: int, life: Life) -> None:
        """Rows of a run's participants but the first."""
        run, shard = life.run.id, self._gathered.shard
        first_id = self.person(run.customer).id
        others = (one for one in life.participants if one != run.customer)
        self.sheets.parts += [(id_, self.person(one).id, first_id, shard) for one in others]

    def _count(self, life: Life, n: int) -> None:
        """Positions of a run at their steps."""
        ids, run = self._words.ids, life.run
        journey_id = ids[run.id.journey]
        for place in life.positions:
            self._standing[journey_id, run.version, ids[place.step]] += n

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
