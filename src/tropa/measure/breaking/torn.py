"""The runs behind a shift: those watched at a touchpoint on some days, of one segment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tropa.measure.breaking.answer import BreaksAnswer


@dataclass(frozen=True, slots=True)
class Torn:
    """Watched runs of one cell of the search.

    Args:
        name: What they are called: ``breaks.N`` or ``improvements.N``, counted from 1.
        touchpoint: Where.
        cut: The property that makes the segment; None: everybody.
        value: Its value; None for a missing one, and where ``cut`` is None.
        since: The first day, UTC.
        until: The last day.
    """

    name: str
    touchpoint: str
    cut: str | None
    value: str | None
    since: date
    until: date


def torn_by(answer: BreaksAnswer) -> tuple[Torn, ...]:
    """The runs behind every shift of an answer."""
    told = {"breaks": answer.breaks, "improvements": answer.improvements}
    return tuple(
        Torn(f"{kind}.{number}", one.touchpoint, one.cut, one.value, one.since, one.until)
        for kind, shifts in told.items()
        for number, one in enumerate(shifts, start=1)
    )


def torn_figure(name: str, *, done: bool) -> str:
    """The figure of those whose target action came in time, or of the others.

    >>> torn_figure("breaks.1", done=False)
    'breaks.1.missed'
    """
    return f"{name}.{'done' if done else 'missed'}"


def torn_figures(answer: BreaksAnswer) -> tuple[str, ...]:
    """All figures of an answer that name customers."""
    return tuple(torn_figure(torn.name, done=done) for torn in torn_by(answer) for done in (False, True))
