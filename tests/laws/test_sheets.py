"""Laws of spreadsheets: nothing is lost on the way out and back, and a changed cell changes its value alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.laws.drafts import DRAFTS

from tropa.connectors.sheets import export_csv, export_xlsx, import_csv, import_xlsx
from tropa.connectors.sheets.csv_book import bare, escaped
from tropa.connectors.sheets.sheet_words import sheet_words
from tropa.data.words import LANGUAGES
from tropa.journey.codecs.scalars import DURATION, SHARE
from tropa.journey.codecs.values import Text
from tropa.journey.files import KINDS, read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.measures import Evaluation
from tropa.journey.schemes import shipped_schemes
from tropa.journey.tables.book import Book, book_of
from tropa.journey.tables.cells import Shown
from tropa.journey.tables.columns import row_path
from tropa.journey.tables.coming_back import CellsRefused, come_back
from tropa.journey.tables.evaluation_words import judged
from tropa.journey.tables.grid import Grid, Merge
from tropa.journey.tables.making import NoTable, make_journey
from tropa.journey.tables.table import table_in
from tropa.journey.tables.vocabulary import vocabulary
from tropa.journey.text.fmt import format_text
from tropa.ports.exchange import Exportable, Unimportable, Wanted
from tropa.testing.mutations import commented, laid_out
from tropa.testing.strategies import journeys, strategy_of, texts

slow = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
costly = settings(slow, max_examples=30)

languages = st.sampled_from(LANGUAGES)
WANTED = Wanted("file")


def files() -> SearchStrategy[str]:
    """Texts of journeys: generated ones laid out in every way, and drafts, with remarks strewn in."""
    generated = laid_out(journeys().map(KINDS["journey"].write))
    drafts = st.sampled_from([text for text in DRAFTS.values() if text.startswith("journey:")])
    return st.one_of(generated, commented(generated), drafts, commented(drafts))


def journey_of(text: str) -> Journey:
    """The journey of a text, its references left open."""
    journey = read_definition(text.encode(), syntax_only=True).value
    assume(isinstance(journey, Journey))
    assert isinstance(journey, Journey)
    return journey


def book(text: str, language: str) -> Book:
    """The sheets of a text."""
    return book_of(journey_of(text), shipped_schemes(), text=text, language=language, say=sheet_words(language))


def grids_of(made: Book, changed: Mapping[tuple[str, int, int], str] | None = None) -> tuple[Grid, ...]:
    """A book as somebody would give it back, cells changed by sheet, row and column."""
    found = []
    for sheet in made.sheets:
        rows = [
            [(changed or {}).get((sheet.key, at, across), text) for across, text in enumerate(row)]
            for at, row in enumerate(sheet.rows)
        ]
        found.append(Grid(sheet.title, (sheet.headings, *map(tuple, rows))))
    return tuple(found)


def exportable(text: str, language: str) -> Exportable:
    """A text with what is known around it."""
    return Exportable(journey_of(text), shipped_schemes(), language=language, text=text)


@slow
@given(files(), languages)
@example("\ufeffjourney: a\r\ntouchpoints:\r\n  b:\r\n", "ru")
@example("journey: a # last line without end", "fa")
def test_a_book_comes_back_to_the_last_byte(text: str, language: str) -> None:
    """Where no cell was changed, the definition is what it was, comments and line ends included."""
    made = book(text, language)
    back = come_back(grids_of(made), made.origin)
    assert back.text == text
    assert back.told == ()


@costly
@given(files(), languages)
def test_a_workbook_comes_back_to_the_last_byte(text: str, language: str) -> None:
    """So it is through the bytes of an .xlsx file."""
    back = import_xlsx(export_xlsx(exportable(text, language)).content, WANTED)
    assert (back.text, back.losses, back.remarks) == (text, (), ())


@costly
@given(files(), languages)
def test_a_csv_file_comes_back_to_the_last_byte(text: str, language: str) -> None:
    """So it is through the bytes of a CSV file."""
    back = import_csv(export_csv(exportable(text, language)).content, WANTED)
    assert (back.text, back.losses, back.remarks) == (text, (), ())


@costly
@given(files(), languages)
def test_the_same_journey_gives_the_same_file(text: str, language: str) -> None:
    """Neither the time of writing nor chance is in the file."""
    given_text = exportable(text, language)
    assert export_xlsx(given_text) == export_xlsx(given_text)
    assert export_csv(given_text) == export_csv(given_text)


WORDS = (
    "",
    "Reply to us",
    "в течение 2 дней, 30 %",
    "نوبت گرفت",
    "3d",
    "2",
    "да",
    "a, b",
    "paid where x > 1",
    "=1+1",
    "{{ x }}",
    "first\nsecond",
    "# no comment",
    "any(",
)


def differences(before: Any, after: Any, at: tuple[str, ...] = ()) -> set[tuple[str, ...]]:  # noqa: ANN401  plain data
    """The paths at which two definitions differ, as deep as both have keys."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = [*before, *(key for key in after if key not in before)]
        return {path for key in keys for path in differences(before.get(key), after.get(key), (*at, str(key)))}
    return set() if before == after else {at}


