"""Lettering: lines that fit, nothing lost, marks on their letters."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.draw import lettering
from tropa.draw.hyphens import HYPHEN
from tropa.draw.lettering import ELLIPSIS, POP_ISOLATE, width_of, wrap

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co", "M", "Z"))
TEXTS = st.lists(st.text(LETTERS, min_size=1, max_size=60), max_size=12).map(" ".join)
WIDTHS = st.floats(40, 400)


@given(TEXTS, WIDTHS, st.booleans())
def test_every_line_fits(text: str, width: float, bold: bool) -> None:  # noqa: FBT001  drawn
    """No line is wider than it may be, and none is empty."""
    lines = wrap(text, width, 14, bold=bold)
    assert all(line.strip() for line in lines)
    assert all(width_of(line, 14, bold=bold) <= width + 1e-6 for line in lines)


@given(TEXTS, WIDTHS)
def test_nothing_is_lost(text: str, width: float) -> None:
    """The lines together hold every sign of the text in its order, and no other but hyphens."""
    shown = "".join("".join(wrap(text, width, 14)).split())
    assert shown.replace(HYPHEN, "") == "".join(text.split()).replace(HYPHEN, "")


@given(TEXTS, WIDTHS, st.integers(1, 4))
def test_no_more_lines_than_asked(text: str, width: float, most: int) -> None:
    """Where lines are limited the last one says that something was left out, and still fits."""
    whole, cut = wrap(text, width, 14), wrap(text, width, 14, most=most)
    assert len(cut) == min(most, len(whole))
    assert (cut == whole) == (len(whole) <= most)
    if cut != whole:
        assert cut[-1].endswith(ELLIPSIS)
        assert width_of(cut[-1], 14) <= width


@given(st.text(max_size=200), WIDTHS)
def test_any_text_can_be_set(text: str, width: float) -> None:
    """Whatever the signs, lines come out that a picture can show: no control sign, every isolate closed."""
    for line in wrap(text, width, 12, most=3):
        assert not {
            sign for sign in line if sign < " " or "\ud800" <= sign <= "\udfff" or "\u202a" <= sign <= "\u202e"
        }
        assert line.count(POP_ISOLATE) >= sum(line.count(sign) for sign in lettering.ISOLATES)


def test_a_word_breaks_where_it_is_joined() -> None:
    """A word too long for its line breaks after a hyphen or a dot when there is one."""
    assert wrap("premium-activate-onboarding", 130, 14) == ("premium-", "activate-", "onboarding")


def test_a_word_that_must_break_ends_in_a_hyphen_between_syllables() -> None:
    """The line ends in a hyphen that the text does not have; where no syllable ends, it breaks without one."""
    assert wrap("высокопревосходительство", 100, 14) == ("высокопре‐", "восходитель‐", "ство")
    assert wrap("internationalization", 90, 14) == ("internatio‐", "nalization")
    assert wrap("бвгджзклмн", 50, 14) == ("бвгдж", "зклмн")


@pytest.mark.parametrize("word", [".WWWW", "ii-WWWWWW", "iiiiiiiiWWWW"])
def test_a_better_break_never_makes_a_line_too_wide(word: str) -> None:
    """Where the rest behind a hyphen, or the last four signs, would not fit, the word breaks where it must."""
    for width in range(20, 60):
        assert all(width_of(line, 14) <= width for line in wrap(word, width, 14))


def test_what_is_joined_stays_together() -> None:
    """A blank that joins two words is no place to break."""
    assert wrap("it is 40\u00a0%", 60, 14) == ("it is", "40\u00a0%")


def test_marks_stay_on_their_letters() -> None:
    """A letter and its marks, and a picture made of several, are never torn."""
    for whole in ("e\u0301" * 30, "👩\u200d👩\u200d👧" * 9):
        lines = wrap(whole, 50, 14)
        assert len(lines) > 1
        assert all(line[0] not in "\u0301\u200d" and line[-1] != "\u200d" for line in lines)


def test_a_run_set_apart_is_opened_again() -> None:
    """What stands apart in its direction stands apart on each of its lines."""
    assert wrap("بعد \u2068one two three\u2069 بعد", 60, 14) == (
        "بعد \u2068one\u2069",
        "\u2066two\u2069",
        "\u2066three\u2069",
        "بعد",
    )
    listed = "\u2068\u200f\u2068بعد\u2069، \u2068بعد\u2069\u2069"
    assert wrap(listed, 40, 14) == ("\u2068\u200f\u2068بعد\u2069،\u2069", "\u2067\u2068بعد\u2069\u2069")


@pytest.mark.parametrize(
    ("narrow", "wide"), [("ii", "WW"), ("نن", "ن ن"), ("text", "ТЕКСТ"), ("слово", "слово\U0001f600")]
)
def test_widths_know_their_signs(narrow: str, wide: str) -> None:
    """Wide signs are told from narrow ones, and joined letters from those that stand alone."""
    assert width_of(narrow, 14) < width_of(wide, 14)
    assert width_of(wide, 14, bold=True) > width_of(wide, 14)


def test_the_examples_of_the_docstrings_hold() -> None:
    """Every example in the docstrings gives what it says."""
    found = doctest.testmod(lettering)
    assert found.attempted > 2
    assert found.failed == 0
