"""Many values at once: each in the small text of its own thing."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import tropa.connectors.sheets
import tropa.journey.tables
from tropa.journey.tables.origin import Origin, read_origin
from tropa.journey.tables.together import GONE, Setting, SettingRefused, _inside, set_together

TEXT = """\
# first
journey: a
touchpoints:
  b: {title: B, emotion: 1}   # kept
  # about c
  c:
    title: C
    note: |
      two
      lines
# of the goal
goal: {client: x}
"""

MODULES = [
    f"{room.__name__}.{module.name}"
    for room in (tropa.journey.tables, tropa.connectors.sheets)
    for module in pkgutil.iter_modules(room.__path__)
]


def test_values_are_set_each_in_its_thing() -> None:
    """Comments, order and all other things stay; what is to go and is not there is passed over."""
    settings = [
        Setting(0, ("touchpoints", "b", "title"), "Bee"),
        Setting(1, ("touchpoints", "b", "emotion"), GONE),
        Setting(2, ("touchpoints", "c", "stage"), "sale"),
        Setting(3, ("touchpoints", "c", "help"), GONE),
        Setting(4, ("touchpoints", "d", "title"), "Dee"),
    ]
    wanted = TEXT.replace("{title: B, emotion: 1}", "{title: Bee}").replace(
        "      lines\n", "      lines\n    stage: sale\n  d:\n    title: Dee\n"
    )
    assert set_together(TEXT, settings) == wanted
    assert _inside(TEXT, settings) == (wanted, [])


@pytest.mark.parametrize(
    "text",
    [
        "journey: a\ntouchpoints: {b: {title: B}}\n",
        "{journey: a, touchpoints: {b: {title: B}}}",
        "journey: a\r\ntouchpoints:\n  b:\r\n    title: B\n",
        "journey: a\ntouchpoints:\n  c:\n",
        "journey: a",
    ],
)
def test_what_stands_on_no_lines_of_its_own_is_set_in_the_whole(text: str) -> None:
    """Sections in brackets, line ends of two kinds, sections that are not there yet."""
    found = set_together(text, [Setting(0, ("touchpoints", "b", "title"), "Bee"), Setting(1, ("title",), "T")])
    assert "Bee" in found
    assert "title: T" in found


def test_a_value_in_the_way_is_told_by_its_number() -> None:
    """What cannot be set names which of them it was."""
    settings = [
        Setting(7, ("touchpoints", "c", "title"), "x"),
        Setting(8, ("touchpoints", "c", "title", "deep"), "x"),
    ]
    with pytest.raises(SettingRefused) as refusal:
        set_together(TEXT, settings)
    assert refusal.value.index == 8


def test_an_origin_that_another_program_changed_is_known() -> None:
    """The text is told to be whole by its sum, and taken as it stands where it is not."""
    rows = [list(row) for row in Origin(TEXT, "en", {}, {}, {}, {}).rows()]
    found = read_origin(rows)
    assert found is not None
    assert (found.text, found.unchanged) == (TEXT, True)
    rows[1][1] = rows[1][1].replace("first", "second")
    found = read_origin(rows)
    assert found is not None
    assert not found.unchanged


@pytest.mark.parametrize("rows", [[], [["x"]], [["tropa", "2", "en", "0"]], [["tropa", "1"]]])
def test_other_rows_are_no_origin(rows: list[list[str]]) -> None:
    """A sheet of that name that somebody else made is a sheet like any other."""
    assert read_origin(rows) is None


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_the_docstrings_hold(module: str) -> None:
    """What a docstring shows is what comes out."""
    assert doctest.testmod(importlib.import_module(module)).failed == 0
