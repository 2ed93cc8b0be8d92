"""Crises: a plan's signal begins holds, and whoever is held is told (R12, S3-29).

A crisis is on from the event that its signal heard, of whatever customer, until its holds are ended.  It
holds what needs the systems that name the plan, in every journey; and the whole journey where none
does.  Whoever runs the engine tells the customers concerned one after another, by an input
``crisis_declared`` for each; what they are told are the plan's words, by the first of its channels on
which they can be reached, once a crisis, however many of their runs are held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from tropa.engine.changes import Message, Suppressed
from tropa.engine.events import Event
from tropa.engine.hearing import BEGINNING, Ear
from tropa.engine.holds import Hold
from tropa.engine.intents import Fallback, Intent, Mode, Send, Skip
from tropa.engine.naming import named
from tropa.engine.outside import key_in, view_outside
from tropa.engine.saying import facts_of
from tropa.engine.scene import Known, Memory, Scene
from tropa.engine.state import Life, PositionId
from tropa.journey.codecs.values import Section
from tropa.plan.crisis_rules import CrisisRule
from tropa.plan.listening import ToEvent, parts
from tropa.plan.our_events import CRISIS_DECLARED
from tropa.plan.script import Script

CRISIS = "crisis"


def begun(known: Known, event: Event, holds: Iterable[Hold]) -> Iterator[Hold]:
    """The holds that an event begins in one journey, of the crises that are not on already."""
    journey = known.script.journey
    on = {hold.crisis for hold in holds if hold.crisis is not None and hold.journey == journey and hold.until is None}
    for name, rule in known.script.crises.items():
        if name not in on and _is_told(known, rule, event):
            yield from _holds(name, rule, journey, event)


def _is_told(known: Known, rule: CrisisRule, event: Event) -> bool:
    if not any(isinstance(part, ToEvent) and part.name in {None, event.name} for part in parts(rule.when)):
        return False
    ear = Ear(view_outside(known, event, key_in(known, event)), BEGINNING, frozenset())
    return ear.heard(rule.when, event) is not None


def _holds(name: str, rule: CrisisRule, journey: str, event: Event) -> Iterator[Hold]:
    for step in rule.steps if rule.steps is not None else (None,):
        yield Hold(
            id=named(CRISIS, name, journey, step, event.message_id),
            since=event.received_at,
            journey=journey,
            step=step,
            mode=cast("Mode | None", rule.mode),
            extend=rule.extend,
            crisis=name,
            cause=event.message_id,
        )


def is_told_already(memory: Memory, event: Event) -> bool:
    """Whether a customer was told of a crisis before."""
    said = (event.properties.get("crisis"), event.properties.get("cause"))
    return any(
        one.message_id != event.message_id and (one.properties.get("crisis"), one.properties.get("cause")) == said
        for one in memory.heard(event.customer, CRISIS_DECLARED)
    )


def concerns(script: Script, life: Life, event: Event) -> bool:
    """Whether a crisis that has words is about a run: a position stands where it holds."""
    rule = script.crises.get(str(event.properties.get("crisis")))
    if rule is None or not rule.channels:
        return False
    return rule.steps is None or any(place.step in rule.steps for place in life.positions)


def tell(known: Known, life: Life, event: Event) -> Scene:
    """Tell a customer of a crisis, by the rules of sending; what cannot go out now is not sent later."""
    scene = Scene.of(known, life, event.received_at, event)
    name, customer = str(event.properties.get("crisis")), event.customer
    words, cause = f"crises.{name}", str(event.properties.get("cause"))
    place, now = PositionId(customer, "", words, 1), event.received_at
    intent = Intent(
        id=named(CRISIS, name, cause, customer),
        touchpoint=words,
        class_=CRISIS,
        channels=known.script.crises[name].channels,
        due_at=now,
        journey=life.run.id.journey,
    )
    one = life.participants.get(customer)
    match scene.around.sending(intent, facts_of(scene, customer), now):
        case Send(channels=(channel, *_)) | Fallback(channel=channel):
            made = named(CRISIS, name, cause, customer, channel)
            role = one.role if one is not None else None
            scene.made.messages.append(
                Message(made, life.run.id, place, customer, role, "", words, "", channel, CRISIS, now, Section())
            )
        case Skip(reason=reason):
            scene.made.suppressed.append(Suppressed(life.run.id, place, customer, words, "", now, str(reason)))
        case _:
            scene.made.suppressed.append(Suppressed(life.run.id, place, customer, words, "", now, "held"))
    return scene
