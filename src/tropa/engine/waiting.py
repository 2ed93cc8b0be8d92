"""Steps that wait: ``wait`` and ``remind``."""

from __future__ import annotations

from datetime import UTC, datetime

from tropa.engine.events import Event
from tropa.engine.hearing import BEGINNING, ear_at, ear_of
from tropa.engine.moves import Close, Go, Move, Stay
from tropa.engine.naming import item_of
from tropa.engine.saying import AGAIN, Said, say, say_again
from tropa.engine.scene import Stand
from tropa.engine.state import Timer
from tropa.journey.codecs.scalars import duration_of
from tropa.journey.codecs.values import Clock, Duration, Section
from tropa.journey.model.steps import Remind, TraitMoment, Wait
from tropa.journey.signal_text import format_signal
from tropa.plan.listening import DEAF, ToEvent, ToFact
from tropa.plan.local_time import FAR, instant_of, next_clock, shifted
from tropa.plan.our_events import REMINDER_REFUSED

TIME, UP_TO, RUNG = "time", "up_to", "rung"
_MOMENTS = (Duration, Clock, TraitMoment)
"""What a wait for a time says."""


def enter_wait(step: Wait, stand: Stand) -> Move:
    """Begin a wait: what has come already is not waited for (R3)."""
    if step.until is None:
        return Go("then")
    timers = (Timer(stand.later(step.up_to), UP_TO),) if step.up_to is not None else ()
    if isinstance(step.until, _MOMENTS):
        due_at = moment(step.until, stand)
        if due_at is not None and due_at <= stand.scene.now:
            return Go("then")
        return Stay((*timers, *((Timer(due_at, TIME),) if due_at is not None else ())))
    since = anchor_of(step, stand)
    return _looked_back(stand, Stay(timers, since=since))


def _looked_back(stand: Stand, stay: Stay) -> Move:
    """Go on at once if it was heard since the anchor, else stay."""
    listening = stand.node.listening
    if isinstance(listening, ToEvent) and not stand.scene.memory.heard(stand.participant, listening.name):
        return stay
    at, deaf_to = stay.since or (stand.position.since_at, stand.position.since_id)
    found = ear_at(stand.scene, stand.position, at, deaf_to).heard(listening)
    return stay if found is None else Go("then", resolved_by=found)


def anchor_of(step: Wait, stand: Stand) -> tuple[datetime, str]:
    """The anchor of a wait, and the event that does not count from there (R3)."""
    position, scene = stand.position, stand.scene
    match step.since:
        case None | "entry":
            return position.anchor_at, position.anchor_id
        case "step":
            return scene.now, scene.cause_id
        case "ever":
            return BEGINNING, ""
        case said:
            return shifted(scene.now, duration_of(said), -1, scene.zone(stand.participant)), ""


def moment(until: Duration | Clock | TraitMoment, stand: Stand) -> datetime | None:
    """When a wait for a time is over, counted from when it began; None while the trait says nothing."""
    began_at, zone = stand.position.began_at, stand.scene.zone(stand.participant)
    match until:
        case Duration():
            return stand.later(until, began_at)
        case Clock():
            return next_clock(began_at, until, zone)
        case TraitMoment(trait, sign, shift):
            at = instant_in(stand.scene.traits(stand.participant).get(trait), stand)
            return at if at is None or shift is None else shifted(at, shift, sign, zone)


def instant_in(value: object, stand: Stand) -> datetime | None:
    """The instant that a text says: ISO 8601; without a zone it is the participant's own time, a day its midnight."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        at = read if read.tzinfo is not None else instant_of(read, stand.scene.zone(stand.participant))
        return min(at.astimezone(UTC), FAR)
    except (ValueError, OverflowError):
        return None


def hear_wait(step: Wait, stand: Stand, event: Event) -> Move | None:
    """Whether an event moves a wait on (R2)."""
    if step.until is None or isinstance(step.until, _MOMENTS):
        return None
    return _heard(stand, event)


def _heard(stand: Stand, event: Event) -> Move | None:
    found = ear_of(stand.scene, stand.position).heard(stand.node.listening, event)
    return None if found is None else Go("then", resolved_by=found)


def look_again(stand: Stand) -> Move | None:
    """Whether something that is no event of this participant moves a step on: traits, or what others did."""
    node = stand.node
    if not node.restless:
        return None
    if isinstance(node.step, Wait) and isinstance(node.step.until, TraitMoment):
        return _moved(node.step.until, stand)
    found = ear_of(stand.scene, stand.position).heard(node.listening)
    return None if found is None else Go("then", resolved_by=found)


def _moved(until: TraitMoment, stand: Stand) -> Move | None:
    """A wait for a trait's moment once the trait has changed."""
    due_at = moment(until, stand)
    held = next((timer.at for timer in stand.position.timers if timer.label == TIME), None)
    if due_at is None or due_at == held:
        return None
    if due_at <= stand.scene.now:
        return Go("then")
    others = tuple(timer for timer in stand.position.timers if timer.label != TIME)
    return Stay((*others, Timer(due_at, TIME)))


