"""Pictures of answers: nothing is gained or lost by the drawing, and nothing from outside gets out of its place."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.data.words import LANGUAGES
from tropa.draw.charts.flow_layout import LEAST, lay_out
from tropa.draw.charts.flows import SHOWN, flow_chart
from tropa.draw.charts.funnel import funnel_chart
from tropa.draw.charts.heat import shade_of
from tropa.draw.charts.page import chart_page, chart_piece
from tropa.draw.charts.places import matrix_chart
from tropa.draw.charts.returning import retention_chart
from tropa.draw.charts.waits import wait_chart
from tropa.draw.wording import Wording
from tropa.journey.signals import Named
from tropa.measure.answers import FunnelAnswer, StepAnswer
from tropa.measure.answers_places import answer_matrix
from tropa.measure.answers_returning import answer_retention
from tropa.measure.answers_timing import answer_time_to
from tropa.measure.counts_flows import ENDED
from tropa.measure.counts_places import Matrix, MatrixCounts
from tropa.measure.counts_returning import Cohort, RetentionCounts
from tropa.measure.counts_timing import TimeToCounts, Waits
from tropa.measure.questions_returning import Retention
from tropa.measure.questions_timing import TimeTo
from tropa.testing.flow_draws import flows_of

EN = Wording("en")
ROWS = st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=9), min_size=1, max_size=60)
HOSTILE = "<script>alert(1)</script>\"'&"


def step(name: str, n: int, before: int, loose: int | None = None) -> StepAnswer:
    """A step of which 100 took the first."""
    return StepAnswer(name, n, n if loose is None else loose, n / 100, 0.1, 0.9, n / before, None, None)


FUNNEL = FunnelAnswer((step(HOSTILE, 100, 100), step("b", 40, 100, 55)), ((None, (step("a", 100, 100),)),), 500, 100)


@given(ROWS, st.integers(2, 6), st.integers(1, 5))
def test_every_stop_is_filled_by_what_leaves_it_and_what_comes_to_it(
    rows: list[list[str]], length: int, top: int
) -> None:
    """The ribbons into a stop, and those out of one that goes on, are as many units as it is high."""
    counts = flows_of(rows, length, top)
    drawing = lay_out(counts)
    coming: Counter[tuple[int, int]] = Counter()
    leaving: Counter[tuple[int, int]] = Counter()
    for flow in counts.flows:
        leaving[flow.place, flow.source] += flow.n
        coming[flow.place + 1, flow.target] += flow.n
    last = max(stop.place for stop in drawing.stops)
    assert len(drawing.ribbons) == len(counts.flows)
    for stop in drawing.stops:
        at = (stop.place, stop.stop)
        assert stop.place == 1 or coming[at] == stop.n
        assert stop.stop == ENDED or stop.place == last or leaving[at] == stop.n


@given(ROWS)
def test_no_two_stops_of_a_place_overlap(rows: list[list[str]]) -> None:
    """Within a column each stop begins below the one before it."""
    below: dict[int, float] = {}
    for stop in lay_out(flows_of(rows, 5, 4)).stops:
        assert stop.height >= LEAST
        assert stop.y >= below.get(stop.place, 0.0)
        below[stop.place] = stop.y + stop.height


def test_ribbons_lie_within_their_stops() -> None:
    """A ribbon begins and ends on the edge of its stop, within its height."""
    drawing = lay_out(flows_of([["a", "b"], ["a", "c"], ["a"], ["b", "a", "a"]], 3, 3))
    stops = {(stop.place, stop.stop): stop for stop in drawing.stops}
    for ribbon in drawing.ribbons:
        source = stops[ribbon.flow.place, ribbon.flow.source]
        target = stops[ribbon.flow.place + 1, ribbon.flow.target]
        assert source.y <= ribbon.y <= ribbon.y + ribbon.width <= source.y + source.height + 1e-9
        assert target.y <= ribbon.to_y <= ribbon.to_y + ribbon.width <= target.y + target.height + 1e-9


def test_a_picture_is_turned_round_where_people_read_from_right_to_left() -> None:
    """The first place stands at the right in Persian, at the left in English."""
    counts = flows_of([["a", "b", "c"]] * 3, 3, 3)
    first = {language: flow_chart(counts, Wording(language)).stops[0] for language in ("en", "fa")}
    assert float(first["en"].x) == 0.0
    assert float(first["fa"].x) > 300.0


def test_what_the_table_leaves_out_is_told() -> None:
    """With more moves than the table shows, the rest is counted in it."""
    rows = [[chr(97 + i % 8), chr(97 + i // 8 % 8), chr(97 + i // 64)] for i in range(500)]
    counts = flows_of(rows, 3, 8)
    chart = flow_chart(counts, EN)
    assert len(chart.rows) == SHOWN < len(counts.flows)
    told = sorted((flow.n for flow in counts.flows), reverse=True)
    assert chart.n_more is not None
    assert str(sum(told[SHOWN:])) in chart.n_more


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_and_pieces_escape_what_comes_from_outside(language: str) -> None:
    """No name of an event becomes markup, in a page or in a piece of a notebook, in any language."""
    wording = Wording(language)
    for chart in (funnel_chart(FUNNEL, wording, by=HOSTILE), flow_chart(flows_of([[HOSTILE, "b"]], 2, 2), wording)):
        for text in (
            chart_page(chart, wording.say("charts.funnel.title"), (), wording),
            chart_piece(chart, wording),
        ):
            assert "<script" not in text
            assert "&lt;script" in text


def test_a_piece_keeps_its_style_to_itself() -> None:
    """The style of a notebook's picture stands in a scope, and speaks of no page's root or body."""
    text = chart_piece(funnel_chart(FUNNEL, EN), EN)
    style = text[text.index("<style>") : text.index("</style>")]
    assert "@scope (.tropa-chart)" in style
    assert ":root" not in style
    assert "\nbody" not in style


def test_a_funnel_tells_what_was_lost_and_what_was_done_loosely() -> None:
    """Between two steps the lost are told; the loose count only where it is another number."""
    first, second = funnel_chart(FUNNEL, EN).groups[0].steps
    assert (first.lost, first.loose, first.kept) == (None, None, None)
    assert (second.lost, second.loose, second.kept) == ("60", "55", "40.0%")


def test_an_empty_funnel_says_so() -> None:
    """Where nobody took the first step there is a sentence, and no bar."""
    nobody = StepAnswer("a", 0, 0, None, 0.0, 1.0, None, None, None)
    chart = funnel_chart(FunnelAnswer((nobody,), (), 0, 0), EN)
    assert chart.groups[0].steps[0].bar is None
    assert chart.said == EN.say("charts.funnel.nobody")


def test_retention_marks_what_is_not_over() -> None:
    """A week that is not over is marked partial, one that has not begun has no cell, all together have whole ones."""
    counts = RetentionCounts(
        (Cohort(date(2026, 11, 2), 100, (100, 40, 0)), Cohort(date(2026, 11, 9), 50, (50, 10, 0))), (), None, 200, 150
    )
    question = Retention(offsets=2)
    answer = answer_retention(question, counts, datetime(2026, 11, 19, tzinfo=UTC))
    chart = retention_chart(answer.total, "week", EN)
    together, first, second = chart.rows
    assert [cell.share for cell in together.cells if cell] == ["100.0%", "40.0%"]
    assert [cell.partial for cell in first.cells if cell] == [False, False, True]
    assert [cell and cell.partial for cell in second.cells] == [False, True, None]
    assert chart.partial


def test_a_step_matrix_tells_the_others_only_where_there_are_any() -> None:
    """Rows of other names and of no event stand where some unit has them, and zero is a share like any other."""
    full = Matrix(10, (("a", (10, 4)), ("b", (0, 6))), (0, 0), (0, 0))
    thin = Matrix(10, (("a", (10, 0)),), (0, 3), (0, 7))
    shown = [
        matrix_chart(answer_matrix(MatrixCounts((1, 2), matrix, (), None, 20, 10)).total, EN)
        for matrix in (full, thin)
    ]
    assert [len(chart.rows) for chart in shown] == [2, 3]
    assert [cell.share for cell in shown[1].rows[2].cells if cell] == ["0.0%", "70.0%"]


def test_curves_of_groups_share_their_scale() -> None:
    """The same waits draw the same path whatever group they are in, and all groups have the same ticks."""
    waits = Waits(np.array([1.0, 2.0, 3.0]) * 86_400, np.array([True, True, False]))
    slow = Waits(np.array([10.0, 20.0]) * 86_400, np.array([True, False]))
    counts = TimeToCounts(waits, (("sms", waits), (None, slow)), None, 10, 5)
    chart = wait_chart(answer_time_to(TimeTo(Named("a"), Named("b")), counts), EN, by="channel")
    assert len(chart.curves) == 3
    assert chart.curves[0].line == chart.curves[1].line != chart.curves[2].line
    assert chart.across[-1].label == "20"


@given(st.floats(0, 1))
def test_shades_never_pale_as_shares_rise(share: float) -> None:
    """What is something has a shade, and more has no paler one."""
    assert (shade_of(share) == 0) == (share == 0)
    assert shade_of(share) <= shade_of(min(1.0, share + 0.05))


def test_every_picture_has_the_fields_its_template_names() -> None:
    """An empty answer draws too."""
    empty = flow_chart(flows_of([], 3, 3), EN)
    assert {item.name for item in fields(empty)} >= {"stops", "ribbons"}
    assert str(EN.say("charts.none")) in chart_page(empty, EN.say("charts.flows.title"), (), EN)
