"""Moves between events: which ones the definition admits, and what it does not know (M7)."""

from __future__ import annotations

from dataclasses import dataclass

from tropa.draw.bars import css
from tropa.draw.names import Names
from tropa.draw.wording import Prose, Wording
from tropa.measure.behind import UNMAPPED
from tropa.measure.reality import Reality

MOST_MOVES = 12
MOST_UNMAPPED = 12


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Moves from one event to another.

    Args:
        source: The event before.
        target: The event after.
        n: How many.
        share: Of all mapped moves.
        length: Length of its bar, in CSS.
        explained: The definition admits it.
    """

    source: Prose
    target: Prose
    n: str
    share: str
    length: str
    explained: bool


@dataclass(frozen=True, slots=True)
class UnmappedEvent:
    """An event that the journey does not name: its figure, and how often it was met."""

    name: Prose
    figure: str
    n: str


@dataclass(frozen=True, slots=True)
class MovesTable:
    """All moves.

    Args:
        mapped: Moves between events that the journey names.
        unexplained: Of them, those that the definition does not admit.
        unexplained_share: Their share; None where there is no move.
        unmapped: Events that the journey does not name.
        rows: The most frequent moves.
        n_more: Moves beyond the rows; None where there are none.
        events: The most frequent of the unmapped events.
        n_more_events: Events beyond them; None where there are none.
    """

    mapped: str
    unexplained: str
    unexplained_share: str | None
    unmapped: str
    rows: tuple[MoveRow, ...]
    n_more: str | None
    events: tuple[UnmappedEvent, ...]
    n_more_events: str | None


def moves_table(reality: Reality, names: Names, wording: Wording) -> MovesTable:
    """The moves of a journey, largest first."""
    moves, numbers = reality.moves, wording.numbers
    shown, unmapped = moves.pairs[:MOST_MOVES], moves.unmapped_names[:MOST_UNMAPPED]
    most = max((n for _, _, n, _ in shown), default=1)
    n_more = moves.mapped - sum(n for _, _, n, _ in shown)
    n_more_events = moves.unmapped - sum(n for _, n in unmapped)
    return MovesTable(
        mapped=numbers.count(moves.mapped),
        unexplained=numbers.count(moves.unexplained),
        unexplained_share=numbers.share(moves.unexplained / moves.mapped) if moves.mapped else None,
        unmapped=numbers.count(moves.unmapped),
        rows=tuple(
            MoveRow(
                names.place(source),
                names.place(target),
                numbers.count(n),
                numbers.share(n / moves.mapped),
                css(n / most),
                explained,
            )
            for source, target, n, explained in shown
        ),
        n_more=numbers.count(n_more) if n_more else None,
        events=tuple(UnmappedEvent(Prose(name), f"{UNMAPPED}{name}", numbers.count(n)) for name, n in unmapped),
        n_more_events=numbers.count(n_more_events) if n_more_events else None,
    )
