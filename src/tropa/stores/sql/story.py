"""What became of a run in one turn, as one value, and back: what moved, what was sent and what was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tropa.engine.changes import Call, Suppressed, TaskClosed, TaskEscalated, TaskOpened, Transition
from tropa.engine.state import PositionId, RunId
from tropa.stores.sql.packing import RowCodec, filled, trimmed

_TRANSITION = 12
RARE = ("suppressed", "opened", "closed", "escalated", "calls")
"""Fields of ``Made`` beside transitions and messages whose rows belong to a run."""

_KINDS = (Suppressed, TaskOpened, TaskClosed, TaskEscalated, Call)
_RARE: Mapping[str, RowCodec[Any]] = {name: RowCodec(kind) for name, kind in zip(RARE, _KINDS, strict=True)}


class Chapter:
    """What became of a run in one turn.

    Attributes:
        transitions: In order.
        messages: Numbers of the rows of its messages.
        end: The run as it was when it was finished: customer, attempt, version and key, and behind them
            what ``lives.listed`` lists; None while it goes on.
        rare: Other rows by the field of ``Made`` that they stand in: what was not sent, tasks, calls.
    """

    __slots__ = ("end", "messages", "rare", "transitions")

    def __init__(self) -> None:
        self.transitions: list[Transition] = []
        self.messages: list[int] = []
        self.end: list[Any] | None = None
        self.rare: dict[str, list[Any]] = {}

    def of(self, kind: str) -> list[Any]:
        """Rows by the field of ``Made`` that they stand in."""
        return self.rare.get(kind, [])


def listed(chapter: Chapter, customer: str) -> list[Any]:
    """A chapter as what ``packing.pack`` packs.

    Args:
        chapter: What became of the run.
        customer: The run's first participant.
    """
    fields: list[Any] = [_transitions(chapter.transitions, customer)]
    if chapter.messages or chapter.end or chapter.rare:
        fields.append(chapter.messages or None)
    if chapter.end or chapter.rare:
        fields.append(chapter.end)
    if chapter.rare:
        fields += trimmed(
            [
                [*map(codec.fields, chapter.rare[name])] if name in chapter.rare else None
                for name, codec in _RARE.items()
            ]
        )
    return fields


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
    chapter = Chapter()
    transitions, messages, chapter.end, *rare = filled(list(fields), 3 + len(_RARE))
    chapter.transitions, chapter.messages = _transitions_of(transitions, run), messages or []
    for (name, codec), rows in zip(_RARE.items(), rare, strict=True):
        if rows:
            chapter.rare[name] = [codec.row(_with_run(name, row, run)) for row in rows]
    return chapter


def end_of(fields: Sequence[Any]) -> list[Any] | None:
    """The run as it was when it was finished, if a chapter ends with that."""
    end: list[Any] | None = filled(list(fields), 3)[2]
    return end


def messages_of(fields: Sequence[Any]) -> list[int]:
    """The numbers of the rows of a chapter's messages."""
    return filled(list(fields), 3)[1] or []


def _with_run(name: str, row: Sequence[Any], run: RunId) -> list[Any]:
    """The fields of a row with the run's present id."""
    at = _RUN_AT[name]
    return [*row[:at], list(run), *row[at + 1 :]]


_RUN_AT = {name: kind.__struct_fields__.index("run") for name, kind in zip(RARE, _KINDS, strict=True)}


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
