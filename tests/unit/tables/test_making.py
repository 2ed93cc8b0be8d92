"""A table of touchpoints becomes a journey: its words are kept, what it lacks is left open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.journey.tables.grid import Grid, Merge
from tropa.journey.tables.making import Made, NoTable, make_journey

FIVE = ("Touchpoint", "Communication", "Target action", "Evaluation", "Responsible")


def sheet(*rows: tuple[str, ...], name: str = "Sheet1", merges: tuple[Merge, ...] = (), **more: Any) -> Grid:  # noqa: ANN401
    """A sheet with the five headings and rows."""
    return Grid(name, (FIVE, *rows), merges, **more)


def journey_of(made: Made) -> Journey:
    """The journey that was made; it reads without a problem."""
    read = read_definition(made.text.encode(), schemes=shipped_schemes())
    assert read.problems == ()
    assert isinstance(read.value, Journey)
    return read.value


def made(*grids: Grid) -> Journey:
    """The journey of sheets."""
    return journey_of(make_journey(grids, stem="My map"))


def stages(journey: Journey) -> Mapping[str, str | None]:
    """The stage of each touchpoint."""
    return {name: touchpoint.stage for name, touchpoint in journey.touchpoints.items()}


def told(result: Made) -> set[str]:
    """The ids of what is told."""
    return {one.why for one in result.told}


def test_the_five_columns_are_kept() -> None:
    """Each column finds its key; a team and an event are made of words."""
    journey = made(sheet(("Landing page", "From 19 a month", "opened it, once", "25 % in 1 day", "Brand team")))
    touchpoint = journey.touchpoints["landing-page"]
    assert touchpoint.communication is not None
    assert touchpoint.communication.text is not None
    assert touchpoint.communication.text.read_in("en") == "From 19 a month"
    assert str(touchpoint.target_action) == "Named(name='opened it, once', where=None)"
    assert touchpoint.evaluation is not None
    assert str(touchpoint.evaluation.expect) == "25 %"
    assert touchpoint.responsible == "brand-team"
    assert journey.journey == "my-map"


def test_what_is_missing_is_left_open() -> None:
    """Each key of the five columns that has no value stands in the file without one, to be filled in."""
    text = make_journey([sheet(("Landing page",))], stem="x").text
    keys = ("stage", "channel", "communication", "target_action", "evaluation", "responsible")
    assert [key for key in keys if f"\n    {key}:\n" not in text] == []
    assert "goal:\n  client:\n  business:\nstart:\nsuccess:\nindicators:\n" in text


def test_rows_across_the_table_are_stages() -> None:
    """A row with one merged cell, or a text over the number of rows, names the stage of those below."""
    rows = (("Choosing", "", "", "", ""), ("A", "a"), ("Stage 2. Riding",), ("B", "b"), ("Onboarding",), ("C", "c"))
    journey = made(sheet(*rows, merges=(Merge(1, 0, 1, 4),)))
    assert stages(journey) == {"a": "choosing", "b": "riding", "c": "onboarding"}


def test_a_column_of_stages_counts_on_below() -> None:
    """A merged or empty cell of the column of stages means the stage above."""
    rows = (("Stage", *FIVE), ("Choosing", "A", "a"), ("", "B", "b"), ("Riding", "C", "c"))
    assert stages(made(Grid("", rows))) == {"a": "choosing", "b": "choosing", "c": "riding"}


def test_several_sheets_are_stages() -> None:
    """Where no sheet names stages of its own, each is one."""
    journey = made(sheet(("A", "a"), name="Choosing"), sheet(("B", "b"), name="Riding"))
    assert stages(journey) == {"a": "choosing", "b": "riding"}


@pytest.mark.parametrize(
    "titles", [("Привлечение", "Онбординг"), ("Acquisition", "ONBOARDING"), ("جذب", "همراه‌سازي")]
)
def test_stages_that_a_scheme_has_are_the_schemes(titles: tuple[str, str]) -> None:
    """Titles of the life cycle in any language need no stages of their own."""
    journey = made(sheet(("A", "a"), name=titles[0]), sheet(("B", "b"), name=titles[1]))
    assert str(journey.stages) == "StageUse(use='lifecycle', skip=Section({}), changes=Section({}))"
    assert stages(journey) == {"a": "acquisition", "b": "onboarding"}


def test_a_merged_touchpoint_goes_on() -> None:
    """Rows under one touchpoint add words to it; one with an action of its own is a touchpoint of its own."""
    rows = (("Handover", "Seat", "sat down", "", "Shop"), ("", "Lock"), ("", "Card", "called", "", ""))
    result = make_journey([sheet(*rows, merges=(Merge(1, 0, 3, 0),))], stem="x")
    journey = journey_of(result)
    assert list(journey.touchpoints) == ["handover", "handover-2"]
    assert "Seat\n      Lock" in result.text
    assert told(result) >= {"sheet.told.joined", "sheet.told.twins"}


def test_unknown_columns_are_kept_in_notes() -> None:
    """No word is thrown away because the language has no key for its column."""
    result = make_journey([Grid("", ((*FIVE, "Budget"), ("A", "a", "", "", "", "100")))], stem="x")
    assert "note: 'Budget: 100'" in result.text
    assert "sheet.told.extras" in told(result)


def test_titles_around_the_table_are_kept() -> None:
    """The first line above the headings is the title, the others and those below are its note."""
    grid = Grid("", (("Bikes",), ("draft 4",), FIVE, ("A", "a"), ("Legend",)), (Merge(4, 0, 4, 4),))
    journey = made(grid)
    assert journey.title is not None
    assert journey.title.read_in("en") == "Bikes"
    assert journey.note is not None
    assert journey.note.read_in("en") == "draft 4\nLegend"


def test_headings_met_again_and_sums_are_no_touchpoints() -> None:
    """Headings repeated on each printed page, and a row of totals, are passed over; the sums are told."""
    result = make_journey([sheet(("A", "a"), FIVE, ("B", "b"), ("Total", "", "", "2"))], stem="x")
    assert list(journey_of(result).touchpoints) == ["a", "b"]
    assert "sheet.lost.total" in told(result)


def test_several_names_in_a_cell_are_told_apart() -> None:
    """The first of several is responsible and the others stand in the note; channels are all kept."""
    rows = (("Touchpoint", "Communication", "Channel", "Responsible"), ("A", "a", "СМС, пуш и почта", "CRM / Sales"))
    result = make_journey([Grid("", rows)], stem="x")
    touchpoint = journey_of(result).touchpoints["a"]
    assert touchpoint.channel == ("sms", "push", "email")
    assert touchpoint.responsible == "crm"
    assert "note: 'Responsible: Sales'" in result.text


def test_signals_keep_their_meaning() -> None:
    """Several events or a condition are read as such; other words are one event's name."""
    actions = ("any(paid, called)", "paid where sum > 1", "any of them", "component.done")
    journey = made(sheet(*((f"T{at}", "x", action) for at, action in enumerate(actions))))
    kinds = [type(touchpoint.target_action).__name__ for touchpoint in journey.touchpoints.values()]
    assert kinds == ["AnyOf", "Named", "Named", "Named"]
    assert "any of them" in str(journey.touchpoints["t2"].target_action)


