"""Time curves: true to the estimate, small, and readable as figures."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.draw.answers_by_hand import DAY, FINES_TEXT, journey_of, touchpoint

from tropa.draw.curves import BOTTOM, LEFT, MOST_POINTS, RIGHT, TOP, CurvePicture, curve_pictures
from tropa.draw.names import Names
from tropa.draw.wording import Wording
from tropa.measure.reality import TouchpointReality
from tropa.stats.survival import Curve, survival_curve

EN = Wording("en")
NAMES = Names(journey_of(FINES_TEXT), None, EN)
WAITS = st.lists(st.tuples(st.floats(0, 100 * DAY), st.booleans()), min_size=1, max_size=300)


def measured(curve: Curve | None, within_s: int | None = 60 * DAY) -> TouchpointReality:
    """Put a curve on the letter."""
    return replace(touchpoint("letter", "issued", 100, 40), curve=curve, within_s=within_s)


def picture(found: TouchpointReality) -> CurvePicture:
    """Draw one touchpoint's curve."""
    (drawn,) = curve_pictures([found], NAMES, EN)
    return drawn


def corners(path: str) -> list[tuple[float, float]]:
    """Read the corners of a path."""
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]


@settings(deadline=None, max_examples=60)
@given(WAITS, st.sampled_from([None, 3_600, DAY, 60 * DAY]))
def test_a_curve_stays_in_its_frame_and_never_falls(waits: list[tuple[float, bool]], within_s: int | None) -> None:
    """Every corner lies within the frame, time never runs back, and the share done never falls."""
    curve = survival_curve([wait for wait, _ in waits], [done for _, done in waits])
    drawn = picture(measured(curve, within_s))
    line = corners(drawn.line)
    assert all(LEFT <= x <= RIGHT and TOP <= y <= BOTTOM for x, y in [*line, *corners(drawn.band)])
    assert all(x1 <= x2 and y1 >= y2 for (x1, y1), (x2, y2) in pairwise(line))


def test_a_long_curve_is_thinned_without_bending_it() -> None:
    """Ten thousand steps become at most two hundred, and the curve ends where it ended."""
    waits = np.random.default_rng(1).exponential(20 * DAY, 10_000).clip(0, 119 * DAY)
    curve = survival_curve(waits, [True] * len(waits))
    drawn = picture(measured(curve))
    line = corners(drawn.line)
    assert len(line) <= 2 * MOST_POINTS + 2
    assert line[-1][1] == pytest.approx(BOTTOM - (BOTTOM - TOP) * float(curve.done[-1]), abs=0.06)


def test_the_table_tells_the_curve() -> None:
    """The figures behind a picture are the curve's own, from the touchpoint to twice its window."""
    curve = survival_curve([10.0 * DAY, 50.0 * DAY, 200.0 * DAY, 200.0 * DAY], [True, True, False, False])
    drawn = picture(measured(curve))
    assert [(row.time, row.share, row.at_risk) for row in drawn.rows] == [
        ("0 seconds", "0.0%", "4"),
        ("30 days", "25.0%", "3"),
        ("60 days", "50.0%", "2"),
        ("90 days", "50.0%", "2"),
        ("120 days", "50.0%", "2"),
    ]
    assert "After <bdi>60 days</bdi>: <bdi>50.0%</bdi>" in drawn.said
    assert "at least" in drawn.said
    assert "<" not in drawn.said_plain


def test_the_line_ends_where_the_watching_ended() -> None:
    """Nothing is drawn for times at which nobody was watched any more."""
    drawn = picture(measured(survival_curve([10.0 * DAY, 30.0 * DAY], [True, False])))
    assert corners(drawn.line)[-1][0] == pytest.approx(LEFT + (RIGHT - LEFT) / 2)


def test_pictures_share_one_height() -> None:
    """The same share stands equally high in all pictures of a page."""
    rare = survival_curve([10.0 * DAY] * 10 + [100.0 * DAY] * 990, [True] * 10 + [False] * 990)
    often = survival_curve([10.0 * DAY] * 60 + [100.0 * DAY] * 40, [True] * 60 + [False] * 40)
    first, second = curve_pictures([measured(rare), measured(often)], NAMES, EN)
    assert first.up == second.up
    assert [tick.label for tick in first.up] == ["0%", "20%", "40%", "60%", "80%"]


def test_what_was_not_measured_has_no_picture() -> None:
    """No curve, or one of nobody, is left out."""
    assert curve_pictures([measured(None), measured(survival_curve([], []))], NAMES, EN) == ()


def test_a_curve_of_instants_is_drawn() -> None:
    """When everybody acts at once there is still a time axis."""
    drawn = picture(measured(survival_curve([0.0, 0.0], [True, True]), None))
    assert drawn.across[0].label == "0"
    assert drawn.within is None
