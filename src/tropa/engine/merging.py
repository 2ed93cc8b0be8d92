"""Two customers turn out to be one: what becomes of their rows (R19).

The input ``customer_merged`` of one customer names the other, who stays.  All that was known of the first
is of the other from then on, and whatever still comes in of the first is taken as the other's.

* What was heard is joined in order of receipt; runs look again at what they wait for.  What an anonymous
  id did bears the instant at which it turned out whose it is: a journey counts it as far back from there
  as its ``stitch`` says, and so much as nothing without one (``facts``).
* Traits, and parts in experiments, of the one who stays come first; the other's fill in.
* Ledgers are added up, so that caps count what both were sent.
* Runs get a new first participant, and an attempt behind those of the one who stays; messages keep
  their ids, which are made of who the participant was at birth, and of the attempt then.
* Of two open runs of one journey and key the more advanced stays, of equals the older; the other
  ends.  A journey whose re-entry is ``parallel`` keeps both.  More advanced is: more components
  done, then a position further down the file.
* Where both take part in one run the first participant's part stays.
* Memberships of a stage are one: from the earlier beginning to the later end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from tropa.engine.events import Event, Input, order
from tropa.engine.releasing import parts_of_label
from tropa.engine.saying import AGAIN
from tropa.engine.state import (
    Entrance,
    Life,
    Participant,
    Position,
    PositionId,
    RunId,
    StageId,
    StageMembership,
    Timer,
)
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.plan.anonymity import ANONYMOUS
from tropa.plan.our_events import CUSTOMER_MERGED
from tropa.plan.script import Script

MERGED = "merged"


def winner_in(event: Event) -> str | None:
    """The customer who stays, as an input says; None where it names nobody."""
    into = event.properties.get("into")
    return into if event.name == CUSTOMER_MERGED and isinstance(into, str) and into else None


def heard_of_both(
    loser: str, winner: str, parts: Iterable[Mapping[str, Sequence[Event]]], joined_at: datetime | None = None
) -> dict[str, list[Event]]:
    """What was heard of two customers as of one, in order of receipt for each name."""
    names: dict[str, list[Event]] = {}
    for part in parts:
        for name, events in part.items():
            names.setdefault(name, []).extend(as_of(event, loser, winner, joined_at) for event in events)
    return {name: in_order_of_receipt(events) for name, events in names.items()}


def in_order_of_receipt(events: Iterable[Event]) -> list[Event]:
    """Events of several customers in the order in which they were received; of equals the ids decide."""
    return sorted(events, key=lambda one: (order(one), one.message_id))


def as_of(event: Event, loser: str, winner: str, joined_at: datetime | None = None) -> Event:
    """An event as that of the customer who stays, with when that turned out where nobody had known whose it was."""
    if event.customer != loser:
        return event
    return replace(event, customer=winner, joined_at=event.joined_at or joined_at)


def anonymous_no_more(given: Input, customer: str) -> Input:
    """An input of an id that is known to be a customer's by now, as that of the customer."""
    if isinstance(given, Event):
        return replace(given, customer=customer, properties=_without_mark(given.properties))
    return replace(given, customer=customer, traits=_without_mark(given.traits))


def _without_mark(held: Mapping[str, Value]) -> Mapping[str, Value]:
    return Section({name: value for name, value in held.items() if name != ANONYMOUS}) if ANONYMOUS in held else held


def renamed(life: Life, loser: str, winner: str, name: RunId) -> Life:
    """A run in which a customer goes by another name; its messages and tasks keep their ids.

    Args:
        life: The run; where both took part, the part that gives way has ended.
        loser: The customer who is no more.
        winner: Who it is now.
        name: What the run is called from now on.
    """
    out = giving_way(life, loser, winner)
    if out is not None:
        life = replace(life, participants={name: one for name, one in life.participants.items() if name != out})
    if out == loser:
        return life
    run, at_birth = life.run, life.run.known_as.get(loser, loser)
    known_as = {name: known for name, known in run.known_as.items() if name != loser}
    run = replace(run, known_as=Section({**known_as, winner: at_birth}))
    if run.id.customer == loser:
        run = replace(run, id=name, born_attempt=run.born_attempt or run.id.attempt)
    people = (_person(one, loser, winner) for one in life.participants.values())
    places = (_position(one, loser, winner) for one in life.positions.values())
    return Life(run, {one.customer: one for one in people}, {one.id: one for one in places})


