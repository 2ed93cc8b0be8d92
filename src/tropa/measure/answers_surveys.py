"""Survey answers as told: a score with its interval, the rate of response, and waves compared by a test (M10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from math import sqrt

from tropa.measure.contrast import Difference, Tried, differences
from tropa.measure.counts_surveys import AnswerCounts, Wave
from tropa.measure.questions_surveys import SCALES, Answers, SurveyKind
from tropa.measure.sharing import Grouped, Known, Part, grouped, part
from tropa.stats.comparing import difference, shares_differ, two_sided_p
from tropa.stats.intervals import Interval, wilson
from tropa.stats.means import mean_interval, mean_of_scale
from tropa.stats.nps import Leanings, nps_interval, scores_differ
from tropa.stats.tails import student_deviate

PROMOTER, PASSIVE = 9, 7
"""The lowest answers of promoters and of those who lean to neither side."""

SATISFIED = 4
"""The lowest answer of the satisfied, of five."""


@dataclass(frozen=True, slots=True)
class WaveRow:
    """One wave.

    Args:
        start: The first day of its period; None where there is one wave in all.
        n: Units that answered.
        by_value: How many gave each answer, from the lowest to the highest.
        score: ``nps``: the share of 9 and 10 less that of 0 to 6, in [-1, 1]; ``csat``: the share of 4
            and 5; ``ces``: the mean from 1 to 7.  None where nobody answered.
        low: Lower bound of the score (95 %): Wald's adjusted by three answers for ``nps`` (M10), Wilson's
            for ``csat``, Student's for ``ces``.
        high: Upper bound.
        response: Of those asked, the part that answered; None where it is not known who was asked.
        unread: Events that brought no answer on the scale.
        partial: The wave is not over, or cut by the question's bounds (M5).
        change: Against the wave before, where there is one; all waves are tested at once.
    """

    start: date | None
    n: int
    by_value: tuple[int, ...]
    score: float | None
    low: float
    high: float
    response: Part | None
    unread: int
    partial: bool
    change: Difference | None


def answer_answers(
    question: Answers, counts: AnswerCounts, watermark: datetime | None
) -> Grouped[tuple[WaveRow, ...]]:
    """Put scores, intervals and tests beside the counts of answers."""
    known = Known(watermark, question.wave, question.zone) if question.wave is not None else None

    def rows(waves: tuple[Wave, ...]) -> tuple[WaveRow, ...]:
        changes = differences([_tried(question.kind, one, other) for one, other in pairwise(waves)])
        return tuple(
            _row(question, known, wave, change) for wave, change in zip(waves, (None, *changes), strict=bool(waves))
        )

    sizes = (counts.n_events, counts.n_customers)
    return grouped(counts.waves, counts.groups, counts.rest, sizes, rows, overlap=question.wave is not None)


def _row(question: Answers, known: Known | None, wave: Wave, change: Difference | None) -> WaveRow:
    score, interval = scored(question.kind, wave.by_value)
    asked, answered = wave.asked, wave.asked_answered
    partial = False
    if known is not None and wave.start is not None:
        partial = not known.over(wave.start) or known.cut(wave.start, question.scope)
    return WaveRow(
        wave.start,
        sum(wave.by_value),
        wave.by_value,
        score,
        interval.low,
        interval.high,
        part(answered, asked) if asked is not None and answered is not None else None,
        wave.unread,
        partial,
        change,
    )


def scored(kind: SurveyKind, by_value: tuple[int, ...]) -> tuple[float | None, Interval]:
    """The score of some answers and its interval.

    Args:
        kind: What was asked.
        by_value: How many gave each answer, from the lowest to the highest.

    >>> scored("csat", (1, 1, 0, 5, 3))[0]
    0.8
    """
    n = sum(by_value)
    match kind:
        case "nps":
            leanings = leanings_of(by_value)
            return leanings.score, nps_interval(leanings)
        case "csat":
            satisfied = _satisfied(by_value)
            return satisfied / n if n else None, wilson(satisfied, n)
        case "ces":
            answers = _by_answer(kind, by_value)
            return mean_of_scale(answers) if n else None, mean_interval(answers, *SCALES[kind])


def leanings_of(by_value: tuple[int, ...]) -> Leanings:
    """Answers from 0 to 10 as promoters, passives and detractors."""
    return Leanings(sum(by_value[PROMOTER:]), sum(by_value[PASSIVE:PROMOTER]), sum(by_value[:PASSIVE]))


def _satisfied(by_value: tuple[int, ...]) -> int:
    return sum(by_value[SATISFIED - 1 :])


def _by_answer(kind: SurveyKind, by_value: tuple[int, ...]) -> dict[int, int]:
    return dict(enumerate(by_value, start=SCALES[kind][0]))


def _tried(kind: SurveyKind, first: Wave, second: Wave) -> Tried:
    """The second wave against the first."""
    (score1, interval1), (score2, interval2) = scored(kind, first.by_value), scored(kind, second.by_value)
    fewest = min(sum(first.by_value), sum(second.by_value))
    if score1 is None or score2 is None:
        return Tried(None, Interval(-1.0, 1.0), 1.0, fewest)
    return Tried(score2 - score1, difference(score2, interval2, score1, interval1), _p(kind, first, second), fewest)


def _p(kind: SurveyKind, first: Wave, second: Wave) -> float:
    """The p-value of "both waves are the same"."""
    ours, theirs = first.by_value, second.by_value
    match kind:
        case "nps":
            return scores_differ(leanings_of(ours), leanings_of(theirs))
        case "csat":
            return shares_differ(_satisfied(ours), sum(ours), _satisfied(theirs), sum(theirs))
        case "ces":
            return means_differ(_by_answer(kind, ours), _by_answer(kind, theirs))


def means_differ(first: dict[int, int], second: dict[int, int]) -> float:
    """The p-value of "both means are the same", for answers on a scale of whole numbers.

    Returns:
        A value in [0, 1]; 1 where a side has fewer than two answers, or no answer differs from another.

    Source: B. L. Welch (1947), "The generalization of Student's problem when several different population
    variances are involved", Biometrika 34, 28-35.

    >>> means_differ({3: 50, 4: 50}, {3: 50, 4: 50})
    1.0
    """
    (n1, mean1, error1), (n2, mean2, error2) = _moments(first), _moments(second)
    if n1 < 2 or n2 < 2 or error1 + error2 == 0:  # noqa: PLR2004  one answer does not differ from any other
        return 1.0
    df = (error1 + error2) ** 2 / (error1**2 / (n1 - 1) + error2**2 / (n2 - 1))
    return two_sided_p(student_deviate((mean1 - mean2) / sqrt(error1 + error2), max(df, 1.0)))


def _moments(answers: dict[int, int]) -> tuple[int, float, float]:
    """How many answered, their mean, and its variance."""
    n = sum(answers.values())
    if n < 2:  # noqa: PLR2004  as above
        return n, 0.0, 0.0
    mean = mean_of_scale(answers)
    return n, mean, sum(times * (value - mean) ** 2 for value, times in answers.items()) / (n - 1) / n