def fire_wait(step: Wait, stand: Stand, label: str) -> Move:
    """A wait's time is over; where the customer has moved meanwhile, it may not be (R7)."""
    if label == UP_TO or not isinstance(step.until, _MOMENTS):
        return Go("else")
    due_at = moment(step.until, stand)
    if due_at is not None and due_at > stand.scene.now:
        return Stay((*stand.position.timers, Timer(due_at, TIME)))
    return Go("then")


def subject_of_reminder(stand: Stand) -> str:
    """What a reminder is about; a refusal silences it in the whole run."""
    step, listening = stand.node.step, stand.node.listening
    if listening == ToFact("component"):
        return f"component {item_of(stand.position.id.branch)}"
    if isinstance(listening, ToFact):
        return f"{listening.kind} {listening.name}"
    return format_signal(step.signal) if isinstance(step, Remind) and step.signal is not None else stand.node.name


def enter_remind(step: Remind, stand: Stand) -> Move:
    """Begin a reminder: not of what is done, nor of what was refused."""
    one = stand.scene.participants[stand.participant]
    if subject_of_reminder(stand) in one.refused:
        return Go("refused", reason="refused before")
    since = (stand.position.anchor_at, stand.position.anchor_id)
    move = _looked_back(stand, Stay(since=since))
    if not isinstance(move, Stay) or (stand.node.listening == DEAF and step.signal is None):
        return move if isinstance(move, Go) else Go("then")
    rungs = [Timer(stand.later(rung.after), f"{RUNG}:{n}") for n, rung in enumerate(step.ladder)]
    if not step.ladder:
        rungs = [Timer(stand.scene.now, f"{RUNG}:0")]
    said = Said()
    for timer in rungs:
        if timer.at <= stand.scene.now:
            said += say(stand, timer.label.removeprefix(f"{RUNG}:"))
    timers = [timer for timer in rungs if timer.at > stand.scene.now]
    if step.up_to is not None:
        timers.append(Timer(stand.later(step.up_to), UP_TO))
    return _goes_on(step, tuple(timers), said, Section(), since)


def _goes_on(
    step: Remind, timers: tuple[Timer, ...], said: Said, kept: Section[str], since: tuple[datetime, str] | None = None
) -> Move:
    """Stay at a reminder, unless a rule ends the run or the ladder is at its end."""
    if said.exit is not None:
        return Close("ended", reason=said.exit)
    timers += said.pending
    if not timers and step.up_to is None:
        return Go("else")
    return Stay(timers, Section({**kept, **said.due}), since)


def hear_remind(step: Remind, stand: Stand, event: Event) -> Move | None:
    """What stops a reminder: its signal, or a refusal."""
    del step
    if event.name == REMINDER_REFUSED and refuses(stand, event):
        return Go("refused", resolved_by=event.message_id, reason=str(event.properties.get("reason") or ""))
    return _heard(stand, event)


def refuses(stand: Stand, event: Event) -> bool:
    """Whether a refusal is about the reminder of a position; one that names no step is about all."""
    ear = ear_of(stand.scene, stand.position)
    step, component = (event.properties.get(name) for name in ("step", "component"))
    return (
        ear.counts(event)
        and step in {None, stand.node.name, subject_of_reminder(stand)}
        and component in {None, item_of(stand.position.id.branch)}
    )


def fire_remind(step: Remind, stand: Stand, label: str) -> Move:
    """A rung's time has come, a delayed message's, or the end."""
    if label == UP_TO:
        return Go("else")
    again = label.startswith(f"{AGAIN}:")
    said = say_again(stand, label) if again else say(stand, label.removeprefix(f"{RUNG}:"))
    kept = Section({name: value for name, value in stand.position.kept.items() if name != label})
    return _goes_on(step, stand.position.timers, said, kept)
