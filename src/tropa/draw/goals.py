"""Where the goal came: before any touchpoint, after which one, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.bars import css
from tropa.draw.names import Names
from tropa.draw.wording import Prose, Wording
from tropa.measure.behind import touchpoint_figure
from tropa.measure.reality import Reality


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A place on the path and the runs whose first success came there.

    Args:
        where: The place in words.
        kind: ``before``, ``after`` or ``never``.
        n: The runs.
        share: Of all runs.
        length: Length of its bar, in CSS.
        figure: The figure that names its customers.
    """

    where: Markup | Prose
    kind: str
    n: str
    share: str
    length: str
    figure: str


def goal_rows(reality: Reality, names: Names, wording: Wording) -> tuple[GoalRow, ...]:
    """The places in the order of the path; empty where no run has begun."""
    if not reality.runs:
        return ()
    places = list(_places(reality, names, wording))
    numbers, most = wording.numbers, max(n for *_, n in places)
    return tuple(
        GoalRow(where, kind, numbers.count(n), numbers.share(n / reality.runs), css(n / max(most, 1)), figure)
        for where, kind, figure, n in places
    )


def _places(reality: Reality, names: Names, wording: Wording) -> Iterator[tuple[Markup | Prose, str, str, int]]:
    """Each place in words, its kind, its figure, and its runs."""
    yield wording.say("report.goals.before"), "before", "goals.before", reality.goals_before
    for one in reality.touchpoints:
        where = wording.say("report.goals.after", touchpoint=names.touchpoint(one.id))
        yield where, "after", touchpoint_figure(one.id, "goals_after"), one.goals_after
    yield wording.say("report.goals.never"), "never", "goals.never", reality.runs - reality.reached_goal
