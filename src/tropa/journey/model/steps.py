"""Steps: what a run does, one record a kind.

A step is a mapping with one kind key.  The kind's value is its subject (``send: welcome``) or
a map of fields (``task: {title: ..., to: ...}``); the two spellings are equal, and a field
given in both is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

from tropa.journey.codecs.collections import TEXT, TYPED, ListOf, MapOf, is_locale_map, ref
from tropa.journey.codecs.protocol import JsonSchema, Plain, Reading, Schemas, Unread, need_mapping, need_scalar
from tropa.journey.codecs.records import Either, Later, RecordCodec, codec_of, key, keys_of, record
from tropa.journey.codecs.scalars import BOOL, CLOCK, DURATION, ID, NAME, POSITIVE, ScalarCodec, choice, duration_of
from tropa.journey.codecs.values import Clock, Duration, Section, Text
from tropa.journey.condition_error import ConditionError
from tropa.journey.conditions import Condition, Operand
from tropa.journey.expression_text import format_expression, parse_expression
from tropa.journey.model.content import FormField
from tropa.journey.model.language import CONDITION, SIGNAL, afford
from tropa.journey.signals import Named, Signal
from tropa.journey.text.nodes import Mapping, Node, Scalar

Steps: TypeAlias = "tuple[Step, ...]"


def _steps() -> ListOf[Step]:
    return ListOf(StepCodec())


STEPS: Later[Steps] = Later(_steps)
"""A list of steps; steps hold lists of steps."""

OUTCOMES = MapOf(STEPS, fill=())


@dataclass(frozen=True)
class TraitMoment:
    """A moment kept in a trait, shifted: ``traits.renewal - 3d``."""

    trait: str
    sign: int = 0
    shift: Duration | None = None

    def __str__(self) -> str:
        return f"traits.{self.trait}" + (f" {'+' if self.sign > 0 else '-'} {self.shift}" if self.shift else "")


WaitFor: TypeAlias = Duration | Clock | TraitMoment | Signal

_TRAIT_MOMENT = re.compile(r"traits\.([A-Za-z_][A-Za-z0-9_]*)(?: ([+-]) ((?:(?! where ).)+))?", re.ASCII)
_TIMES = re.compile(f"{DURATION.pattern}|{CLOCK.pattern}|{_TRAIT_MOMENT.pattern}", re.ASCII)


class WaitForCodec:
    """A duration, a time of day, a moment kept in a trait, or a signal."""

    def read(self, node: Node, reading: Reading) -> WaitFor:
        """Whichever of the four the text is."""
        if isinstance(node, Mapping):
            return SIGNAL.read(node, reading)
        text = need_scalar(node, reading, "wait").text
        if re.fullmatch(DURATION.pattern, text, re.ASCII):
            return DURATION.read(node, reading)
        if re.fullmatch(CLOCK.pattern, text, re.ASCII):
            return CLOCK.read(node, reading)
        if found := _TRAIT_MOMENT.fullmatch(text):
            try:
                shift = duration_of(found[3]) if found[3] else None
            except ValueError as error:
                raise reading.refuse(node, "wait") from error
            return TraitMoment(found[1], {"+": 1, "-": -1}.get(found[2] or "", 0), shift)
        return SIGNAL.read(node, reading)

    def write(self, value: WaitFor) -> Plain:
        """Its text."""
        if isinstance(value, Duration | Clock | TraitMoment):
            return str(value)
        if isinstance(value, Named) and value.where is None and _TIMES.fullmatch(value.name):
            return {"event": value.name}  # an event called `3d` is no duration
        return SIGNAL.write(value)

    def schema(self, schemas: Schemas) -> JsonSchema:
        """As a signal: any text."""
        return SIGNAL.schema(schemas)


class ExpressionCodec:
    """What ``switch`` looks at: a property, ``last(...)`` or ``changes.last``."""

    def read(self, node: Node, reading: Reading) -> Operand:
        """The operand."""
        scalar = need_scalar(node, reading, "expression")
        afford(scalar, reading)
        try:
            return parse_expression(scalar.text)
        except ConditionError as error:
            raise reading.refuse(node, "expression", part=error.met) from error

    def write(self, value: Operand) -> Plain:
        """Its text."""
        return format_expression(value)

    def schema(self, schemas: Schemas) -> JsonSchema:
        """As a condition: any text."""
        return CONDITION.schema(schemas)


@record
class IfLate:
    """What becomes of a send that is due too late (R5)."""

    do: str = key(choice("send", "next_window", "skip", "exit"), "What to do.", carries=True, default="send")
    after: Duration | None = key(DURATION, "How late is too late.")


IF_LATE: Either[IfLate] = Either(
    codec_of(IfLate),
    choice("send", "next_window", "skip", "exit"),
    make=lambda do: IfLate(do=do),
    shorten=lambda value: value.do if value.after is None else None,
)


@record
class Rung:
    """One rung of a reminder's ladder."""

    after: Duration = key(DURATION, "Counted from the start of `remind`.", carries=True, default=Duration(0, "d"))
    by: str | None = key(ref("channels"), "The channel.")
    with_: str | None = key(ref("touchpoints"), "Another touchpoint for this rung.", name="with")


