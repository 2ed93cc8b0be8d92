"""A spreadsheet that we wrote comes back: what was typed into it stands in the definition, the rest as it was."""

from __future__ import annotations

import difflib

import pytest

from tropa.connectors.sheets.sheet_words import sheet_words
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.journey.tables.book import Book, book_of
from tropa.journey.tables.coming_back import BothChanged, CellsRefused, come_back
from tropa.journey.tables.grid import Grid
from tropa.journey.tables.making import Made

TEXT = """\
# Our bikes
journey: bikes
title: {en: Bikes, ru: Велосипеды}
locales: [en, ru]
stages: lifecycle
teams:
  crm: {title: CRM team}   # they know
  shop: {title: The shop}
requests:
  flat: {title: A flat tyre, searches: [repair near me, 'flat, what now'], touchpoints: [care -> shop-visit]}
forms:
  booking:
    touchpoint: care
    fields:
      phone: {type: phone, required: yes}
touchpoints:
  care:
    stage: onboarding      # where else
    channel: [sms, push]
    communication:
      en: Lock it like this
      ru: Закрывайте так
    target_action: lock_closed
    evaluation: {within: 3d, expect: 60 %}
    responsible: crm
    emotion: 1
  shop-visit:
    stage: solution
    communication: {text: Come in, sms: 'Come in: {{ shop.url }}'}
    evaluation: a survey
    reached: visited
"""


def book(text: str = TEXT, language: str = "en") -> Book:
    """The sheets of the bikes."""
    journey = read_definition(text.encode(), schemes=shipped_schemes()).value
    assert isinstance(journey, Journey)
    return book_of(journey, shipped_schemes(), text=text, language=language, say=sheet_words(language))


def grids(made: Book) -> list[Grid]:
    """The sheets as they were written."""
    return [Grid(sheet.title, (sheet.headings, *sheet.rows)) for sheet in made.sheets]


def typed(
    column: str,
    text: str,
    row: str = "care",
    sheet: str = "touchpoints",
    *,
    language: str = "en",
    into: str | None = None,
) -> Made:
    """What comes back after a cell was changed."""
    made = book(language=language)
    found = []
    for one in made.sheets:
        keys = [column.key for column in one.columns]
        rows = [
            tuple(
                text if (one.key, one.keys[at][-1], keys[across]) == (sheet, row, column) else cell
                for across, cell in enumerate(cells)
            )
            for at, cells in enumerate(one.rows)
        ]
        found.append(Grid(one.title, (one.headings, *rows)))
    return come_back(found, made.origin, into)


def changed_lines(after: str, before: str = TEXT) -> list[str]:
    """The lines that differ, as a diff shows them."""
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line for line in lines if line[:2] in {"- ", "+ "}]


@pytest.mark.parametrize(
    ("column", "text", "line"),
    [
        ("communication", "Lock it twice", "+       en: Lock it twice"),
        ("target_action", "any(lock_closed, called)", "+     target_action: any(lock_closed, called)"),
        ("target_action", "locked, and smiled", "+     target_action: '\"locked, and smiled\"'"),
        ("evaluation", "within 2 days, 70 %", "+     evaluation: {within: 2d, expect: 70 %}"),
        ("evaluation", "at most 5 %", "+     evaluation: {expect: at most 5 %}"),
        ("responsible", "The shop", "+     responsible: shop"),
        ("responsible", "shop", "+     responsible: shop"),
        ("stage", "Solution", "+     stage: solution      # where else"),
        ("channel", "sms; email", "+     channel: [sms, email]"),
        ("emotion", "-2", "+     emotion: -2"),
        ("touchpoint", "First care", "+     title: First care"),
    ],
)
def test_a_typed_value_changes_its_line_alone(column: str, text: str, line: str) -> None:
    """One cell, one value: every other line stays, with its comment."""
    changed = changed_lines(typed(column, text).text)
    assert [one for one in changed if one.startswith("+")] == [line]
    assert len(changed) <= 2


def test_a_text_is_changed_in_the_locale_that_was_shown() -> None:
    """A Russian sheet changes the Russian words."""
    assert (
        changed_lines(typed("communication", "Закройте дважды", language="ru").text)[-1]
        == "+       ru: Закройте дважды"
    )