def test_hidden_sheets_and_sheets_without_a_table_are_told() -> None:
    """What is not read is named; an empty sheet is nothing to tell of."""
    grids = [
        sheet(("A", "a")),
        sheet(("B", "b"), name="old", hidden=True),
        Grid("List", (("x",),)),
        Grid("Empty", ()),
    ]
    result = make_journey(grids, stem="x")
    assert {(one.lost, one.why) for one in result.told if one.lost} == {
        ("old", "sheet.lost.hidden"),
        ("List", "sheet.lost.no_table"),
    }


def test_a_workbook_without_a_table_is_no_journey() -> None:
    """One heading is not enough to take a sheet for a table of touchpoints."""
    with pytest.raises(NoTable):
        make_journey([Grid("a", (("Action", "Budget"), ("x", "y")))], stem="x")


def test_the_locale_is_that_of_the_words() -> None:
    """English headings over Russian words make a Russian journey."""
    assert made(sheet(("Сайт", "Проверьте адрес", "проверил адрес"))).locales == ("ru",)


@pytest.mark.parametrize("sign", ["?", "???", "—", "-", "TBD", "n/a", "уточняется", "نامشخص"])
def test_a_sign_for_what_is_missing_counts_as_missing(sign: str) -> None:
    """No team, channel, event or evaluation is called “?”; each such cell is told."""
    result = make_journey([Grid("", ((*FIVE, "Channel"), ("A", sign, sign, sign, sign, sign)))], stem="x")
    journey = journey_of(result)
    touchpoint = journey.touchpoints["a"]
    assert (touchpoint.communication, touchpoint.target_action, touchpoint.evaluation) == (None, None, None)
    assert (touchpoint.responsible, touchpoint.channel) == (None, ())
    assert (dict(journey.teams), dict(journey.channels)) == ({}, {})
    (said,) = [one for one in result.told if one.why == "sheet.told.placeholders"]
    assert said.n == 5


def test_the_numbers_of_rows_are_told_as_lost() -> None:
    """The column is left out on purpose, and whoever imports is told so."""
    result = make_journey([Grid("", (("№", *FIVE), ("1", "A", "a"), ("2", "B", "b")))], stem="x")
    assert [one.lost for one in result.told if one.why == "sheet.lost.numbers"] == ["№"]
    assert "№" not in result.text


@pytest.mark.parametrize(("channel", "asked"), [("SMS", False), ("web", True), ("", True), ("web, push", False)])
def test_m11_the_proof_of_what_is_not_ours_is_left_open(channel: str, *, asked: bool) -> None:
    """A touchpoint that no message of ours proves has `reached` to fill in."""
    text = make_journey([Grid("", ((*FIVE, "Channel"), ("A", "a", "", "", "", channel)))], stem="x").text
    assert ("\n    reached:\n" in text) is asked
