"""Survey answers: scores with their intervals, and waves that are compared by a test (M10)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tropa.journey.signals import Named
from tropa.measure.answers_surveys import WaveRow, answer_answers, means_differ, scored
from tropa.measure.counts_surveys import AnswerCounts, Wave
from tropa.measure.questions_surveys import Answers, SurveyKind
from tropa.stats.intervals import wilson
from tropa.stats.nps import Leanings, nps_interval

NPS = (0, 0, 0, 0, 10, 0, 10, 25, 25, 10, 20)
"""30 promoters, 50 passives, 20 detractors."""


def wave(month: int, by_value: tuple[int, ...], asked: int | None = None) -> Wave:
    """A monthly wave."""
    return Wave(date(2024, month, 1), by_value, asked, sum(by_value) if asked is not None else None, 0)


def told(kind: SurveyKind, *waves: Wave, now: datetime = datetime(2024, 12, 1, tzinfo=UTC)) -> tuple[WaveRow, ...]:
    """The waves as they are told."""
    question = Answers(kind, Named("answered"), "points", wave="month")
    return answer_answers(question, AnswerCounts(waves, (), None, 0, 0), now).total


def test_m10_an_nps_has_the_adjusted_interval() -> None:
    """30 promoters less 20 detractors of 100 is +10, and the bounds are those of three answers more."""
    (row,) = told("nps", wave(1, NPS))
    interval = nps_interval(Leanings(30, 50, 20))
    assert row.score == pytest.approx(0.1)
    assert (row.low, row.high) == (interval.low, interval.high)


def test_m10_six_is_a_detractor_seven_and_eight_are_passive_nine_is_a_promoter() -> None:
    """The borders of the three are where M10 has them."""
    scores = [scored("nps", tuple(int(value == answer) for value in range(11)))[0] for answer in range(11)]
    assert scores == [-1.0] * 7 + [0.0] * 2 + [1.0] * 2


def test_csat_counts_four_and_five() -> None:
    """The satisfied are those who gave 4 or 5, with Wilson's bounds."""
    score, interval = scored("csat", (1, 1, 0, 5, 3))
    assert score == 0.8
    assert interval == wilson(8, 10)


def test_ces_is_a_mean_on_its_scale() -> None:
    """Effort is told as the mean from 1 to 7; one answer alone says nothing of how far it may lie."""
    score, interval = scored("ces", (0, 0, 0, 0, 10, 10, 0))
    assert score == 5.5
    assert 1 <= interval.low < 5.5 < interval.high <= 7
    assert scored("ces", (0, 0, 0, 0, 0, 0, 1))[1].low == 1.0


@pytest.mark.parametrize("kind", ["nps", "csat", "ces"])
def test_nobody_has_a_score(kind: SurveyKind) -> None:
    """A wave without an answer has no score and says so."""
    (row,) = told(kind, wave(1, (0,) * {"nps": 11, "csat": 5, "ces": 7}[kind]))
    assert row.score is None


def test_m10_a_bare_delta_is_not_told_as_news() -> None:
    """Ten points from a hundred answers to a hundred are within chance: the verdict says so."""
    better = (0, 0, 0, 0, 5, 0, 10, 25, 25, 10, 25)
    _, second = told("nps", wave(1, NPS), wave(2, better))
    assert second.change is not None
    assert second.change.difference == pytest.approx(0.1)
    assert second.change.verdict == "no difference"


def test_m10_a_large_change_is_told_with_its_direction() -> None:
    """The same shares from fifty times as many answers are news, up and down."""
    better = (0, 0, 0, 0, 5, 0, 10, 25, 25, 10, 25)
    many, much = tuple(50 * n for n in NPS), tuple(50 * n for n in better)
    assert [row.change.verdict for row in told("nps", wave(1, many), wave(2, much), wave(3, many)) if row.change] == [
        "higher",
        "lower",
    ]


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("csat", (40, 0, 0, 0, 60), (20, 0, 0, 0, 80)),
        ("ces", (0, 0, 0, 50, 0, 50, 0), (0, 0, 0, 0, 0, 50, 50)),
    ],
)
def test_the_other_scores_are_compared_by_a_test_too(
    kind: SurveyKind, low: tuple[int, ...], high: tuple[int, ...]
) -> None:
    """A clear rise is higher, its reverse lower, and a wave against itself no difference."""
    rows = told(kind, wave(1, low), wave(2, high), wave(3, high), wave(4, low))
    assert [row.change.verdict for row in rows if row.change] == ["higher", "no difference", "lower"]


def test_the_rate_of_response_is_of_those_asked() -> None:
    """A hundred answered of four hundred asked; where it is not known who was asked there is no rate."""
    (known,) = told("nps", wave(1, NPS, asked=400))
    (unknown,) = told("nps", wave(1, NPS))
    assert known.response is not None
    assert (known.response.n, known.response.of) == (100, 400)
    assert unknown.response is None


def test_m5_a_wave_under_way_is_marked() -> None:
    """In the middle of February January is over and February is not."""
    rows = told("nps", wave(1, NPS), wave(2, NPS), now=datetime(2024, 2, 15, tzinfo=UTC))
    assert [row.partial for row in rows] == [False, True]


def test_means_that_do_not_vary_do_not_differ() -> None:
    """Too few answers, or answers all alike, are no difference."""
    assert means_differ({5: 1}, {1: 100}) == 1.0
    assert means_differ({5: 10}, {5: 10}) == 1.0