def test_an_emptied_cell_takes_its_value_away() -> None:
    """What was deleted in the sheet is not in the definition any more."""
    assert changed_lines(typed("emotion", "").text) == ["-     emotion: 1"]


def test_an_evaluation_may_become_words_and_back() -> None:
    """A sentence that nobody measures takes the place of figures, and figures that of a sentence."""
    assert "    evaluation: ask them\n" in typed("evaluation", "ask them").text
    assert "expect: 30 %" in typed("evaluation", "30 % in 1 week", row="shop-visit").text


def test_the_same_meaning_in_other_words_changes_nothing() -> None:
    """Another spelling of the same time and share leaves the file as it is."""
    assert typed("evaluation", "60 % in 3d").text == TEXT


def test_words_for_one_channel_have_a_column() -> None:
    """They are changed where they stand, beside those for all channels."""
    made = typed("said_in:sms", "Come in!", row="shop-visit")
    assert "    communication:\n      text: Come in\n      sms: Come in!\n" in made.text


def test_a_new_team_is_declared() -> None:
    """Words that name no team make one, with the words as its title."""
    text = typed("responsible", "Night shift").text
    assert "    responsible: night-shift\n" in text
    assert "  night-shift:\n    title: Night shift\n" in text


def test_requests_and_fields_come_back_too() -> None:
    """The sheets of requests and of form fields are changed in the same way."""
    assert "importance: 4" in typed("importance", "4", row="flat", sheet="requests").text
    assert "[care, shop-visit -> care]" in typed("touchpoints", "care\nshop-visit -> care", "flat", "requests").text
    assert "keep: 90d" in typed("keep", "90d", row="phone", sheet="fields").text


def test_answers_are_given_in_their_sheet() -> None:
    """Every guiding question of the journey's stages has a row; what is typed there is its answer."""
    made = book()
    sheet = next(one for one in made.sheets if one.key == "answers")
    stage, question = sheet.keys[0]
    found = [
        Grid(
            one.title,
            (one.headings, *((*row[:-1], "By its price") if at == 0 else row for at, row in enumerate(one.rows))),
        )
        if one is sheet
        else Grid(one.title, (one.headings, *one.rows))
        for one in made.sheets
    ]
    assert f"answers:\n  {stage}:\n    {question}: By its price\n" in come_back(found, made.origin).text


def test_rows_may_be_sorted_and_columns_moved() -> None:
    """Rows are known by their ID and columns by their heading."""
    made = book()
    turned = [
        Grid(sheet.title, (sheet.headings[::-1], *(row[::-1] for row in reversed(sheet.rows))))
        for sheet in made.sheets
    ]
    assert come_back(turned, made.origin) == Made(TEXT, ())


def test_a_new_row_is_a_new_touchpoint() -> None:
    """A row without an ID gets one of its words; what it says is added at the end."""
    made = book()
    (first, *rest) = grids(made)
    row = ["Free check", "We look it over", "booked", "30 % in 4 weeks", "CRM team"] + [""] * (len(first.rows[0]) - 5)
    result = come_back([Grid(first.name, (*first.rows, tuple(row))), *rest], made.origin)
    assert result.text.startswith(TEXT)
    added = read_definition(result.text.encode(), schemes=shipped_schemes()).value
    assert isinstance(added, Journey)
    assert added.touchpoints["free-check"].responsible == "crm"
    assert [one.why for one in result.told] == ["sheet.told.new"]


def test_what_is_gone_from_the_sheet_stays_and_is_told() -> None:
    """A filtered copy must not take touchpoints away; whoever deleted them is told to do it in the file."""
    made = book()
    (first, *_) = grids(made)
    result = come_back([Grid(first.name, first.rows[:2])], made.origin)
    assert result.text == TEXT
    assert {one.why for one in result.told} == {"sheet.told.gone", "sheet.told.gone_sheets"}