def giving_way(life: Life, loser: str, winner: str) -> str | None:
    """Who of two takes part in a run no more because the other does; None where not both do."""
    if loser not in life.participants or winner not in life.participants:
        return None
    return winner if life.run.id.customer == loser else loser


def _person(one: Participant, loser: str, winner: str) -> Participant:
    return replace(one, customer=winner) if one.customer == loser else one


def _position(one: Position, loser: str, winner: str) -> Position:
    place = as_place(one.id, loser, winner)
    timers = tuple(Timer(timer.at, _label(timer.label, loser, winner)) for timer in one.timers)
    kept = Section({_label(name, loser, winner): value for name, value in one.kept.items()})
    return replace(one, id=place, host=winner if one.host == loser else one.host, timers=timers, kept=kept)


def as_place(place: PositionId, loser: str, winner: str) -> PositionId:
    """A place as that of the customer who stays."""
    return place._replace(participant=winner) if place.participant == loser else place


def _label(label: str, loser: str, winner: str) -> str:
    """The label of a message that waits names whom it is for."""
    before, own = parts_of_label(label)
    if not own.startswith(f"{AGAIN}:"):
        return label
    _, rung, customer = own.split(":", 2)
    return f"{before}{AGAIN}:{rung}:{winner}" if customer == loser else label


def entrance_of_both(mine: Entrance | None, theirs: Entrance) -> Entrance:
    """What is remembered of the runs of one key of two customers."""
    if mine is None:
        return theirs
    entered_at = max(mine.entered_at, theirs.entered_at)
    return Entrance(mine.attempts + theirs.attempts, entered_at, mine.n_open + theirs.n_open)


def membership_of_both(name: StageId, mine: StageMembership | None, theirs: StageMembership) -> StageMembership:
    """One membership of a stage, from the earlier beginning to the later end.

    One that was over before the other began gives way to it.
    """
    if mine is None:
        return replace(theirs, id=name)
    first, last = sorted((mine, theirs), key=lambda one: one.began_at)
    n_here = first.n_here + last.n_here
    if first.ends_at is not None and first.ends_at < last.began_at:
        return replace(last, id=name, n_here=n_here, left_at=None if n_here else last.left_at)
    return StageMembership(
        id=name,
        began_at=first.began_at,
        n_here=n_here,
        left_at=_later(first.left_at, last.left_at),
        least_until=_latest(first.least_until, last.least_until),
        most_until=_later(first.most_until, last.most_until),
        forbids=first.forbids | last.forbids,
        said_at=_latest(first.said_at, last.said_at),
    )


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two instants; None, which never comes, is later than any."""
    return None if one is None or other is None else max(one, other)


def _latest(*ats: datetime | None) -> datetime | None:
    return max((at for at in ats if at is not None), default=None)


def gives_way(lives: Iterable[tuple[Life, Script]]) -> tuple[RunId, ...]:
    """Of open runs of one journey and key all but the one that stays; none where the journey keeps them all."""
    rivals = [(life, script) for life, script in lives if life.run.outcome is None]
    if len(rivals) < 2 or any(script.reentry == "parallel" for _, script in rivals):  # noqa: PLR2004  two are one too many
        return ()
    stays = max(rivals, key=lambda one: (progress(*one), _newest_first(one[0])))[0]
    return tuple(life.run.id for life, _ in rivals if life.run.id != stays.run.id)


def _newest_first(life: Life) -> float:
    return -life.run.started_at.timestamp()


def progress(life: Life, script: Script) -> tuple[int, int]:
    """How far a run is: components done, and how far down the file the furthest position stands."""
    done = sum(len(one.done) for one in life.participants.values())
    indices = [node.index for place in life.positions if (node := script.node(place.step)) is not None]
    return done, max(indices, default=-1)