@slow
@given(st.data())
def test_a_changed_cell_changes_its_value_alone(data: st.DataObject) -> None:
    """Whatever is typed into whatever cell: that value changes or the cell is refused, and comments stay."""
    text, language = data.draw(files()), data.draw(languages)
    made = book(text, language)
    cells = [
        (sheet, at, across)
        for sheet in made.sheets
        for at in range(len(sheet.rows))
        for across, column in enumerate(sheet.columns)
        if column.form not in {"key", "of"}
    ]
    assume(cells)
    sheet, at, across = data.draw(st.sampled_from(cells))
    typed = data.draw(st.one_of(st.sampled_from(WORDS), texts()))
    try:
        back = come_back(grids_of(made, {(sheet.key, at, across): typed}), made.origin)
    except CellsRefused:
        return
    write = KINDS["journey"].write
    column = sheet.columns[across]
    path = (*row_path(sheet.key, sheet.keys[at]), *column.path[:1])
    for changed in differences(write(journey_of(text)), write(journey_of(back.text))):
        declared = changed[:1] == (column.refers,) and changed[-1:] != ()
        assert changed[: len(path)] == path[: len(changed)] or declared, (changed, path)
    if column.form == "text" and typed.strip():
        assert re.findall("# remark [0-9]+", back.text) == re.findall("# remark [0-9]+", text)


@costly
@given(st.data())
def test_cells_changed_together_are_changed_as_one_by_one(data: st.DataObject) -> None:
    """Many cells at once mean what they mean one after the other, and what is refused is refused either way."""
    text, language = data.draw(files()), data.draw(languages)
    made = book(text, language)
    cells = [
        (sheet.key, at, across)
        for sheet in made.sheets
        for at in range(len(sheet.rows))
        for across, column in enumerate(sheet.columns)
        if column.form == "text" or column.key in {"evaluation", "responsible", "channel", "target_action"}
    ]
    assume(cells)
    chosen = data.draw(st.lists(st.sampled_from(cells), min_size=2, max_size=6, unique=True))
    typed = {cell: data.draw(st.sampled_from(("Reply to us", "60 % in 3d", "", "crm", "=1+1"))) for cell in chosen}
    one_by_one = text
    for cell, words in sorted(typed.items(), key=lambda one: cells.index(one[0])):
        one_by_one = come_back(grids_of(made, {cell: words}), made.origin, one_by_one).text
    together = come_back(grids_of(made, typed), made.origin).text
    assert journey_of(together) == journey_of(one_by_one)


@slow
@given(st.data())
def test_what_is_typed_is_shown_the_next_time(data: st.DataObject) -> None:
    """A text typed into a cell stands in the same cell when the journey is exported again."""
    text, language = data.draw(files()), data.draw(languages)
    made = book(text, language)
    cells = [
        (sheet, at, across)
        for sheet in made.sheets
        for at in range(len(sheet.rows))
        for across, column in enumerate(sheet.columns)
        if column.form == "text"
    ]
    assume(cells)
    sheet, at, across = data.draw(st.sampled_from(cells))
    back = come_back(grids_of(made, {(sheet.key, at, across): "Ответ «да», an answer"}), made.origin)
    again = next(one for one in book(back.text, language).sheets if one.key == sheet.key)
    column = next(i for i, one in enumerate(again.columns) if one.key == sheet.columns[across].key)
    assert again.rows[again.keys.index(sheet.keys[at])][column] == "Ответ «да», an answer"


@given(st.one_of(st.none(), strategy_of(DURATION)), st.one_of(st.none(), strategy_of(SHARE)), languages)
def test_an_evaluation_in_words_is_understood(within: Any, expect: Any, language: str) -> None:  # noqa: ANN401  drawn values
    """What a sheet says of a time and a share is read back as the same time and share."""
    assume(within is not None or expect is not None)
    shown = Shown(language, (), {}, sheet_words(language)).evaluation(Evaluation(within=within, expect=expect))
    found = judged(shown)
    assert found is not None, shown
    assert (found.within, found.expect) == (within, expect), shown