@record
class Escalation:
    """Who hears when a person is late, and when."""

    after: Duration = key(DURATION, "How long after the due time.", carries=True, default=Duration(0, "d"))
    to: str | None = key(ref("teams", "roles"), "Who hears.")


@record
class BeforeVisit:
    """What is sent before a visit, and how long before."""

    before: Duration = key(DURATION, "How long before the slot.", carries=True, default=Duration(0, "d"))
    send: str | None = key(ref("touchpoints"), "What is sent.")


@record
class Step:
    """What all steps share."""

    id: str | None = key(ID, "Its id; measures follow the id.")
    stage: str | None = key(ref("stages"), "The stage a position here is in.")
    note: Text | None = key(TEXT, "What to know about it.")
    on_error: Steps | None = key(STEPS, "What to do when it fails (R16).")
    depends_on: tuple[str, ...] = key(ListOf(ref("systems"), or_one=True), "Systems it needs.", default=())
    if_late: IfLate | None = key(IF_LATE, "What becomes of it when it is late (R5).")


_TO = ref("teams", "roles")
_CHANNELS = ListOf(ref("channels"), or_one=True)


@record
class Send(Step):
    """Send a touchpoint's communication."""

    touchpoint: str = key(ref("touchpoints"), "What is sent.", present=True, default="")
    to: str | None = key(_TO, "A role or a team; default the current participant.")
    by: tuple[str, ...] = key(_CHANNELS, "Channels, in place of the touchpoint's.", default=())
    up_to: Duration | None = key(DURATION, "Observed journeys: how long until it is expected.")


@record
class Wait(Step):
    """Wait for a time or a signal."""

    until: WaitFor | None = key(WaitForCodec(), "What is waited for.", present=True)
    up_to: Duration | None = key(DURATION, "The longest wait.")
    since: str | None = key(
        ScalarCodec("since", rf"entry|step|ever|{DURATION.pattern}", lambda m: m.group()), "The look-back (R3)."
    )
    key_: str | None = key(NAME, "The key in force here: a property, or `none`.", name="key")
    then: Steps | None = key(STEPS, "When it came.")
    else_: Steps | None = key(STEPS, "When it did not come in time.", name="else")


@record
class If(Step):
    """Go one of two ways by a condition."""

    condition: Condition | None = key(CONDITION, "The condition.", present=True)
    then: Steps | None = key(STEPS, "When it holds.")
    else_: Steps | None = key(STEPS, "When it does not.", name="else")


@record
class Switch(Step):
    """Go one of several ways by a value."""

    on: Operand | None = key(ExpressionCodec(), "The value.", present=True)
    cases: Section[Steps] = key(MapOf(STEPS, key=NAME, fill=()), "Steps by value.", default=Section())
    else_: Steps | None = key(STEPS, "For any other value.", name="else")


@record
class Split(Step):
    """Go the way of the customer's arm in an experiment."""

    experiment: str = key(ref("experiments"), "The experiment.", present=True, default="")
    arms: Section[Steps] = key(OUTCOMES, "Steps by arm.", default=Section())


