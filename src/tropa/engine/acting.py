"""Steps that act at once: ``send``, ``set``, ``emit``; and steps that ask another: ``call``, ``start``."""

from __future__ import annotations

from tropa.engine.changes import Call as CallMade
from tropa.engine.events import Event
from tropa.engine.hearing import ear_of
from tropa.engine.moves import Close, Fail, Go, Move, Stay
from tropa.engine.naming import made_id
from tropa.engine.saying import NOTHING, Said, say, say_again
from tropa.engine.scene import Stand
from tropa.journey.codecs.values import Section
from tropa.journey.conditions import Value
from tropa.journey.model.steps import Call, Emit, Send, Set, StartJourney
from tropa.journey.predicate import normal
from tropa.plan.our_events import HOOK_DONE, HOOK_FAILED, RUN_ENDED, RUN_REQUESTED

REQUEST = "request"


def enter_send(step: Send, stand: Stand) -> Move:
    """Send; a position stays as long as a message of it is delayed."""
    del step
    said = say(stand)
    return _ON if said is NOTHING else _sent(said, Stay())


_ON = Go()


def _sent(said: Said, stay: Stay) -> Move:
    if said.exit is not None:
        return Close("ended", reason=said.exit)
    pending = (*stay.timers, *said.pending)
    return Stay(pending, Section({**stay.kept, **said.due})) if pending else Go()


def fire_send(step: Send, stand: Stand, label: str) -> Move:
    """A delayed message is decided anew."""
    del step
    kept = Section({name: value for name, value in stand.position.kept.items() if name != label})
    return _sent(say_again(stand, label), Stay(stand.position.timers, kept))


def enter_set(step: Set, stand: Stand) -> Move:
    """Set traits of the participant; later steps see them."""
    scene = stand.scene
    traits = {name.removeprefix("traits."): normal(value) for name, value in step.traits.items()}
    scene.traits_set.setdefault(stand.participant, {}).update(traits)
    scene.made.traits.append((stand.participant, Section(traits)))
    return Go()


def enter_emit(step: Emit, stand: Stand) -> Move:
    """Write an event; whoever listens hears it right after this decision."""
    if step.event:
        properties = {name: normal(value) for name, value in step.properties.items()}
        _emit(stand, step.event, properties)
    return Go()


def _emit(stand: Stand, name: str, properties: dict[str, Value]) -> str:
    """Write an event; its message id."""
    scene = stand.scene
    made = made_id("event", scene.run, stand.position.id, name)
    scene.made.emitted.append(Event(made, stand.participant, name, scene.now, scene.now, 0, Section(properties)))
    return made


def enter_call(step: Call, stand: Stand) -> Move:
    """Ask another system; its answer moves the run, for what follows may rest on it."""
    scene = stand.scene
    if not step.hook:
        return Go()
    made = made_id("call", scene.run, stand.position.id)
    scene.made.calls.append(CallMade(made, scene.run.id, stand.position.id, step.hook, scene.now, step.retry))
    return Stay(since=(scene.now, scene.cause_id))


def hear_call(step: Call, stand: Stand, event: Event) -> Move | None:
    """The other system has answered, or will not."""
    del step
    if event.name not in {HOOK_DONE, HOOK_FAILED} or event.properties.get("step") != stand.node.name:
        return None
    if not ear_of(stand.scene, stand.position).counts(event):
        return None
    if event.name == HOOK_DONE:
        return Go(resolved_by=event.message_id)
    return Fail(str(event.properties.get("reason") or HOOK_FAILED))


def enter_start(step: StartJourney, stand: Stand) -> Move:
    """Ask for a run of another journey, with what this run keeps of its start event, and its key."""
    run, journey = stand.scene.run, step.journey
    if not journey:
        return Go()
    properties = {**run.start, "journey": journey}
    own = stand.scene.script.key
    if own is not None:
        properties.setdefault(own, run.id.key)
    if step.key_ is not None:
        properties["key"] = run.start.get(step.key_, properties.get(step.key_))
    request = _emit(stand, RUN_REQUESTED, properties)
    return Stay(kept=Section({REQUEST: request})) if step.join else Go()


def hear_start(step: StartJourney, stand: Stand, event: Event) -> Move | None:
    """The run that was asked for has ended, or never began."""
    del step
    mine = event.name == RUN_ENDED and event.properties.get(REQUEST) == stand.position.kept.get(REQUEST)
    return Go(resolved_by=event.message_id, reason=str(event.properties.get("outcome"))) if mine else None
