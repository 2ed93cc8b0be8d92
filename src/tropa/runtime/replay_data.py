"""A replay as data for programs, and in the order that they rely on: by instant, customer, position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from tropa.engine.changes import Message, Suppressed, TaskOpened
from tropa.engine.state import Life, Position, RunId
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import Approve, Task
from tropa.plan.placing import nodes_of
from tropa.runtime.outputs import Agreement
from tropa.runtime.replayed import Replayed

OPEN = "open"
"""The outcome of a run that has none yet."""

Data = dict[str, Any]


def iso(instant: datetime | None) -> str | None:
    """An instant in ISO 8601, UTC."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z") if instant is not None else None


def replay_data(replayed: Replayed, journeys: Mapping[str, Journey]) -> Data:
    """What a replay did.

    Args:
        replayed: The replay.
        journeys: The journeys by id, for the titles of tasks.
    """
    titles = {(name, node.name): node.step for name, journey in journeys.items() for node in nodes_of(journey)}
    return {
        "messages": [message_data(one) for one in sorted(replayed.messages, key=_message_order)],
        "runs": [run_data(one) for one in in_order(replayed.lives.values())],
        "tasks": [_task(one, replayed, titles, journeys) for one in sorted(replayed.opened, key=_task_order)],
        "suppressed": [_suppressed(one) for one in sorted(replayed.suppressed, key=_suppressed_order)],
        "ignored": {reason: n for reason, n in sorted(replayed.ignored.items()) if n},
        "set_aside": [
            {"customer": one.run.customer if one.run else None, "label": one.label, "reason": one.reason}
            for one in replayed.set_aside
        ],
        "recorded": {name: _agreement(one) for name, one in sorted(replayed.agreement.items())},
        "n_transitions": replayed.n_transitions,
    }


def message_data(one: Message) -> Data:
    """A message."""
    return {
        "id": one.id,
        "at": iso(one.at),
        "customer": one.to,
        "role": one.role,
        "branch": one.place.branch,
        "step": one.place.step,
        "touchpoint": one.touchpoint or None,
        "channel": one.channel,
        "key": one.run.key,
        "variant": dict(sorted(one.variant.items())),
        "journey": one.run.journey,
        "survey": one.survey or None,
    }


def run_data(life: Life) -> Data:
    """A run, and where its participants stand."""
    run = life.run
    return {
        "customer": run.id.customer,
        "key": run.id.key,
        "attempt": run.id.attempt,
        "version": run.version,
        "outcome": run.outcome or OPEN,
        "started_at": iso(run.started_at),
        "ended_at": iso(run.ended_at),
        "positions": [_position(one) for one in sorted(life.positions.values(), key=lambda one: one.id)],
        "journey": run.id.journey,
    }


def in_order(lives: Iterable[Life]) -> list[Life]:
    """Runs by their beginning, customer and id."""
    return sorted(lives, key=lambda one: (one.run.started_at, *run_order(one.run.id)))


def run_order(run: RunId) -> tuple[str, str, bool, str, int]:
    """What comes first of runs; one without key before those with."""
    return run.customer, run.journey, run.key is not None, run.key or "", run.attempt


def _position(one: Position) -> Data:
    return {
        "customer": one.id.participant,
        "branch": one.id.branch,
        "step": one.id.step,
        "visit": one.id.visit,
        "due_at": iso(one.due_at),
    }


def _message_order(one: Message) -> tuple[Any, ...]:
    return one.at, one.to, *run_order(one.run), one.place, one.rung, one.channel


def _suppressed_order(one: Suppressed) -> tuple[Any, ...]:
    return one.at, one.to, *run_order(one.run), one.place, one.touchpoint, one.channel, one.reason


def _task_order(one: TaskOpened) -> tuple[Any, ...]:
    return one.at, *run_order(one.run), one.place, one.kind


def _task(
    one: TaskOpened, replayed: Replayed, steps: Mapping[tuple[str, str], object], journeys: Mapping[str, Journey]
) -> Data:
    closed, step = replayed.closed.get(one.id), steps.get((one.run.journey, one.place.step))
    return {
        "id": one.id,
        "at": iso(one.at),
        "customer": one.place.participant,
        "step": one.place.step,
        "to": one.to,
        "title": _title(step, journeys[one.run.journey]),
        "due_at": iso(one.due_at),
        "outcome": closed.outcome if closed is not None else None,
        "ended_at": iso(closed.at) if closed is not None else None,
        "kind": one.kind,
        "reason": one.reason or None,
        "key": one.run.key,
        "journey": one.run.journey,
    }


def _title(step: object, journey: Journey) -> str | None:
    """What is to be done, as the journey says it in English, else in its first locale."""
    said = step.title if isinstance(step, Task | Approve) else None
    return said.read_in("en", journey.locales) if said is not None else None


def _suppressed(one: Suppressed) -> Data:
    return {
        "at": iso(one.at),
        "customer": one.to,
        "touchpoint": one.touchpoint,
        "reason": one.reason,
        "channel": one.channel or None,
        "step": one.place.step,
        "key": one.run.key,
        "journey": one.run.journey,
    }


def _agreement(one: Agreement) -> Data:
    return {
        "agree": one.agree,
        "only_recorded": [{"what": list(what), "n": n} for what, n in one.only_recorded],
        "only_replayed": [{"what": list(what), "n": n} for what, n in one.only_replayed],
    }