def test_a_column_of_ones_own_is_told_as_lost() -> None:
    """A column added to a sheet has no place in the definition."""
    made = book()
    (first, *rest) = grids(made)
    wider = Grid(first.name, tuple((*row, "Budget" if at == 0 else "5") for at, row in enumerate(first.rows)))
    assert [(one.lost, one.why) for one in come_back([wider, *rest], made.origin).told] == [
        ("Budget", "sheet.lost.column")
    ]


@pytest.mark.parametrize(
    ("column", "text", "rule", "met"),
    [
        ("emotion", "7", "PA08", "7"),
        ("stage", "Nowhere", "RE01", "Nowhere"),
        ("class", "advert", "PA08", "advert"),
    ],
)
def test_what_cannot_be_written_is_refused_at_its_place(column: str, text: str, rule: str, met: str) -> None:
    """A wrong value names its cell, what was met and what is expected; nothing is half written."""
    with pytest.raises(CellsRefused) as refusal:
        typed(column, text)
    (problem,) = refusal.value.problems
    assert problem.rule == rule
    assert problem.params["met"] == met
    assert problem.file.startswith("Touchpoints!")
    assert problem.file.endswith("2")


def test_words_that_are_no_signal_are_a_name() -> None:
    """A target action may be told in any words, brackets left open among them."""
    assert "target_action: '\"any(\"'" in typed("target_action", "any(").text


def test_signs_that_cannot_be_seen_are_left_out() -> None:
    """A definition refuses what turns the direction of a line, so it is not taken from a cell."""
    assert "en: ab\n" in typed("communication", "a\u202eb").text


def test_all_wrong_cells_are_told_at_once() -> None:
    """Two wrong cells are two problems."""
    made = book()
    (first, *rest) = grids(made)
    at = {column.key: i for i, column in enumerate(made.sheets[0].columns)}
    row = list(first.rows[1])
    row[at["emotion"]], row[at["class"]] = "9", "advert"
    with pytest.raises(CellsRefused) as refusal:
        come_back([Grid(first.name, (first.rows[0], tuple(row), first.rows[2])), *rest], made.origin)
    assert len(refusal.value.problems) == 2


def test_a_definition_that_went_on_takes_up_the_changes() -> None:
    """What was written into the file meanwhile stays, and what was typed into the sheet joins it."""
    now = TEXT.replace("lock_closed", "lock_shut").replace("# Our bikes", "# Our bikes, and scooters")
    text = typed("communication", "Lock it twice", into=now).text
    assert changed_lines(text, now) == ["-       en: Lock it like this", "+       en: Lock it twice"]
    assert come_back(grids(book()), book().origin, now).text == now


@pytest.mark.parametrize(
    ("old", "new"),
    [("en: Lock it like this", "en: Lock it always"), ("  care:\n    stage", "  first-care:\n    stage")],
)
def test_a_change_on_both_sides_is_refused(old: str, new: str) -> None:
    """Nobody's words are overwritten unseen: the cell is named, and nothing is taken up."""
    with pytest.raises(BothChanged) as refusal:
        typed("communication", "Lock it twice", into=TEXT.replace(old, new))
    assert refusal.value.places == ("Touchpoints!B2",)


@pytest.mark.parametrize(("column", "text"), [("responsible", "Отдел выдачи"), ("channel", "Push; At the door")])
def test_a_new_name_is_taken_up_once(column: str, text: str) -> None:
    """Taken up again, a new team or channel is that of the file by now: nothing quarrels, nothing is told."""
    once = typed(column, text)
    assert once.text != TEXT
    assert typed(column, text, into=once.text) == Made(once.text, ())


def test_a_new_row_is_taken_up_once() -> None:
    """A row without an ID that an import before has made a touchpoint of is that touchpoint."""
    made = book()
    (first, *rest) = grids(made)
    row = ["Free check", "We look it over", "booked", "30 % in 4 weeks", "CRM team"] + [""] * (len(first.rows[0]) - 5)
    sheets = [Grid(first.name, (*first.rows, tuple(row))), *rest]
    once = come_back(sheets, made.origin).text
    assert come_back(sheets, made.origin, once) == Made(once, ())
    changed = once.replace("We look it over", "We look at it")
    assert "free-check-2" in come_back(sheets, made.origin, changed).text
