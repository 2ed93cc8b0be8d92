"""Where the goal came: before any touchpoint, after which one, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.bars import css
from tropa.draw.names import Names
from tropa.draw.wording import Prose, Wording
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
    """

    where: Markup | Prose
    kind: str
    n: str
    share: str
    length: str


def goal_rows(reality: Reality, names: Names, wording: Wording) -> tuple[GoalRow, ...]:
    """The places in the order of the path; empty where no run has begun."""
    if not reality.runs:
        return ()
    after = [(names.touchpoint(one.id), "after", one.goals_after) for one in reality.touchpoints]
    places: list[tuple[Markup | Prose, str, int]] = [
        (wording.say("report.goals.before"), "before", reality.goals_before),
        *((wording.say("report.goals.after", touchpoint=title), kind, n) for title, kind, n in after),
        (wording.say("report.goals.never"), "never", reality.runs - reality.reached_goal),
    ]
    most = max(n for _, _, n in places)
    return tuple(
        GoalRow(where, kind, wording.numbers.count(n), wording.numbers.share(n / reality.runs), css(n / max(most, 1)))
        for where, kind, n in places
    )