@record
class ForEach(Step):
    """Go side by side for every component, or every participant of a role."""

    over: str = key(
        ScalarCodec("id", ID.pattern, lambda m: m.group()), "`component` or a role.", present=True, default=""
    )
    join: str = key(
        ScalarCodec("join", "all|any|[1-9][0-9]{0,3}", lambda m: m.group(), json_types=("integer",)),
        "How many branches must finish before the step after: `all`, `any` or a number.",
        default="all",
    )
    steps: Steps | None = key(STEPS, "What each does.")


@record
class Remind(Step):
    """Remind until it is done, refused, or the ladder ends."""

    signal: Signal | None = key(SIGNAL, "What stops the reminder.", present=True)
    with_: str | None = key(ref("touchpoints"), "What is sent.", name="with")
    ladder: tuple[Rung, ...] = key(ListOf(codec_of(Rung)), "When, and over which channel.", default=())
    up_to: Duration | None = key(DURATION, "The longest wait.")
    reasons: tuple[str, ...] = key(ListOf(ID, or_one=True), "Reasons for not doing it.", default=())
    then: Steps | None = key(STEPS, "When it was done.")
    else_: Steps | None = key(STEPS, "When the time is over.", name="else")
    refused: Steps | None = key(STEPS, "When the client said no.")


@record
class Task(Step):
    """A person does something."""

    title: Text | None = key(TEXT, "What to do.", present=True)
    to: str | None = key(_TO, "Who does it.")
    deputy: str | None = key(_TO, "Who does it otherwise.")
    due: Duration | None = key(DURATION, "When it should be done; lateness escalates, it does not move the run.")
    by: tuple[str, ...] = key(_CHANNELS, "How the person hears of it.", default=())
    escalate: Escalation | None = key(codec_of(Escalation), "Who hears when it is late.")
    kind: str | None = key(ID, "Its kind.")
    asks: Section[FormField] = key(
        MapOf(codec_of(FormField), fill=FormField()), "What the person fills in.", default=Section()
    )
    up_to: Duration | None = key(DURATION, "When the run goes on without it.")
    outcomes: Section[Steps] = key(OUTCOMES, "Steps by outcome.", default=Section())
    else_: Steps | None = key(STEPS, "When the time is over.", name="else")


@record
class Approve(Step):
    """A person says yes or no."""

    title: Text | None = key(TEXT, "What is asked.", present=True)
    to: str | None = key(_TO, "Who decides.")
    due: Duration | None = key(DURATION, "When it should be decided.")
    up_to: Duration | None = key(DURATION, "When the run goes on without it.")
    outcomes: Section[Steps] = key(OUTCOMES, "Steps for `approved` and `refused`.", default=Section())
    else_: Steps | None = key(STEPS, "When the time is over.", name="else")


@record
class Visit(Step):
    """A specialist comes."""

    visit: str = key(ref("visits"), "The visit.", present=True, default="")
    announce: str | None = key(ref("touchpoints"), "What is sent when the slot is known.")
    before: tuple[BeforeVisit, ...] = key(ListOf(codec_of(BeforeVisit)), "What is sent before it.", default=())
    late: Duration | None = key(DURATION, "How late is too late.")
    outcomes: Section[Steps] = key(OUTCOMES, "Steps by outcome.", default=Section())


@record
class Invite(Step):
    """Invite a participant into a role."""

    role: str = key(ref("roles"), "The role.", present=True, default="")
    with_: str | None = key(ref("touchpoints"), "What is sent.", name="with")
    up_to: Duration | None = key(DURATION, "How long the invitation holds.")
    detached: bool = key(BOOL, "The run goes on without waiting for the answer.", default=False)
    then: Steps | None = key(STEPS, "When it was accepted.")
    else_: Steps | None = key(STEPS, "When the time is over.", name="else")
    refused: Steps | None = key(STEPS, "When it was declined.")


@record
class Survey(Step):
    """Ask a question."""

    survey: str = key(ref("surveys"), "The survey.", present=True, default="")
    by: tuple[str, ...] = key(_CHANNELS, "Channels.", default=())
    up_to: Duration | None = key(DURATION, "How long an answer is waited for.")
    then: Steps | None = key(STEPS, "When it was answered.")
    else_: Steps | None = key(STEPS, "When it was not.", name="else")


