"""Why a customer is where, and what came of it: for any customer and journey (R20).

Everything here is read off what was kept: why the customer entered or did not, by which moves each
position came where it stands, what was sent and why something was not, and what would move it on.
Ids and instants only: whoever shows it has the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from tropa.engine.awaiting import Awaited, awaited, listened
from tropa.engine.batch import Scripts
from tropa.engine.changes import Ignored, Message, Suppressed, Transition
from tropa.engine.events import Event
from tropa.engine.holds import Hold, closing, holding
from tropa.engine.intents import Membership
from tropa.engine.state import Life, PositionId, RunId, StageMembership
from tropa.plan.script import Script


class Kept(Struct, frozen=True):
    """What is kept of one customer in one journey; all in the order in which it came.

    Args:
        customer: Who.
        journey: In which journey.
        lives: Runs, finished ones too.
        transitions: Of these runs.
        messages: What was to be sent, with where each is now.
        suppressed: What was not sent.
        ignored: Inputs of the customer that decided nothing there.
        heard: Inputs by message id, to say what caused what; those that are not there are told by id.
        memberships: Stages of all journeys.
        holds: What is held.
    """

    customer: str
    journey: str
    lives: tuple[Life, ...] = ()
    transitions: tuple[Transition, ...] = ()
    messages: tuple[tuple[Message, str], ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    heard: Mapping[str, Event] = {}
    memberships: tuple[StageMembership, ...] = ()
    holds: tuple[Hold, ...] = ()


class Cause(Struct, frozen=True):
    """What a move came of: an event, or a timer where ``event`` is empty."""

    message_id: str = ""
    event: str = ""
    at: datetime | None = None


class NotEntered(Struct, frozen=True):
    """An input that might have begun a run, and why it did not: ``reentry``, ``too_old``, ``held`` ..."""

    cause: Cause
    reason: str


class Came(Struct, frozen=True):
    """One move on the way to where a position stands.

    Args:
        at: When.
        came_from: The step it left; None where it began.
        label: The way it took there.
        step: The step it came to.
        cause: What it came of.
        reason: More, where there is more to say.
    """

    at: datetime
    came_from: str | None
    label: str
    step: str
    cause: Cause
    reason: str


class Standing(Struct, frozen=True):
    """A position.

    Args:
        place: Which.
        kind: What kind of step it stands at.
        stage: The stage it is in.
        since: Since when.
        way: How it came there, from the beginning.
        held: The hold that is on it.
        moves_on: What would move it on.
    """

    place: PositionId
    kind: str
    stage: str | None
    since: datetime
    way: tuple[Came, ...]
    held: Hold | None
    moves_on: tuple[Awaited, ...]


class RunExplained(Struct, frozen=True):
    """A run.

    Args:
        run: Which.
        version: The version it follows.
        entered: What it was begun by.
        started_at: When.
        outcome: How it ended; None while it goes on.
        ended_at: When.
        ended_by: The move that ended it.
        stands: Its positions.
        sent: What was sent: each with where it is.
        not_sent: What was not, with the reason.
        ends: What would end it wherever it stands.
    """

    run: RunId
    version: int
    entered: Cause
    started_at: datetime
    outcome: str | None
    ended_at: datetime | None
    ended_by: Came | None
    stands: tuple[Standing, ...]
    sent: tuple[tuple[Message, str], ...]
    not_sent: tuple[Suppressed, ...]
    ends: tuple[Awaited, ...]


class Explanation(Struct, frozen=True):
    """Everything about one customer in one journey.

    Args:
        customer: Who.
        journey: Where.
        runs: Runs, oldest first.
        not_entered: What did not begin a run, and why.
        enters: What would begin one; nothing where no version is entered now.
        closed_by: The hold that keeps everybody from entering.
        kept_back_by: Stages of any journey that keep messages back now.
    """

    customer: str
    journey: str
    runs: tuple[RunExplained, ...]
    not_entered: tuple[NotEntered, ...]
    enters: tuple[Awaited, ...]
    closed_by: Hold | None
    kept_back_by: tuple[Membership, ...]


def explained(scripts: Scripts, kept: Kept, now: datetime) -> Explanation:
    """Why a customer is where in a journey.

    Args:
        scripts: The versions that runs follow, and the one that is entered.
        kept: What is kept.
        now: As of when.
    """
    current = scripts.entered_now(kept.journey)
    lives = sorted(kept.lives, key=lambda life: (life.run.started_at, life.run.id.attempt))
    return Explanation(
        customer=kept.customer,
        journey=kept.journey,
        runs=tuple(_run(life, scripts.of(life), kept, now) for life in lives),
        not_entered=tuple(
            NotEntered(_cause(one.message_id, kept), one.reason)
            for one in kept.ignored
            if one.journey == kept.journey and one.customer == kept.customer
        ),
        enters=_entrances(current) if current is not None else (),
        closed_by=closing(kept.holds, kept.journey, now),
        kept_back_by=tuple(
            Membership(row.id.journey, row.id.stage, row.forbids)
            for row in kept.memberships
            if row.forbids and row.id.customer == kept.customer and row.holds(now)
        ),
    )


def _entrances(script: Script) -> tuple[Awaited, ...]:
    start = script.definition.start
    by_segment = (Awaited("condition", start.segment),) if start is not None and start.segment else ()
    return (*by_segment, *listened(script.start, script, ""))


def _run(life: Life, script: Script | None, kept: Kept, now: datetime) -> RunExplained:
    run, moves = life.run, [one for one in kept.transitions if one.run == life.run.id]
    last = moves[-1] if moves and run.outcome is not None else None
    return RunExplained(
        run=run.id,
        version=run.version,
        entered=_cause(run.entry_id, kept),
        started_at=run.started_at,
        outcome=run.outcome,
        ended_at=run.ended_at,
        ended_by=_came(last, kept) if last is not None else None,
        stands=tuple(_standing(life, place, script, moves, kept, now) for place in life.positions),
        sent=tuple(one for one in kept.messages if one[0].run == run.id),
        not_sent=tuple(one for one in kept.suppressed if one.run == run.id),
        ends=_ends(script) if script is not None and run.outcome is None else (),
    )


def _ends(script: Script) -> tuple[Awaited, ...]:
    goal = listened(script.success, script, "reached")
    return (*goal, *(part for name, way in script.exits.items() for part in listened(way, script, name)))


def _standing(  # noqa: PLR0917  each is told apart by its type
    life: Life, place: PositionId, script: Script | None, moves: list[Transition], kept: Kept, now: datetime
) -> Standing:
    position = life.positions[place]
    node = script.node(place.step) if script is not None else None
    return Standing(
        place=place,
        kind=node.kind if node is not None else "",
        stage=node.stage if node is not None else None,
        since=position.began_at,
        way=tuple(_came(one, kept) for one in way_to(place, moves)),
        held=holding(kept.holds, life.run, place.step, now),
        moves_on=awaited(script, life, position, kept.holds, now) if script is not None else (),
    )


def way_to(place: PositionId, moves: Iterable[Transition]) -> tuple[Transition, ...]:
    """The moves by which a position came where it stands, from the beginning of its run."""
    by_place: dict[PositionId, list[Transition]] = {}
    for one in moves:
        if one.step is not None:
            by_place.setdefault(PositionId(one.participant, one.branch, one.step, one.visit), []).append(one)
    way: list[Transition] = []
    at: PositionId | None = place
    while at is not None and by_place.get(at):
        way.append(by_place[at].pop())
        at = way[-1].place
    return tuple(reversed(way))


def _came(one: Transition, kept: Kept) -> Came:
    came_from = one.place.step if one.place is not None else None
    return Came(one.at, came_from, one.label, one.step or "", _cause(one.cause, kept), one.reason)


def _cause(message_id: str, kept: Kept) -> Cause:
    event = kept.heard.get(message_id)
    return Cause(message_id, event.name if event is not None else "", event.at if event is not None else None)
