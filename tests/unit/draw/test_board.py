"""The map as a board: everything once, in order, and in bands that fit on paper."""

from __future__ import annotations

import re
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.draw.answers_by_hand import journey_of, long_journey

from tropa import draw
from tropa.draw.bands import BAND
from tropa.draw.board import ASKED_OF_ALL, WHERE_FILLED, Board, board
from tropa.draw.names import Names
from tropa.draw.touchpoint_column import TouchpointColumn, touchpoint_column
from tropa.draw.wording import Wording
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes

EN = Wording("en")


def board_of(journey: Journey) -> Board:
    """Make the English board of a journey without reality."""
    names = Names(journey, None, EN)

    def column(name: str) -> TouchpointColumn:
        return touchpoint_column(name, journey.touchpoints[name], names, EN, None)

    return board(journey, shipped_schemes(), names, column, with_reality=False)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=8), st.integers(0, 12))
def test_every_touchpoint_stands_once_and_in_order(sizes: list[int], stageless: int) -> None:
    """However the bands are cut, all touchpoints are there, in the order of the stages, a page's width a band."""
    journey = long_journey(tuple(sizes), stageless)
    shown = board_of(journey)
    pieces = [piece for band in shown.bands for piece in band.stages]
    assert [column.id for piece in pieces for column in piece.touchpoints] == list(journey.touchpoints)
    assert all(band.n_columns <= BAND for band in shown.bands)
    stages = [stage for stage, _ in groupby(pieces, key=lambda piece: piece.id)]
    assert stages == [*(f"stage-{k}" for k in range(len(sizes))), *([""] if stageless else [])]
    for _, parts in groupby(pieces, key=lambda piece: piece.id):
        first, *rest = parts
        assert not first.continued
        assert all(part.continued for part in rest)


def test_a_stage_left_out_stands_aside_with_its_reason() -> None:
    """Skipped and empty stages are narrow; loyalty lies beneath all others."""
    shown = board_of(
        journey_of(
            "journey: one\nstages: {use: lifecycle, skip: {sale: Free of charge}}\nstage: onboarding\n"
            "touchpoints: {welcome: {}}\n"
        )
    )
    (band,) = shown.bands
    by_id = {stage.id: stage for stage in band.stages}
    assert by_id["sale"].skipped is not None
    assert by_id["sale"].skipped.text == "Free of charge"
    assert by_id["sale"].narrow
    assert by_id["solution"].narrow
    assert by_id["solution"].skipped is None
    assert not by_id["onboarding"].narrow
    assert [stage.id for stage in shown.beneath] == ["loyalty"]
    tracks = band.columns.split(" ")
    assert tracks.count("var(--sliver)") == len(band.stages) - 2
    assert tracks.count("var(--aside)") == 1


def test_an_empty_map_shows_its_stages_at_full_width() -> None:
    """Without any touchpoint no stage is narrow: the board waits to be filled."""
    (band,) = board_of(journey_of("journey: one\nstages: activate\n")).bands
    assert len(band.stages) == 5
    assert not any(stage.narrow for stage in band.stages)


def test_columns_are_as_wide_in_the_last_band() -> None:
    """A band that is not full is filled up, so that its columns do not grow; a full one is not."""
    first, last = board_of(long_journey((9,))).bands
    assert (first.n_columns, last.n_columns) == (5, 4)
    assert "minmax(0, 1fr)" in last.columns
    assert "minmax(0," not in first.columns


def test_touchpoints_beneath_take_no_column() -> None:
    """What lies under all stages is no part of a band's width, and a map of nothing has no band."""
    journey = journey_of("journey: one\nstages: lifecycle\ntouchpoints: {a: {stage: loyalty}, b: {stage: sale}}\n")
    (band,) = board_of(journey).bands
    assert band.n_columns == 1
    assert "minmax(0," not in band.columns
    assert board_of(journey_of("journey: bare\n")).bands == ()


FURTHER = """
journey: one
stages: [{id: only}]
stage: only
touchpoints:
  plain: {}
  full: {emotion: -1, signpost: Next, status: Here, help: care, backstage: [rule], depends_on: [bank, cards]}
"""


def test_further_lanes_come_with_what_fills_them() -> None:
    """A map of nothing has the lanes of the table; the first emotion, signpost, system ... brings its lane."""
    assert board_of(journey_of("journey: one\ntouchpoints: {a: {}}\n")).lanes == ASKED_OF_ALL
    assert board_of(journey_of(FURTHER)).lanes == (*ASKED_OF_ALL, *WHERE_FILLED)
    for lane, text in {"status": "status: Here", "depends_on": "depends_on: bank", "emotion": "emotion: 0"}.items():
        assert board_of(journey_of(f"journey: one\ntouchpoints: {{a: {{{text}}}}}\n")).lanes == (*ASKED_OF_ALL, lane)


def test_further_lanes_say_what_the_file_says() -> None:
    """Signpost, status, helper, algorithms and systems stand in their touchpoint's column."""
    (band,) = board_of(journey_of(FURTHER)).bands
    plain, full = band.stages[0].touchpoints
    assert (plain.emotion, plain.signpost, plain.status, plain.help, plain.backstage, plain.depends_on) == (
        None,
        None,
        None,
        None,
        (),
        (),
    )
    assert full.signpost is not None
    assert full.status is not None
    assert full.help is not None
    assert (full.signpost.text, full.status.text, full.help.text) == ("Next", "Here", "care")
    assert [one.text for one in (*full.backstage, *full.depends_on)] == ["Rule", "Bank", "Cards"]


def test_every_lane_but_the_first_can_be_hidden() -> None:
    """A box for each lane stands above the board, and the style sheet has its rule."""
    page = draw.journey_map(journey_of(FURTHER), shipped_schemes(), "en")
    boxes = re.findall(r'<input type="checkbox" id="layer-(\w+)" checked>', page)
    assert boxes == [*ASKED_OF_ALL[1:], *WHERE_FILLED]
    for lane in (*boxes, "reality"):
        assert f":root:has(#layer-{lane}:not(:checked)) :is(.lane-{lane}, .cell-{lane})" in page
    assert (
        "checkbox" not in draw.journey_map(journey_of("journey: bare\n"), shipped_schemes(), "en").split("<body>")[1]
    )
