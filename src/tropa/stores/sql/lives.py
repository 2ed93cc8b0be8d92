"""A run with its participants and positions as one small value, and back.

What usually is the same is left out and put back from where it is known: a position began when its run
did, looks from where its participant joined, and the event that does not count is the one that began
the run; the timer that is due first is due when the run is.  Fields at the end that are absent are
not written.  A run of one participant to whom nothing out of the way has happened is nearly every run:
its fields are written, and read, without asking for each of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tropa.engine.state import Life, Participant, Position, PositionId, Released, Run, RunId, Timer, Visits
from tropa.engine.waiting import TIME, UP_TO
from tropa.journey.codecs.values import Section
from tropa.stores.sql.packing import filled, trimmed
from tropa.stores.sql.texts import keeps
from tropa.stores.sql.words import Words

_LATER = Run.__struct_fields__[Run.__struct_fields__.index("released") + 1 :]
"""Fields of runs that came later: plain ones and sections of such, each absent where it is empty or 0."""

_RUN, _PARTICIPANT, _POSITION = 10 + len(_LATER), 8, 12
"""How many fields each has."""

_LEAST = 2
"""How many a run has, or a position, that is as nearly all are."""

_NOTHING: Section[Any] = Run.__struct_defaults__[0]
_NOBODY: frozenset[str] = frozenset()


def words_of(lives: Iterable[Life]) -> set[str]:
    """The words that lives are made of."""
    found: set[str] = set()
    add = found.add
    for life in lives:
        add(life.run.id.journey)
        for place in life.positions:
            add(place.step)
        for one in life.participants.values():
            add(one.role)
    return found


def due_of(life: Life) -> datetime | None:
    """When the first timer of a run is due."""
    dues = [timers[0].at for one in life.positions.values() if (timers := one.timers)]
    return dues[0] if len(dues) == 1 else min(dues, default=None)


def listed(life: Life, words: Words, due: datetime | None) -> list[Any]:
    """A life as what ``packing.pack`` packs.

    Args:
        life: The run.
        words: Those of the life have been learnt.
        due: When its first timer is due (``due_of``); it stands in a column.
    """
    run, people, ids = life.run, life.participants, words.ids
    return [
        _run(run),
        [_participant(one, run, ids, key) for key, one in people.items()],
        [_position(one, life, ids, due) for one in life.positions.values()],
    ]


def _run(run: Run) -> list[Any]:
    name, started_at = run.id, run.started_at if run.started_at != run.entered_at else None
    if _is_usual(run) and (name.key is None or keeps(name.key)):
        return [run.entered_at, run.entry_id] if started_at is None else [run.entered_at, run.entry_id, started_at]
    return trimmed(
        [
            run.entered_at,
            run.entry_id,
            started_at,
            run.start or None,
            run.born_as if run.born_as != name.customer else None,
            run.outcome,
            run.ended_at,
            run.request,
            run.released or None,
            None if keeps(name.key) else name.key,
            *(value if (value := getattr(run, name)) else None for name in _LATER),
        ]
    )


def _is_usual(run: Run) -> bool:
    """Whether a run is open, was begun by its entry event alone, and keeps nothing of it."""
    return (
        run.outcome is None
        and run.ended_at is None
        and run.request is None
        and not run.released
        and not run.n_put
        and not run.born_attempt
        and (run.start is _NOTHING or not run.start)
        and (run.known_as is _NOTHING or not run.known_as)
        and run.born_as == run.id.customer
    )


def _participant(one: Participant, run: Run, ids: Mapping[str, int], key: str) -> list[Any]:
    role, joined_at = ids[one.role], one.joined_at if one.joined_at != run.entered_at else None
    if (
        joined_at is None
        and one.outcome is None
        and not one.done
        and not one.role_done
        and not one.refused
        and (one.visits is _NOTHING or not one.visits)
        and key == run.id.customer
    ):
        return [role]
    return trimmed(
        [
            role,
            key if key != run.id.customer else None,
            joined_at,
            sorted(one.done) or None,
            one.role_done or None,
            sorted(one.refused) or None,
            one.outcome,
            one.visits or None,
        ]
    )


def _position(one: Position, life: Life, ids: Mapping[str, int], due: datetime | None) -> list[Any]:
    run, (participant, branch, step, visit) = life.run, one.id
    mine = life.participants.get(participant)
    joined_at, anchor_at, anchor_id = (
        mine.joined_at if mine is not None else run.entered_at,
        one.anchor_at,
        one.anchor_id,
    )
    first: list[Any] = [ids[step], _flat(one.timers, due)]
    if one.began_at != run.started_at:
        first.append(one.began_at)
    if (
        participant == run.id.customer == one.host
        and not branch
        and visit == 1
        and anchor_at == joined_at
        and anchor_id == run.entry_id
        and one.since_at == anchor_at
        and one.since_id == anchor_id
        and (one.kept is _NOTHING or not one.kept)
    ):
        return first
    people = list(life.participants)
    return trimmed(
        [
            *filled(first, 3),
            None if participant == run.id.customer else _who(participant, people),
            branch or None,
            visit if visit != 1 else None,
            None if one.host == participant else _who(one.host, people),
            anchor_at if anchor_at != joined_at else None,
            anchor_id if anchor_id != run.entry_id else None,
            one.since_at if one.since_at != anchor_at else None,
            one.since_id if one.since_id != anchor_id else None,
            one.kept or None,
        ]
    )


_LABELS = (UP_TO, TIME)
"""What a position's only timer is called nearly always; it is written as its place here, which it keeps."""