@record
class Set(Step):
    """Set traits of the participant."""

    traits: Section[Plain] = key(
        MapOf(TYPED, key=ScalarCodec("trait", r"traits\.[A-Za-z_][A-Za-z0-9_]{0,79}", lambda m: m.group())),
        "Traits and their values.",
        present=True,
        default=Section(),
    )


@record
class Emit(Step):
    """Write an event into the log."""

    event: str = key(NAME, "Its name.", present=True, default="")
    properties: Section[Plain] = key(MapOf(TYPED, key=NAME), "Its properties.", default=Section())


@record
class Call(Step):
    """Call another system through a hook."""

    hook: str = key(ref("hooks"), "The hook.", present=True, default="")
    retry: int | None = key(POSITIVE, "How often to try.")
    body: Section[Plain] = key(MapOf(TYPED, key=NAME), "What is sent.", default=Section())


@record
class StartJourney(Step):
    """Start another journey for this participant."""

    journey: str = key(ID, "The journey.", present=True, default="")
    key_: str | None = key(NAME, "The property that becomes its key.", name="key")
    join: bool = key(BOOL, "Wait until it ends.", default=False)


@record
class End(Step):
    """End the run, a participant's part, or a component's."""

    outcome: str = key(ID, "The outcome's name.", present=True, default="")
    of: str | None = key(choice("run", "participant", "component"), "What ends.")


@record
class BackTo(Step):
    """Go back to an earlier step."""

    step: str = key(ref("steps"), "The step.", present=True, default="")
    max_visits: str = key(
        ScalarCodec("visits", "unlimited|[1-9][0-9]{0,5}", lambda m: m.group(), json_types=("integer",)),
        "How often, or `unlimited`.",
        default="3",
    )
    else_: Steps | None = key(STEPS, "When that is used up.", name="else")


KINDS: dict[str, tuple[type[Step], str]] = {
    "send": (Send, "touchpoint"),
    "wait": (Wait, "until"),
    "if": (If, "condition"),
    "switch": (Switch, "on"),
    "split": (Split, "experiment"),
    "for_each": (ForEach, "over"),
    "remind": (Remind, "signal"),
    "task": (Task, "title"),
    "approve": (Approve, "title"),
    "visit": (Visit, "visit"),
    "invite": (Invite, "role"),
    "survey": (Survey, "survey"),
    "set": (Set, "traits"),
    "emit": (Emit, "event"),
    "call": (Call, "hook"),
    "start": (StartJourney, "journey"),
    "end": (End, "outcome"),
    "back_to": (BackTo, "step"),
}
"""Kind key, its record, and the field that is the kind's subject."""

OBSERVED_KINDS = frozenset({"send", "wait", "if", "switch", "remind", "visit", "for_each", "end", "back_to"})
"""What an observed journey may say: nothing is sent, no task, no state."""


_FIELDS = frozenset(item.name for cls, _ in KINDS.values() for item in keys_of(cls))


def kind_of(step: Step) -> str:
    """The kind key of a step."""
    return next(kind for kind, (cls, _) in KINDS.items() if type(step) is cls)


def subject_of(step: Step) -> object | None:
    """What the step is about; None where that is not filled in yet or could not be read."""
    subject = next((subject for cls, subject in KINDS.values() if type(step) is cls), None)
    return getattr(step, subject) or None if subject else None


