"""Which properties and traits a running script looks at, so that a replay keeps only those of a log."""

from __future__ import annotations

from collections.abc import Iterator

from tropa.journey.conditions import Condition, Did, Last, Name, Operand, history, operands
from tropa.journey.model.steps import TraitMoment as Moment
from tropa.journey.model.steps import Wait
from tropa.plan.anonymity import ANONYMOUS
from tropa.plan.asking import asked_by
from tropa.plan.listening import Listening, ToEvent, parts
from tropa.plan.needs import LookedAt
from tropa.plan.script import Script
from tropa.plan.stage_rules import ears_of_stages

OWN = frozenset(
    {
        ANONYMOUS,
        "answer",
        "attempt",
        "branch",
        "by",
        "cause",
        "change",
        "channel",
        "choices",
        "component",
        "crisis",
        "entry",
        "hold",
        "into",
        "invite",
        "journey",
        "key",
        "message",
        "new",
        "old",
        "outcome",
        "participant",
        "reason",
        "request",
        "rest",
        "role",
        "run_key",
        "rung",
        "segment",
        "slot",
        "step",
        "survey",
        "task",
        "to",
        "touchpoint",
        "visit",
    }
)
"""Properties of our own events (``our_events``), and whether anybody knows whose an event is."""

TIME_ZONE = "time_zone"
CONSENTS = ("consent_contract", "consent_marketing")
"""Traits that the rules of running and sending read (R7, R13); a consent also with ``_CHANNEL`` behind it."""


def script_looks_at(script: Script) -> LookedAt:
    """What running a script looks at: conditions, keys, kept properties, consents, moments kept in traits."""
    ears = tuple(ears_of_script(script))
    heard = [part for one in (*ears, *(node.listening for node in script.nodes)) for part in parts(one)]
    kept = tuple(one for one in (script.segment, *script.segments.values()) if one is not None)
    asked = asked_by(script.nodes, ears, kept)
    conditions = (*asked.conditions, *asked.of_start)
    found = [operand for condition in conditions for operand in _deep(condition)] + list(asked.switched)
    names = [one for one in found if isinstance(one, Name)]
    props = {".".join(one.path) for one in names if one.scope in {"", "event", "start"}}
    props |= {one.prop for one in found if isinstance(one, Last)}
    props |= {part.key for part in heard if isinstance(part, ToEvent) and part.key is not None}
    traits = {".".join(one.path) for one in names if one.scope == "traits"} | set(_moments(script))
    traits |= {".".join(one.path) for condition in kept for one in _names(condition) if one.scope == ""}
    own_key = {script.key} if script.key is not None else set()
    return LookedAt(
        frozenset(props | own_key | script.starts_with | OWN),
        frozenset(traits | {TIME_ZONE, ANONYMOUS, *_consents(script)}),
    )


def ears_of_script(script: Script) -> Iterator[Listening]:
    """What the script as a whole listens to."""
    yield from (script.start, script.success)
    for section in (script.exits, script.components, script.roles, script.looks):
        yield from section.values()
    yield from ears_of_stages(script.stages)


def _deep(condition: Condition) -> Iterator[Operand]:
    """The operands of a condition, and of what its looks back ask of the past."""
    yield from operands(condition)
    for look in history(condition):
        if isinstance(look, Did) and look.where is not None:
            yield from _deep(look.where)


def _names(condition: Condition) -> Iterator[Name]:
    return (one for one in operands(condition) if isinstance(one, Name))


def _moments(script: Script) -> Iterator[str]:
    """Traits that hold the moment a step waits for."""
    for node in script.nodes:
        if isinstance(node.step, Wait) and isinstance(node.step.until, Moment):
            yield node.step.until.trait


def _consents(script: Script) -> Iterator[str]:
    """The consents that may be asked for, over any channel that the journey names."""
    channels = {name for point in script.definition.touchpoints.values() for name in point.channel}
    for node in script.nodes:
        channels |= set(getattr(node.step, "by", ()) or ())
        channels |= {rung.by for rung in getattr(node.step, "ladder", ()) if rung.by}
    for point in script.definition.touchpoints.values():
        channels |= {name for arms in point.variants.values() for arm in arms.values() for name in arm.channel}
    for consent in CONSENTS:
        yield consent
        yield from (f"{consent}_{channel}" for channel in sorted(channels))
