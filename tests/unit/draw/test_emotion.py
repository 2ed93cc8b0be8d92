"""The emotion curve: where its points stand, where its line crosses, what it says in words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.draw.answers_by_hand import journey_of
from tests.unit.draw.outline import assert_sound, said

from tropa import draw
from tropa.draw.emotion import Crossing, ReportedEmotion, edges, emotion_point, height
from tropa.draw.wording import Wording
from tropa.journey.schemes import shipped_schemes

EN, FA = Wording("en"), Wording("fa")
PLANS = st.lists(st.none() | st.integers(-3, 3), max_size=12)
FELT = journey_of(
    "journey: felt\nstages:\n  - {id: one}\n  - {id: nothing}\n  - {id: two}\ntouchpoints:\n"
    "  a: {stage: one, emotion: 3}\n  b: {stage: one, emotion: -1}\n  c: {stage: two, emotion: 1}\n"
    "  d: {stage: two}\n  e: {stage: two, emotion: -3}\n"
)


def page_of(language: str = "en", reported: dict[str, ReportedEmotion] | None = None) -> str:
    """Draw the map of a journey with feelings."""
    return draw.journey_map(FELT, shipped_schemes(), language, reported=reported)


@given(PLANS)
def test_the_line_meets_itself_at_every_border(plans: list[int | None]) -> None:
    """A column's line leaves at the height at which the next one's begins, halfway between the two points."""
    points = [emotion_point(plan, None, EN) for plan in plans]
    crossings = edges(points)
    assert len(crossings) == len(plans)
    for at in range(len(plans) - 1):
        first, second = plans[at], plans[at + 1]
        assert crossings[at].after == crossings[at + 1].before
        if first is None or second is None:
            assert crossings[at].after is None
        else:
            assert crossings[at].after == pytest.approx((height(first) + height(second)) / 2, abs=1e-3)
    assert all(crossing.before is None for crossing in crossings[:1])
    assert all(crossing.after is None for crossing in crossings[-1:])


def test_a_missing_point_leaves_a_gap() -> None:
    """Beside a touchpoint without a plan no line is drawn, and nothing is guessed across it."""
    plans = [emotion_point(plan, None, EN) for plan in (2, None, 1)]
    assert edges(plans) == [Crossing(), Crossing(), Crossing()]
    assert emotion_point(None, None, EN) is None


def test_a_reported_point_is_no_plan() -> None:
    """What clients said draws no line of the plan, and stands with its interval and its number of answers."""
    point = emotion_point(None, ReportedEmotion(1.25, 0.5, 2.0, 1412), EN)
    assert point is not None
    assert (point.planned, point.top, point.said) == (None, None, None)
    assert point.reported is not None
    assert point.reported.top == pytest.approx(height(1.25))
    assert point.reported.whisker_top == pytest.approx(height(2.0))
    assert point.reported.whisker_top + point.reported.whisker_length == pytest.approx(height(0.5))
    assert re.sub("<[^>]*>|\u200e", "", point.reported.answers) == "1,412 answers"
    assert edges([emotion_point(2, None, EN), point]) == [Crossing(), Crossing()]


def test_a_feeling_is_told_in_words() -> None:
    """The text under the curve says the number with its sign, and the feeling."""
    page = said(page_of()).replace("\u200e", "")
    for sentence in ["Planned: +3, delighted", "Planned: \u22121, uneasy", "Planned: \u22123, awful"]:
        assert sentence in page
    assert "طرح: \u200e\u2212۳، بسیار بد" in said(page_of("fa"))


def test_the_curve_crosses_empty_stages() -> None:
    """Over a stage without touchpoints the line goes on at the height at which it left the column before."""
    page = page_of()
    (level,) = re.findall(
        r'across" aria-hidden="true" style="grid-row:(\d+)"><div class="curve"><i style="--top:([\d.]+)%', page
    )
    assert float(level[1]) == pytest.approx((height(-1) + height(1)) / 2)
    lanes = re.findall(r'<div class="lane lane-(\w+)">', page)
    assert int(level[0]) == lanes.index("emotion") + 2
    assert_sound(page)


def test_answers_stand_on_the_map() -> None:
    """Reported feelings are drawn beside the planned ones, with the number of answers behind them."""
    page = page_of(reported={"d": ReportedEmotion(-1.5, -2.0, -1.0, 31), "a": ReportedEmotion(2.0, 1.5, 2.5, 1)})
    assert_sound(page)
    text = said(page).replace("\u200e", "")
    assert "Reported: \u22121.5 (\u22122 to \u22121) 31 answers" in text
    assert "Planned: +3, delighted Reported: +2 (+1.5 to +2.5) 1 answer" in text
    assert page.count('class="answered"') == 2


def test_signs_are_written_as_people_write_them() -> None:
    """A minus is a minus, nought has no sign, and the sign stays before its digits in Persian."""
    assert EN.numbers.signed(-0.04) == "\u200e0"
    assert EN.numbers.signed(-2.26) == "\u200e\u22122.3"
    assert FA.numbers.signed(1.5) == "\u200e+۱٫۵"
