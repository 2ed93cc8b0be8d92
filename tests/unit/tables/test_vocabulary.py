"""Headings are recognised however people write them."""

from __future__ import annotations

import pytest

from tropa.connectors.sheets.sheet_words import sheet_words
from tropa.data.words import LANGUAGES
from tropa.journey.tables.columns import TOUCHPOINT_COLUMNS
from tropa.journey.tables.table import FIVE
from tropa.journey.tables.vocabulary import assigned, channel_of, fold, readings, vocabulary


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Touchpoint", "touchpoint"),
        ("TOUCH POINT:", "touchpoint"),
        ("Точка\u00a0контакта", "touchpoint"),
        ("нaши точки касания".replace("a", "а"), "touchpoint"),
        ("نقطه‌ي تماس", "touchpoint"),
        ("نقطهٔ تماس", "touchpoint"),
        ("What we say (copy)", "communication"),
        ("Текст коммуникации / сообщения", "communication"),
        ("Целевое действие клиента", "target_action"),
        ("كنش هدف", "target_action"),
        ("Метод оценки, %", "evaluation"),
        ("KPI", "evaluation"),
        ("Ответственный за коммуникацию", "responsible"),
        ("مسوول", "responsible"),
        ("№", "number"),
        ("#", "number"),
    ],
)
def test_a_heading_is_recognised(heading: str, column: str) -> None:
    """Case, spaces, brackets, kinds of letters and words around make no difference."""
    assert readings(heading)[0].column == column


@pytest.mark.parametrize("heading", ["Budget", "Бюджет", "بودجه", "", "!!!", "Age of communications"])
def test_a_heading_that_is_none_of_ours_is_left_alone(heading: str) -> None:
    """A column that a journey has no key for is not forced into one."""
    assert [known for known in readings(heading) if known.likeness[0] == 3] == []


def test_each_column_is_taken_once_by_its_likeliest_heading() -> None:
    """The word itself wins over a heading that only holds it, wherever they stand."""
    found = assigned(["Communication owner", "Communication", "Action", "Target action"])
    assert {at: known.column for at, known in found.items()} == {
        0: "responsible",
        1: "communication",
        3: "target_action",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_headings_are_recognised(language: str) -> None:
    """A table that we wrote is read where it comes back without its origin."""
    say = sheet_words(language)
    for column in FIVE:
        assert readings(say(f"column.{column}"))[0].column == column


def test_every_column_has_words_in_every_language() -> None:
    """Nobody's language is forgotten, and a word stands for one column alone."""
    words: dict[str, str] = {}
    for column, by_language in vocabulary()["columns"].items():
        assert set(by_language) == set(LANGUAGES), column
        for word in {fold(word) for some in by_language.values() for word in some}:
            assert words.setdefault(word, column) == column, word
    assert {column.key for column in TOUCHPOINT_COLUMNS} >= set(FIVE)


@pytest.mark.parametrize(
    ("text", "channel"),
    [("СМС", "sms"), ("e-mail", "email"), ("Звонок", "phone"), ("پيامك", "sms"), ("голубь", None), ("", None)],
)
def test_a_channel_is_known_by_its_usual_names(text: str, channel: str | None) -> None:
    """The same channel has the same id, whatever the language."""
    assert channel_of(text) == channel
