"""What became of a run in one turn, as one value, and back: what moved, what was sent and what was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tropa.engine.changes import Call, Suppressed, TaskClosed, TaskEscalated, TaskOpened, Transition
from tropa.engine.state import PositionId, RunId
from tropa.stores.sql.packing import RowCodec, filled, trimmed

_TRANSITION = 12
_RARE: Mapping[str, RowCodec[Any]] = {
    "suppressed": RowCodec(Suppressed),
    "opened": RowCodec(TaskOpened),
    "closed": RowCodec(TaskClosed),
    "escalated": RowCodec(TaskEscalated),
    "calls": RowCodec(Call),
}


@dataclass(slots=True)
class Chapter:
    """What became of a run in one turn.

    Args:
        transitions: In order.
        messages: Numbers of the rows of its messages.
        suppressed: What was not sent.
        opened: Tasks.
        closed: Ends of tasks.
        escalated: Tasks that are late.
        calls: Calls of other systems.
        end: The run as it was when it was finished, as ``lives.listed`` lists it, behind customer,
            attempt, version and key; None while it goes on.
    """

    transitions: list[Transition] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)
    suppressed: list[Suppressed] = field(default_factory=list)
    opened: list[TaskOpened] = field(default_factory=list)
    closed: list[TaskClosed] = field(default_factory=list)
    escalated: list[TaskEscalated] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    end: list[Any] | None = None


def listed(chapter: Chapter, customer: str) -> list[Any]:
    """A chapter as what ``packing.pack`` packs.

    Args:
        chapter: What became of the run.
        customer: The run's first participant.
    """
    fields = [_transitions(chapter.transitions, customer), chapter.messages or None, chapter.end]
    if any(getattr(chapter, name) for name in _RARE):
        for name, codec in _RARE.items():
            rows = getattr(chapter, name)
            fields.append([codec.fields(row) for row in rows] if rows else None)
    return trimmed(fields)


def _transitions(rows: Sequence[Transition], customer: str) -> list[Any]:
    made: list[Any] = []
    at = None
    for one in rows:
        place = one.place
        fields = [
            one.label,
            one.step,
            one.at if one.at != at else None,
            one.cause or None,
            one.stage,
            one.visit if one.visit != 1 else None,
            _place(place, customer) if place is not None else None,
        ]
        if one.participant != customer or one.branch or one.reason or one.beside:
            rest = (one.participant if one.participant != customer else None, one.branch or None, one.reason or None)
            fields += trimmed([*rest, one.beside or None])
        made.append(fields)
        at = one.at
    return made


def _place(place: PositionId, customer: str) -> list[Any]:
    participant, branch, step, visit = place
    if participant == customer and not branch and visit == 1:
        return [step]
    who = participant if participant != customer else None
    return trimmed([step, who, branch or None, visit if visit != 1 else None])


def chapter_of(fields: Sequence[Any], run: RunId) -> Chapter:
    """The chapter of what ``listed`` gave; its rows say the run's id as it is now."""
    transitions, messages, end, *rare = filled(list(fields), 3 + len(_RARE))
    told: dict[str, Any] = {
        name: [codec.row([*_with_run(name, row, run)]) for row in rows or ()]
        for (name, codec), rows in zip(_RARE.items(), rare, strict=True)
    }
    return Chapter(_transitions_of(transitions, run), messages or [], end=end, **told)


def end_of(fields: Sequence[Any]) -> list[Any] | None:
    """The run as it was when it was finished, if a chapter ends with that."""
    end: list[Any] | None = filled(list(fields), 3)[2]
    return end


def _with_run(name: str, row: Sequence[Any], run: RunId) -> list[Any]:
    """The fields of a row with the run's present id."""
    at = _RUN_AT[name]
    return [*row[:at], list(run), *row[at + 1 :]]


_RUN_AT = {
    "suppressed": Suppressed.__struct_fields__.index("run"),
    "opened": TaskOpened.__struct_fields__.index("run"),
    "closed": TaskClosed.__struct_fields__.index("run"),
    "escalated": TaskEscalated.__struct_fields__.index("run"),
    "calls": Call.__struct_fields__.index("run"),
}


def _transitions_of(rows: Sequence[Any], run: RunId) -> list[Transition]:
    made: list[Transition] = []
    at: Any = None
    for row in rows:
        label, step, when, cause, stage, visit, place, participant, branch, reason, beside, _ = filled(
            row, _TRANSITION
        )
        at = when or at
        made.append(
            Transition(
                run=run,
                place=_place_of(place, run.customer) if place is not None else None,
                participant=participant if participant is not None else run.customer,
                branch=branch or "",
                step=step,
                visit=visit if visit is not None else 1,
                at=at,
                label=label,
                cause=cause or "",
                reason=reason or "",
                stage=stage,
                beside=beside or False,
            )
        )
    return made


def _place_of(fields: list[Any], customer: str) -> PositionId:
    step, participant, branch, visit = filled(fields, 4)
    return PositionId(
        participant if participant is not None else customer,
        branch or "",
        step,
        visit if visit is not None else 1,
    )
