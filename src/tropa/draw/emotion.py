"""The emotion curve: planned and reported points, column by column.

The browser knows where the middle of a column is, so each column draws its own piece of the
curve: from its left border through its middle to its right border.  Columns are equally wide;
the line between two middles crosses their border halfway up.  A touchpoint without a point
leaves a gap, and nothing is guessed across it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from markupsafe import Markup

from tropa.draw.wording import Wording

LOWEST, HIGHEST = -3, 3


@dataclass(frozen=True, slots=True)
class ReportedEmotion:
    """What clients said of a touchpoint.

    Args:
        mean: Mean of their answers, -3 to 3.
        low: Lower bound of the mean's 95 % interval.
        high: Upper bound.
        n: Number of answers, at least 1.
    """

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Reported:
    """Reported emotion, ready to draw; heights in per cent, 0 the highest feeling.

    Args:
        top: Height of the mean.
        whisker_top: Height of the interval's upper end.
        whisker_length: Its length.
        said: The mean and its interval in words.
        answers: How many answers stand behind it.
    """

    top: float
    whisker_top: float
    whisker_length: float
    said: Markup
    answers: Markup


@dataclass(frozen=True, slots=True)
class EmotionPoint:
    """The points of one touchpoint, of which at least one is there.

    Args:
        planned: The planned emotion, -3 to 3; None where nobody has said.
        top: Its height in per cent, 0 the highest feeling; None without a plan.
        said: The planned emotion in words; None without a plan.
        reported: What clients said; None where nobody was asked.
    """

    planned: int | None
    top: float | None
    said: Markup | None
    reported: Reported | None


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where the curve of planned points crosses a column's borders; None where there is no line.

    Args:
        before: Height in per cent at the border to the column before.
        after: Height at the border to the column after.
    """

    before: float | None = None
    after: float | None = None


NO_CROSSING = Crossing()


def emotion_point(planned: int | None, reported: ReportedEmotion | None, wording: Wording) -> EmotionPoint | None:
    """The points of a touchpoint; None where it has neither.

    Args:
        planned: The planned emotion, -3 to 3.
        reported: What clients said.
        wording: The page's language.
    """
    if planned is None and reported is None:
        return None
    return EmotionPoint(
        planned=planned,
        top=None if planned is None else height(planned),
        said=None if planned is None else _planned(planned, wording),
        reported=_reported(reported, wording) if reported else None,
    )


def edges(points: Sequence[EmotionPoint | None]) -> list[Crossing]:
    """For each column in order, where the curve crosses its borders.

    >>> points = [EmotionPoint(v, height(v), None, None) for v in (3, 1)]
    >>> [crossing.after for crossing in edges([*points, None])]
    [16.6667, None, None]
    """
    tops = [point.top if point else None for point in points]
    between = [
        None if first is None or second is None else round((first + second) / 2, 4)
        for first, second in pairwise(tops)
    ]
    sides = zip([None, *between], [*between, None], strict=True)
    return [Crossing(before, after) for before, after in sides][: len(tops)]


def height(emotion: float) -> float:
    """How far down a feeling stands, in per cent of the lane.

    >>> height(3), height(0), height(-3)
    (0.0, 50.0, 100.0)
    """
    return round((HIGHEST - emotion) / (HIGHEST - LOWEST) * 100, 4)


def _planned(planned: int, wording: Wording) -> Markup:
    word = wording.say(f"map.feeling.{_feeling(planned)}")
    return wording.say("map.emotion.cell", value=wording.numbers.signed(planned), word=word)


def _reported(found: ReportedEmotion, wording: Wording) -> Reported:
    signed = wording.numbers.signed
    return Reported(
        top=height(found.mean),
        whisker_top=height(found.high),
        whisker_length=height(found.low) - height(found.high),
        said=wording.say(
            "map.emotion.reported", value=signed(found.mean), low=signed(found.low), high=signed(found.high)
        ),
        answers=wording.say("map.emotion.answers", plural=found.n, n=wording.numbers.count(found.n)),
    )


FEELINGS: Mapping[int, str] = {
    -3: "awful",
    -2: "bad",
    -1: "uneasy",
    0: "even",
    1: "fine",
    2: "good",
    3: "delighted",
}


def _feeling(emotion: float) -> str:
    """The word nearest to a feeling; halves go outwards, so that a feeling is not told away."""
    return FEELINGS[floor(emotion + 0.5) if emotion > 0 else ceil(emotion - 0.5)]