class StepCodec:
    """A step in either spelling."""

    def read(self, node: Node, reading: Reading) -> Step:
        """The step; exactly one kind key must be there."""
        try:
            return self._read(node, reading)
        except Unread as lost:
            # A bare step keeps the place, and the id that others may go back to.
            name = node.get("id") if isinstance(node, Mapping) else None
            partial = lost.partial or Step(id=name.text if isinstance(name, Scalar) else None)
            if partial.id is not None:
                self._declare(partial.id, node, reading)
            raise Unread(partial) from None

    def _read(self, node: Node, reading: Reading) -> Step:
        mapping = need_mapping(node, reading, "step")
        kinds = [name for name, _ in mapping.items if name.text in KINDS]
        kind = self._the_kind(kinds, mapping, reading)
        cls, subject = KINDS[kind.text]
        value = next(value for name, value in mapping.items if name is kind)
        entries = [(name, beside) for name, beside in mapping.items if name is not kind]
        if self._is_fields(value, cls, reading):
            entries = self._merged(value, entries, reading)
        else:
            for name, _ in entries:
                if name.text == subject:
                    reading.note("PA10", name.span, met=subject)
            entries = [(Scalar(subject, kind.span), value), *(entry for entry in entries if entry[0].text != subject)]
        step = codec_of(cls).read_fields(tuple(entries), mapping, reading)
        if step.id is not None:
            self._declare(step.id, mapping, reading)
        return step

    def _the_kind(self, kinds: list[Scalar], mapping: Mapping, reading: Reading) -> Scalar:
        # `visit`, `survey` ... are kinds and, inside the long form, fields too; at this level they are kinds.
        if len(kinds) == 1:
            return kinds[0]
        strange = kinds[1:] or [name for name, _ in mapping.items if name.text not in _FIELDS]
        near = reading.near(strange[0].text, KINDS) if strange and not kinds else ""
        raise reading.refuse(strange[0] if strange else mapping, "step_kind", near, choices=", ".join(KINDS))

    def _is_fields(self, value: Node, cls: type[Step], reading: Reading) -> bool:
        if not isinstance(value, Mapping) or cls is Set:
            return False
        names = {item.name for item in keys_of(cls)}
        if is_locale_map(value, reading) and not any(name.text in names for name, _ in value.items):
            return cls in {Task, Approve}
        return [name.text for name, _ in value.items] != ["event"] or cls is Emit

    def _merged(self, value: Node, beside: list[tuple[Scalar, Node]], reading: Reading) -> list[tuple[Scalar, Node]]:
        inside = list(need_mapping(value, reading, "record").items)
        names = {name.text for name, _ in inside}
        for name, _ in beside:
            if name.text in names:
                reading.note("PA10", name.span, met=name.text)
        return [*inside, *((name, node) for name, node in beside if name.text not in names)]

    def _declare(self, name: str, node: Node, reading: Reading) -> None:
        place = (node.get("id") if isinstance(node, Mapping) else None) or node
        if name in reading.declared.get("steps", {}):
            reading.note("RE02", place.span, met=name)
        reading.declare("steps", name, place.span)

    def write(self, value: Step) -> Plain:
        """The flat spelling; a subject that is itself a map goes inside."""
        kind = kind_of(value)
        cls, subject = KINDS[kind]
        written = RecordCodec(cls).write(value)
        held = written.pop(subject)
        nested = isinstance(held, dict) and cls is not Set
        return {kind: {subject: held} if nested else held, **written}

    def schema(self, schemas: Schemas) -> JsonSchema:
        """One alternative a kind."""
        if "step" not in schemas.definitions:
            schemas.definitions["step"] = {}
            schemas.definitions["step"] = {
                "description": "A step: one kind key and the fields beside it.",
                "anyOf": [self._kind_schema(kind, schemas) for kind in KINDS],
            }
        return {"$ref": "#/$defs/step"}

    def _kind_schema(self, kind: str, schemas: Schemas) -> JsonSchema:
        cls, subject = KINDS[kind]
        whole = RecordCodec(cls).object_schema(schemas)
        properties = whole["properties"]
        inside = {**whole, "required": []}
        return {
            **whole,
            "properties": {**properties, kind: {"anyOf": [properties[subject], inside]}},
            "required": [kind],
        }


def inner_steps(step: Step) -> tuple[tuple[tuple[str, ...], Steps], ...]:
    """The lists of steps inside a step, each with its path: ``("else",)``, ``("cases", "less")``."""
    found: list[tuple[tuple[str, ...], Steps]] = []
    for field, name in _LISTS[type(step)]:
        held: Any = getattr(step, field)
        if isinstance(held, Section):
            found += [((name, label), steps) for label, steps in held.items()]
        elif held is not None:
            found.append(((name,), held))
    return tuple(found)


_STEP_CLASSES: tuple[type[Step], ...] = (Step, *(cls for cls, _ in KINDS.values()))

_LISTS = {
    kind: tuple(
        (item.field, item.name)
        for item in keys_of(kind)
        if isinstance(item.codec, Later) or item.field in {"cases", "arms", "outcomes"}
    )
    for kind in _STEP_CLASSES
}
"""By kind, the fields that hold lists of steps, or such lists by label, with their keys."""
