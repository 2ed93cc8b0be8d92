"""Numbers as people of each language write them."""

from __future__ import annotations

import doctest
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.data.words import LANGUAGES, Words
from tropa.draw import numbers as module
from tropa.draw.numbers import Numbers

NUMBERS = {language: Numbers(Words(language)) for language in LANGUAGES}


WRITTEN = {
    "en": ["1,234,567", "46.3%", "2.5 days", "0.0% to 100.0%", "March 2012"],
    "ru": ["1\xa0234\xa0567", "46,3\xa0%", "2,5 дня", "от 0,0\xa0% до 100,0\xa0%", "март 2012"],
    "fa": ["۱٬۲۳۴٬۵۶۷", "۴۶٫۳\u200f٪", "۲٫۵ روز", "۰٫۰\u200f٪ تا ۱۰۰٫۰\u200f٪", "مارس ۲۰۱۲"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_writes_its_own_way(language: str) -> None:
    """Separators, digits, signs and words of time are those of the language."""
    numbers = NUMBERS[language]
    assert [
        numbers.count(1_234_567),
        numbers.share(0.4626),
        numbers.duration(2.5 * 86_400),
        numbers.interval(0, 1),
        numbers.month("2012-03"),
    ] == WRITTEN[language]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (0.25, "0.2 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (5_400, "1.5 hours"),
        (86_400, "1 day"),
        (365 * 86_400, "365 days"),
        (9.97 * 86_400, "10 days"),
        (100_000 * 86_400, "100,000 days"),
    ],
)
def test_a_duration_takes_the_longest_unit_that_fits(seconds: float, said: str) -> None:
    """A duration is told in days, hours, minutes or seconds, with a decimal only below ten."""
    assert NUMBERS["en"].duration(seconds) == said


@given(st.integers(0, 400 * 86_400))
def test_an_exact_length_adds_up(seconds: int) -> None:
    """Unit by unit nothing is rounded away, and no unit is named that has none."""
    sizes = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
    parts = re.findall(r"(\d+) (day|hour|minute|second)s?", NUMBERS["en"].exactly(seconds))
    assert sum(int(n) * sizes[unit] for n, unit in parts) == seconds
    assert seconds == 0 or "0" not in [n for n, _ in parts]


@pytest.mark.parametrize(("days", "said"), [(1, "1 день"), (3, "3 дня"), (5, "5 дней"), (21, "21 день")])
def test_russian_counts_in_its_plural_forms(days: int, said: str) -> None:
    """The word of time agrees with the number as shown."""
    assert NUMBERS["ru"].duration(days * 86_400) == said


def test_instants_say_their_zone() -> None:
    """A date is told in the language's words and order, and says UTC."""
    at = datetime(2012, 3, 26, 13, 5, tzinfo=UTC)
    assert NUMBERS["en"].instant(at) == "26 March 2012, 13:05 UTC"
    assert NUMBERS["ru"].instant(at) == "26 марта 2012 г., 13:05 UTC"
    assert NUMBERS["fa"].instant(at) == "۲۶ مارس ۲۰۱۲، ۱۳:۰۵ UTC"


@given(st.floats(0, 1), st.sampled_from(LANGUAGES))
def test_a_share_is_none_or_all_only_when_it_is(share: float, language: str) -> None:
    """No share but 0 is shown as none, and none but 1 as all."""
    numbers = NUMBERS[language]
    assert (numbers.share(share) == numbers.share(0.0)) == (share == 0)
    assert (numbers.share(share) == numbers.share(1.0)) == (share == 1)


@given(st.floats(0, 1e12), st.floats(0, 1))
def test_persian_pages_hold_persian_digits(value: float, share: float) -> None:
    """Nothing that Persian readers are shown as a number has a Latin digit or sign in it."""
    numbers = NUMBERS["fa"]
    shown = [numbers.count(value), numbers.decimal(value), numbers.duration(value), numbers.share(share)]
    assert not re.search("[0-9.,%]", "".join(shown))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    """A figure that is not finite never reaches a page."""
    with pytest.raises(ValueError, match="finite"):
        NUMBERS["en"].decimal(value)


def test_a_chosen_share_has_no_needless_decimals() -> None:
    """An expectation of 40 % is shown as it was written, one of 12.5 % too."""
    assert NUMBERS["en"].round_share(0.4) == "40%"
    assert NUMBERS["en"].round_share(0.125) == "12.5%"


def test_the_examples_in_the_docstrings_hold() -> None:
    """The module's examples give what they say."""
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