def _flat(timers: tuple[Timer, ...], due: datetime | None) -> list[Any] | int | None:
    """Instants and labels by turns; the first instant is left out where it is that of the run."""
    if not timers:
        return None
    if len(timers) == 1:
        at, label = timers[0]
        if at != due:
            return [at, label]
        return _LABELS.index(label) if label in _LABELS else [None, label]
    parts: list[Any] = [part for timer in timers for part in timer]
    if parts[0] == due:
        parts[0] = None
    return parts


def _who(customer: str, people: Sequence[str]) -> int | str:
    """A participant by place; a name where it is none of the run."""
    return people.index(customer) if customer in people else customer


def life_of(fields: Sequence[Any], run: RunId, version: int, words: Words, due: datetime | None = None) -> Life:
    """The life of what ``listed`` gave.

    Args:
        fields: Unpacked.
        run: Its id, as its columns tell it; a key that is too long for its column stands in the fields.
        version: As its column tells it.
        words: Known.
        due: As its column tells it.
    """
    of_run, of_people, of_positions = fields
    made = _run_of(of_run, run, version)
    if len(of_people) == len(of_people[0]) == len(of_positions) == 1 and len(of_positions[0]) <= _LEAST + 1:
        return _usual_life(made, of_people[0][0], of_positions[0], words, due)
    people: dict[str, Participant] = {}
    for one in of_people:
        person = _participant_of(one, made, words)
        people[person.customer] = person
    positions: dict[PositionId, Position] = {}
    for one in of_positions:
        position = _position_of(one, made, people, words, due)
        positions[position.id] = position
    return Life(made, people, positions)


def _usual_life(run: Run, role: int, of_position: Sequence[Any], words: Words, due: datetime | None) -> Life:
    """A run of one participant who stands at one place, as nearly every run is."""
    step, timers, *began_at = of_position
    customer, entered_at, entry_id = run.id.customer, run.entered_at, run.entry_id
    place = PositionId(customer, "", words.text(step), 1)
    position = Position(
        place,
        customer,
        began_at[0] if began_at else run.started_at,
        entered_at,
        entry_id,
        entered_at,
        entry_id,
        _timers_of(timers, due) if timers is not None else (),
    )
    return Life(run, {customer: Participant(customer, words.text(role), entered_at)}, {place: position})


def _run_of(fields: Sequence[Any], run: RunId, version: int) -> Run:
    if len(fields) == _LEAST:
        entered_at, entry_id = fields
        return Run(run, version, run.customer, entered_at, entered_at, entry_id)
    entered_at, entry_id, started_at, start, born_as, outcome, ended_at, request, released, key, *later = filled(
        list(fields), _RUN
    )
    more = {name: _kept(value) for name, value in zip(_LATER, later, strict=True) if value is not None}
    return Run(
        run if key is None else run._replace(key=key),
        version,
        born_as if born_as is not None else run.customer,
        started_at or entered_at,
        entered_at,
        entry_id,
        Section(start) if start else _NOTHING,
        outcome,
        ended_at,
        request,
        tuple(Released(*one) for one in released) if released else (),
        **more,
    )


def _kept(value: Any) -> Any:  # noqa: ANN401  a field that came later
    return Section(value) if isinstance(value, dict) else value


def _participant_of(fields: Sequence[Any], run: Run, words: Words) -> Participant:
    if len(fields) == 1:
        return Participant(run.id.customer, words.text(fields[0]), run.entered_at)
    role, customer, joined_at, done, role_done, refused, outcome, visits = filled(list(fields), _PARTICIPANT)
    return Participant(
        customer if customer is not None else run.id.customer,
        words.text(role),
        joined_at or run.entered_at,
        frozenset(done) if done else _NOBODY,
        role_done or False,
        frozenset(refused) if refused else _NOBODY,
        outcome,
        Section({step: Visits(n, tuple(by)) for step, (n, by) in visits.items()}) if visits else _NOTHING,
    )


def _position_of(
    fields: Sequence[Any], run: Run, people: Mapping[str, Participant], words: Words, due: datetime | None
) -> Position:
    step, timers, began_at, *more = fields if len(fields) > _LEAST else [*fields, None]
    who, branch, visit, whose, anchor_at, anchor_id, since_at, since_id, kept = filled(more, 9) if more else _USUAL
    participant, names = run.id.customer, () if who is whose is None else tuple(people)
    if who is not None:
        participant = _name(who, names)
    mine = people.get(participant)
    anchor_at = anchor_at or (mine.joined_at if mine is not None else run.entered_at)
    anchor_id = anchor_id if anchor_id is not None else run.entry_id
    return Position(
        PositionId(participant, branch or "", words.text(step), visit if visit is not None else 1),
        participant if whose is None else _name(whose, names),
        began_at or run.started_at,
        anchor_at,
        anchor_id,
        since_at or anchor_at,
        since_id if since_id is not None else anchor_id,
        _timers_of(timers, due) if timers is not None else (),
        Section(kept) if kept else _NOTHING,
    )


_USUAL: list[Any] = [None] * (_POSITION - 3)


def _timers_of(parts: list[Any] | int, due: Any) -> tuple[Timer, ...]:  # noqa: ANN401  it is known where it was left out
    if isinstance(parts, int):
        return (Timer(due, _LABELS[parts]),)
    at, label, *others = parts
    first = Timer(at or due, label)
    return (first, *map(Timer, others[::2], others[1::2])) if others else (first,)


def _name(who: int | str, names: Sequence[str]) -> str:
    return names[who] if isinstance(who, int) else who
