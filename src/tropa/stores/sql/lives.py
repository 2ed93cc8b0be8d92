"""A run with its participants and positions as one small value, and back.

What usually is the same is left out and put back from where it is known: a position began when its run
did, looks from where its participant joined, and the event that does not count is the one that began
the run.  Fields at the end that are absent are not written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import astuple

from tropa.engine.hearing import BEGINNING
from tropa.engine.state import Life, Participant, Position, PositionId, Released, Run, RunId, Timer, Visits
from tropa.journey.codecs.values import Section
from tropa.stores.sql.packing import filled, trimmed
from tropa.stores.sql.texts import keeps
from tropa.stores.sql.words import Words

_LATER = Run.__struct_fields__[Run.__struct_fields__.index("released") + 1 :]
"""Fields of runs that came later: plain ones and sections of such, each absent where it is empty or 0."""

_RUN, _PARTICIPANT, _POSITION = 10 + len(_LATER), 8, 12
"""How many fields each has."""

_START = Run.__struct_fields__.index("start")
_NO_EVENTS: tuple[Any, ...] = astuple(Run(RunId("", "", None, 1), 1, "", BEGINNING, BEGINNING, ""))[_START + 1 :]
_NOTHING_DONE: tuple[Any, ...] = astuple(Participant("", "", BEGINNING))[3:]
"""The last fields of a run, and of a participant, to whom nothing out of the way has happened: nearly all."""


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


def listed(life: Life, words: Words) -> list[Any]:
    """A life as what ``packing.pack`` packs; its words must have been learnt."""
    run = life.run
    people = list(life.participants)
    return [
        _run(run),
        [_participant(one, run, words, key) for key, one in life.participants.items()],
        [_position(one, life, people, words) for one in life.positions.values()],
    ]


def _run(run: Run) -> list[Any]:
    started_at = run.started_at if run.started_at != run.entered_at else None
    if (
        not run.start
        and astuple(run)[_START + 1 :] == _NO_EVENTS
        and run.born_as == run.id.customer
        and keeps(run.id.key)
    ):
        return [run.entered_at, run.entry_id] if started_at is None else [run.entered_at, run.entry_id, started_at]
    return trimmed(
        [
            run.entered_at,
            run.entry_id,
            started_at,
            run.start or None,
            run.born_as if run.born_as != run.id.customer else None,
            run.outcome,
            run.ended_at,
            run.request,
            run.released or None,
            None if keeps(run.id.key) else run.id.key,
            *(value if (value := getattr(run, name)) else None for name in _LATER),
        ]
    )


def _participant(one: Participant, run: Run, words: Words, key: str) -> list[Any]:
    role, joined_at = words.id(one.role), one.joined_at if one.joined_at != run.entered_at else None
    if joined_at is None and key == run.id.customer and astuple(one)[3:] == _NOTHING_DONE:
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


def _position(one: Position, life: Life, people: Sequence[str], words: Words) -> list[Any]:
    run, (participant, branch, step, visit) = life.run, one.id
    mine = life.participants.get(participant)
    joined_at = mine.joined_at if mine is not None else run.entered_at
    anchor_at = one.anchor_at if one.anchor_at != joined_at else None
    anchor_id = one.anchor_id if one.anchor_id != run.entry_id else None
    first = [words.id(step), _flat(one.timers), one.began_at if one.began_at != run.started_at else None]
    last = [
        one.since_at if one.since_at != one.anchor_at else None,
        one.since_id if one.since_id != one.anchor_id else None,
        one.kept or None,
    ]
    return trimmed(
        [
            *first,
            None if participant == run.id.customer else _who(participant, people),
            branch or None,
            visit if visit != 1 else None,
            None if one.host == participant else _who(one.host, people),
            anchor_at,
            anchor_id,
            *last,
        ]
    )


def _flat(timers: tuple[Timer, ...]) -> list[Any] | None:
    """Instants and labels by turns."""
    if len(timers) == 1:
        return [*timers[0]]
    return [part for timer in timers for part in timer] or None


def _who(customer: str, people: Sequence[str]) -> int | str:
    """A participant by place; a name where it is none of the run."""
    return people.index(customer) if customer in people else customer


def life_of(fields: Sequence[Any], run: RunId, version: int, words: Words) -> Life:
    """The life of what ``listed`` gave.

    Args:
        fields: Unpacked.
        run: Its id, as its columns tell it; a key that is too long for its column stands in the fields.
        version: As its column tells it.
        words: Known.
    """
    of_run, of_people, of_positions = fields
    made = _run_of(filled(of_run, _RUN), run, version)
    people: dict[str, Participant] = {}
    for one in of_people:
        person = _participant_of(filled(one, _PARTICIPANT), made, words)
        people[person.customer] = person
    names = list(people)
    positions: dict[PositionId, Position] = {}
    for one in of_positions:
        position = _position_of(filled(one, _POSITION), made, people, names, words)
        positions[position.id] = position
    return Life(made, people, positions)


def _run_of(fields: Sequence[Any], run: RunId, version: int) -> Run:
    entered_at, entry_id, started_at, start, born_as, outcome, ended_at, request, released, key, *later = fields
    more = {name: _kept(value) for name, value in zip(_LATER, later, strict=True) if value is not None}
    return Run(
        run if key is None else run._replace(key=key),
        version,
        born_as if born_as is not None else run.customer,
        started_at or entered_at,
        entered_at,
        entry_id,
        Section(start) if start else _EMPTY,
        outcome,
        ended_at,
        request,
        tuple(Released(*one) for one in released) if released else (),
        **more,
    )


_EMPTY: Section[Any] = Run.__struct_defaults__[0]
_NOBODY: frozenset[str] = frozenset()


def _kept(value: Any) -> Any:  # noqa: ANN401  a field that came later
    return Section(value) if isinstance(value, dict) else value


def _participant_of(fields: Sequence[Any], run: Run, words: Words) -> Participant:
    role, customer, joined_at, done, role_done, refused, outcome, visits = fields
    return Participant(
        customer if customer is not None else run.id.customer,
        words.text(role),
        joined_at or run.entered_at,
        frozenset(done) if done else _NOBODY,
        role_done or False,
        frozenset(refused) if refused else _NOBODY,
        outcome,
        Section({step: Visits(n, tuple(by)) for step, (n, by) in visits.items()}) if visits else Section(),
    )


def _position_of(
    fields: Sequence[Any], run: Run, people: dict[str, Participant], names: Sequence[str], words: Words
) -> Position:
    step, timers, began_at, who, branch, visit, whose, anchor_at, anchor_id, since_at, since_id, kept = fields
    participant = _name(who, names, run.id.customer)
    mine = people.get(participant)
    anchor_at = anchor_at or (mine.joined_at if mine is not None else run.entered_at)
    anchor_id = anchor_id if anchor_id is not None else run.entry_id
    return Position(
        PositionId(participant, branch or "", words.text(step), visit if visit is not None else 1),
        _name(whose, names, participant),
        began_at or run.started_at,
        anchor_at,
        anchor_id,
        since_at or anchor_at,
        since_id if since_id is not None else anchor_id,
        tuple(map(Timer, timers[::2], timers[1::2])) if timers else (),
        Section(kept) if kept else _EMPTY,
    )


def _name(who: int | str | None, names: Sequence[str], usual: str) -> str:
    if who is None:
        return usual
    return names[who] if isinstance(who, int) else who
