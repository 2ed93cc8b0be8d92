"""Entry: whether something begins a run (R2, R4, R10, R14)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from tropa.engine.batch import ASKING
from tropa.engine.desk import Desk
from tropa.engine.events import Event
from tropa.engine.hearing import BEGINNING, Ear
from tropa.engine.naming import key_text
from tropa.engine.outside import view_outside
from tropa.engine.scene import Known
from tropa.engine.segments import is_enrolled
from tropa.engine.state import Entrance, EntranceId, Run, RunId
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Condition
from tropa.plan.listening import Listening, ToCondition, ToEvent, parts
from tropa.plan.our_events import RUN_REQUESTED, SEGMENT_ENROLLED, UNDERTAKEN
from tropa.plan.script import Script


class Entry(Struct, frozen=True, gc=False):
    """A run that is to begin, or why it is not; neither where nothing asked for it.

    Args:
        run: The run.
        refused: Why it is not to begin.
        before: What is remembered of earlier runs of its key.
    """

    run: Run | None = None
    refused: str | None = None
    before: Entrance | None = None


def holding(known: Known, customer: str, event: Event) -> frozenset[Condition]:
    """The conditions of a start that hold of a customer now; before and after an input they make its edges."""
    if not known.script.turning:
        return frozenset()
    view = view_outside(known, event, None)
    return frozenset(
        one
        for one in known.script.turning
        if view.holds(one, known.memory.traits(customer) if one == known.script.segment else event.properties)
    )


def entry(known: Known, desk: Desk, event: Event, turned: frozenset[Condition]) -> Entry:
    """What an event makes of a journey that the customer may not be in.

    Args:
        known: The script to be entered.
        desk: The state.
        event: What happened; traits set come as an event without a name.
        turned: Conditions of the start that have just turned true.
    """
    script = known.script
    if not (turned or event.name in ASKING or script.start_names is None or event.name in script.start_names):
        return Entry()
    key = _key(script, event)
    name = EntranceId(script.journey, event.customer, key)
    others = desk.entrances(script.journey, event.customer)
    if not _asks(known, event, key, others.get(name), turned):
        return Entry()
    if event.at < event.received_at and event.received_at - event.at > timedelta(seconds=script.max_age_s):
        return Entry(refused="too_old")
    return _admitted(known, event, name, others)


def admitted(known: Known, desk: Desk, event: Event) -> Entry:
    """What becomes of an entry that a hold had kept back (R12): it is asked for, and as old as the hold made it."""
    name = EntranceId(known.script.journey, event.customer, _key(known.script, event))
    return _admitted(known, event, name, desk.entrances(known.script.journey, event.customer))


def _admitted(known: Known, event: Event, name: EntranceId, others: Mapping[EntranceId, Entrance]) -> Entry:
    script = known.script
    if not _admits(script, event, name, others):
        return Entry(refused="reentry")
    if script.definition.success_before_entry == "skip_journey" and _succeeded(known, event, name.key):
        return Entry(refused="success_before_entry")
    before = others.get(name)
    return Entry(_run(script, event, name, before), before=before)


def entered(desk: Desk, run: Run, before: Entrance | None) -> None:
    """Remember that a run has begun, beside what was remembered ``before``."""
    name = EntranceId(run.id.journey, run.id.customer, run.id.key)
    n_open = before.n_open if before is not None else 0
    desk.remember_entrance(name, Entrance(run.id.attempt, run.entered_at, n_open + 1))


def left(desk: Desk, run: Run) -> None:
    """Remember that a run has an outcome."""
    name = EntranceId(run.id.journey, run.id.customer, run.id.key)
    before = desk.entrance(name)
    if before is not None:
        desk.remember_entrance(name, replace(before, n_open=max(0, before.n_open - 1)))


def _key(script: Script, event: Event) -> str | None:
    """The key of the run that an event would begin."""
    if script.key is None:
        return None
    asked = event.properties.get("key") if event.name == RUN_REQUESTED else None
    return key_text(asked if asked is not None else event.properties.get(script.key))


def _run(script: Script, event: Event, name: EntranceId, before: Entrance | None) -> Run:
    attempt = before.attempts + 1 if before is not None else 1
    wanted = script.starts_with
    kept = {prop: value for prop, value in event.properties.items() if prop in wanted} if wanted else {}
    return Run(
        id=RunId(*name, attempt),
        version=script.version,
        born_as=event.customer,
        started_at=event.received_at,
        entered_at=event.at,
        entry_id=event.message_id,
        start=Section(kept),
        request=event.message_id if event.name == RUN_REQUESTED else None,
    )


def _asks(known: Known, event: Event, key: str | None, before: Entrance | None, turned: frozenset[Condition]) -> bool:
    """Whether an event asks for a run: by the start's signal, by an edge, or by name."""
    script = known.script
    if event.name == RUN_REQUESTED:
        return event.properties.get("journey") == script.journey
    if event.name == SEGMENT_ENROLLED:
        return is_enrolled(known, event)
    if script.segment is not None and script.segment in turned and script.enroll != "current":
        return True
    if script.starts_by_name:
        if script.start_names is None:
            return bool(event.name) and event.name not in UNDERTAKEN
        return event.name in script.start_names
    since = before.entered_at + timedelta(microseconds=1) if before is not None else BEGINNING
    ear = Ear(view_outside(known, event, key), since, frozenset())
    return _starts(ear, script.start, event, turned)


def _starts(ear: Ear, start: Listening, event: Event, turned: frozenset[Condition]) -> bool:
    """Whether a start's signal comes about by this very event or edge."""
    helps = any(
        part.condition in turned if isinstance(part, ToCondition) else _is(ear, part, event) for part in parts(start)
    )
    alone = isinstance(start, ToEvent | ToCondition)
    return helps and (alone or ear.heard(start, event) is not None)


def _is(ear: Ear, part: object, event: Event) -> bool:
    return isinstance(part, ToEvent) and bool(event.name) and ear.view.matches(part, event)


def _admits(script: Script, event: Event, name: EntranceId, others: Mapping[EntranceId, Entrance]) -> bool:
    """Whether the policy of re-entry lets a run begin (R4)."""
    same = others.get(name)
    match script.reentry:
        case "once":
            return not others
        case "once_per_key":
            return same is None
        case "after_exit":
            return same is None or same.n_open == 0
        case "cooldown":
            return same is None or event.at - same.entered_at >= timedelta(seconds=script.cooldown_s)
        case _:
            return sum(one.n_open for one in others.values()) < script.parallel


def _succeeded(known: Known, event: Event, key: str | None) -> bool:
    """Whether the goal was reached before entry, ever (R10); the entry event does not count."""
    ear = Ear(view_outside(known, event, key), BEGINNING, frozenset({event.message_id}))
    return ear.heard(known.script.success) is not None
