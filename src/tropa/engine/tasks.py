"""Steps that a person does: ``task`` and ``approve``; and tasks about what failed (R16)."""

from __future__ import annotations

from tropa.engine.changes import TaskClosed, TaskEscalated, TaskOpened
from tropa.engine.events import Event
from tropa.engine.moves import Go, Move, Stay
from tropa.engine.naming import made_id
from tropa.engine.scene import Scene, Stand
from tropa.engine.state import Position, Timer
from tropa.engine.waiting import UP_TO
from tropa.journey.codecs.values import Section
from tropa.journey.model.steps import Approve, Task
from tropa.plan.our_events import TASK_DONE

ESCALATE = "escalate"
FAILURE = "failure"
TIMED_OUT, CANCELLED = "timed_out", "cancelled"
_OF_PEOPLE = (Task, Approve)


def task_id(scene: Scene, position: Position) -> str:
    """The id of the task of a position."""
    return made_id("task", scene.run, position.id)


def enter_task(step: Task | Approve, stand: Stand) -> Move:
    """Open a task; ``due`` only escalates, ``up_to`` moves the run."""
    due_at = stand.later(step.due) if step.due is not None else None
    kind = "task" if isinstance(step, Task) else "approve"
    _open(stand, kind, step.to, due_at)
    timers = [Timer(stand.later(step.up_to), UP_TO)] if step.up_to is not None else []
    if isinstance(step, Task) and step.escalate is not None and due_at is not None:
        timers.append(Timer(stand.later(step.escalate.after, due_at), ESCALATE))
    return Stay(tuple(timers))


def _open(stand: Stand, kind: str, to: str | None, due_at: object = None, reason: str = "") -> None:
    scene = stand.scene
    made = task_id(scene, stand.position)
    scene.made.opened.append(
        TaskOpened(made, scene.run.id, stand.position.id, kind, to, scene.now, due_at, reason)  # type: ignore[arg-type]  # an instant or None
    )


def hear_task(step: Task | Approve, stand: Stand, event: Event) -> Move | None:
    """A person has done it: the event names the task, or the step."""
    del step
    if event.name != TASK_DONE or not _is_about(stand, event):
        return None
    outcome = str(event.properties.get("outcome") or "done")
    close_task(stand.scene, stand.position, outcome)
    return Go(f"outcomes.{outcome}", resolved_by=event.message_id)


def _is_about(stand: Stand, event: Event) -> bool:
    named = event.properties.get("task")
    if named not in {stand.node.name, task_id(stand.scene, stand.position)}:
        return False
    return event.at >= stand.position.since_at and event.message_id != stand.position.since_id


def close_task(scene: Scene, position: Position, outcome: str) -> None:
    """Close the task of a position."""
    scene.made.closed.append(TaskClosed(task_id(scene, position), scene.run.id, outcome, scene.now))


def fire_task(step: Task | Approve, stand: Stand, label: str) -> Move:
    """A task is late, or its time is over."""
    if label == UP_TO:
        close_task(stand.scene, stand.position, TIMED_OUT)
        return Go("else")
    scene = stand.scene
    to = step.escalate.to if isinstance(step, Task) and step.escalate is not None else None
    scene.made.escalated.append(TaskEscalated(task_id(scene, stand.position), scene.run.id, to, scene.now))
    return Stay(stand.position.timers, stand.position.kept)


def ask_to_mend(stand: Stand, reason: str) -> Stay:
    """A failure becomes a task for a person, and the position waits for it."""
    _open(stand, FAILURE, stand.scene.script.helper, reason=reason)
    return Stay(kept=Section({FAILURE: reason}))


def hear_mended(stand: Stand, event: Event) -> Move | None:
    """The task about a failure is done: the run goes on behind the step that failed."""
    if event.name != TASK_DONE or not _is_about(stand, event):
        return None
    close_task(stand.scene, stand.position, str(event.properties.get("outcome") or "done"))
    return Go(reason="mended")


def has_task(stand: Stand) -> bool:
    """Whether a task is open at a position."""
    return isinstance(stand.node.step, _OF_PEOPLE) or FAILURE in stand.position.kept