@given(texts())
@example("'=1")
@example("''")
def test_no_cell_of_a_csv_file_is_a_formula(text: str) -> None:
    """A cell never begins as a formula does, and what was put in front of it comes off again."""
    assert not re.match(r"[=+\-@\t\r]", escaped(text))
    assert bare(escaped(text)) == text


def headings() -> SearchStrategy[str]:
    """Words over columns, of any language, and anything else."""
    known = [word for row in vocabulary()["columns"].values() for some in row.values() for word in some]
    return st.one_of(st.sampled_from(known), texts())


CELLS = (
    "",
    "",
    "Stage 1: Choice",
    "3 days, 60 %",
    "60 %",
    "sms, пуш",
    "=x",
    "a\nb",
    "Итого",
    "{{ x }}",
    "у" * 300,
    "any(a, b)",
    "paid where x > 1",
    "\x00\u202e",
    "#5",
    "{a: b",
    "- x",
    "yes",
    "2",
)


@st.composite
def ugly_grids(draw: st.DrawFn) -> tuple[Grid, ...]:
    """Sheets with headings somewhere, and anything around and below."""
    found = []
    for at in range(draw(st.integers(1, 3))):
        width = draw(st.integers(1, 8))
        cell = st.one_of(st.sampled_from(CELLS), texts())
        above = draw(st.lists(st.lists(cell, max_size=width), max_size=2))
        header = draw(st.lists(headings(), min_size=width, max_size=width))
        below = draw(st.lists(st.lists(cell, max_size=width + 1), max_size=8))
        rows = tuple(map(tuple, [*above, header, *below]))
        place = st.integers(0, len(rows))
        merges = draw(
            st.lists(
                st.builds(
                    lambda a, b, c, d: Merge(min(a, c), min(b, d), max(a, c), max(b, d)), place, place, place, place
                ),
                max_size=2,
            )
        )
        found.append(
            Grid(
                draw(st.sampled_from(["Sheet1", "Лист2", "", "Выбор", "a: b"])) + (str(at) if at else ""),
                rows,
                tuple(merges),
            )
        )
    return tuple(found)


@slow
@given(ugly_grids(), languages)
def test_any_table_becomes_a_journey_that_reads(grids: tuple[Grid, ...], language: str) -> None:
    """Whatever stands in the cells, the file reads without an error and is laid out the usual way."""
    try:
        made = make_journey(grids, stem="данные №1", language=language)
    except NoTable:
        return
    read = read_definition(made.text.encode(), schemes=shipped_schemes())
    assert [problem for problem in read.problems if problem.level == "E"] == []
    assert isinstance(read.value, Journey)
    assert read.value.touchpoints
    assert format_text(made.text) == made.text


@slow
@given(ugly_grids(), languages)
def test_a_table_loses_no_word_of_its_communications(grids: tuple[Grid, ...], language: str) -> None:
    """Every line of a communication in a row of a table is said at a touchpoint of the journey."""
    try:
        made = make_journey(grids, stem="x", language=language)
    except NoTable:
        return
    journey = journey_of(made.text)
    touchpoints = journey.touchpoints.values()
    said = {line for one in touchpoints if one.communication for line in words_of(one.communication.text)}
    rows = [row for grid in grids if (table := table_in(grid)) for row in table.rows]
    told = {line for row in rows for line in row.cells.get("communication", "").split("\n") if line}
    assert told <= said


def words_of(text: Text | None) -> list[str]:
    """The lines of a text."""
    return text.read_in("").split("\n") if text else []


@slow
@given(st.binary(max_size=200), st.sampled_from([import_xlsx, import_csv]))
def test_any_bytes_are_imported_or_refused(content: bytes, importer: Any) -> None:  # noqa: ANN401  an importer
    """Whatever the bytes, nothing is raised but a refusal."""
    with suppress(Unimportable):
        importer(content, WANTED)


@costly
@given(st.data())
def test_a_damaged_workbook_is_imported_or_refused(data: st.DataObject) -> None:
    """A workbook with bytes spoilt anywhere raises nothing but a refusal."""
    content = bytearray(export_xlsx(exportable(DRAFTS["1-premium.yaml"], "en")).content)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Unimportable):
        import_xlsx(bytes(content), WANTED)
