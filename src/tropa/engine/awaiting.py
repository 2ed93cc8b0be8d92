"""What would move a position on, and a run to its end: ids and instants, no words (R20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import Struct

from tropa.engine.driving import NEEDED, PASSED
from tropa.engine.holds import Hold, holding
from tropa.engine.releasing import parts_of_label, was_due
from tropa.engine.state import Life, Position, Timer
from tropa.engine.tasks import ESCALATE, FAILURE
from tropa.engine.waiting import RUNG, TIME, UP_TO
from tropa.journey.condition_text import format_condition
from tropa.journey.model.steps import Approve, Call, ForEach, Invite, Remind, StartJourney, Step, Survey, Task, Visit
from tropa.plan.listening import Listening, ToCondition, ToEvent, ToFact, parts
from tropa.plan.local_time import FAR
from tropa.plan.our_events import (
    HOOK_DONE,
    HOOK_FAILED,
    INVITE_ACCEPTED,
    INVITE_REFUSED,
    REMINDER_REFUSED,
    RUN_ENDED,
    SURVEY_ANSWERED,
    TASK_DONE,
    VISIT_ENDED,
    VISIT_PLANNED,
)
from tropa.plan.script import Node, Script

What: TypeAlias = Literal[
    "event", "fact", "condition", "time", "message", "rung", "escalation", "branches", "release"
]


class Awaited(Struct, frozen=True):
    """One thing that would move a position on.

    Args:
        what: An event; a fact of the run; a condition; a time; a message's turn; a rung of a reminder;
            an escalation; branches that have to finish; the end of a hold.
        name: Which: an event's name, a component, a touchpoint's rung, a hold's id, ``2/3``.
        where: What must hold of the event, as it is written.
        key: The property of the event that must agree with the run's key.
        at: When, where that is known.
        to: The step it leads to; None where a list, or the run, ends.
        label: The way taken: ``then``, ``else``, ``outcomes.done``; empty is the step after.
        stays: The position stays where it is.
    """

    what: What
    name: str = ""
    where: str = ""
    key: str | None = None
    at: datetime | None = None
    to: str | None = None
    label: str = ""
    stays: bool = False


def awaited(
    script: Script, life: Life, position: Position, holds: Iterable[Hold], now: datetime
) -> tuple[Awaited, ...]:
    """What would move a position on; under a hold its end stands first.

    Args:
        script: What the run follows.
        life: The run.
        position: Where it stands.
        holds: What is held.
        now: Since when.
    """
    node = script.node(position.id.step)
    if node is None:
        return ()
    hold = holding(holds, life.run, node.name, now)
    waits = hold is not None and hold.mode == "hold"
    held = (Awaited("release", hold.id, at=hold.until, stays=True),) if hold is not None and waits else ()
    if FAILURE in position.kept:
        return (*held, _event(script, node, TASK_DONE, "", FAILURE))
    heard = listened(node.listening, script, "then", node)
    return (*held, *heard, *_asked(script, node), *_timed(script, node, position), *_counted(script, node, position))


def listened(listening: Listening, script: Script, label: str, node: Node | None = None) -> tuple[Awaited, ...]:
    """What a signal listens to, part by part.

    Args:
        listening: The signal.
        script: The journey.
        label: The way it leads.
        node: From where; None is the run as a whole.
    """
    to = _to(script, node, label) if node is not None else None
    return tuple(_part(one, to, label) for one in parts(listening))


def _part(part: ToEvent | ToCondition | ToFact, to: str | None, label: str) -> Awaited:
    match part:
        case ToEvent(name=name, where=where, key=key):
            said = format_condition(where) if where is not None else ""
            return Awaited("event", name or "*", said, key, to=to, label=label)
        case ToCondition(condition):
            return Awaited("condition", where=format_condition(condition), to=to, label=label)
        case ToFact(kind, name):
            return Awaited("fact", f"{kind} {name}".strip(), to=to, label=label)


def _to(script: Script, node: Node, label: str) -> str | None:
    following = node.ways.get(label, node.after)
    return script.nodes[following].name if following is not None else None


def _event(script: Script, node: Node, event: str, label: str, name: str = "") -> Awaited:
    return Awaited("event", event, name, to=_to(script, node, label), label=label)


def _asked(script: Script, node: Node) -> Iterator[Awaited]:
    """Events of our own that answer a step."""
    for event, label in _answers(node.step):
        yield _event(script, node, event, label)


def _answers(step: Step) -> Iterator[tuple[str, str]]:
    match step:
        case Task(outcomes=outcomes) | Approve(outcomes=outcomes):
            yield from ((TASK_DONE, f"outcomes.{name}") for name in outcomes or {"": ()})
        case Visit(outcomes=outcomes):
            yield (VISIT_PLANNED, "")
            yield from ((VISIT_ENDED, f"outcomes.{name}") for name in outcomes or {"done": ()})
        case Invite():
            yield from ((INVITE_ACCEPTED, "then"), (INVITE_REFUSED, "refused"))
        case Survey():
            yield (SURVEY_ANSWERED, "then")
        case Remind():
            yield (REMINDER_REFUSED, "refused")
        case Call():
            yield from ((HOOK_DONE, ""), (HOOK_FAILED, "on_error"))
        case StartJourney(join=True):
            yield (RUN_ENDED, "")
        case _:
            return


def _timed(script: Script, node: Node, position: Position) -> Iterator[Awaited]:
    for timer in position.timers:
        own = parts_of_label(timer.label)[1]
        yield _of_timer(script, node, Timer(was_due(timer), own))


def _of_timer(script: Script, node: Node, timer: Timer) -> Awaited:
    kind, _, name = timer.label.partition(":")
    at = timer.at if timer.at < FAR else None
    match kind:
        case "up_to":
            return Awaited("time", UP_TO, at=at, to=_to(script, node, "else"), label="else")
        case "time":
            return Awaited("time", TIME, at=at, to=_to(script, node, "then"), label="then")
        case "send":
            return Awaited("message", name, at=at, to=_to(script, node, ""), stays=node.kind != "send")
        case "escalate":
            return Awaited("escalation", ESCALATE, at=at, stays=True)
        case _:
            return Awaited("rung" if kind == RUNG else "time", name or kind, at=at, stays=True)


def _counted(script: Script, node: Node, position: Position) -> Iterator[Awaited]:
    if isinstance(node.step, ForEach):
        n = f"{position.kept.get(PASSED, '0')}/{position.kept.get(NEEDED, '1')}"
        yield Awaited("branches", n, to=_to(script, node, ""))
