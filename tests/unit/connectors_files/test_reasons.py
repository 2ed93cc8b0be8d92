"""Why lines are bad: each reason has its words in every language, and comes back from the engine as it was."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.connectors_files.landed import land_text

import tropa.connectors.files
from tropa.connectors.files import reasons
from tropa.connectors.files.reasons import PARAMS, pack, unpack
from tropa.connectors.segment import calls
from tropa.data.words import LANGUAGES, Words, catalogue
from tropa.ports.reasons import Reason
from tropa.runtime.unread import reason_told

FILES = [path.read_text("utf-8") for path in Path(tropa.connectors.files.__file__).parent.glob("*.py")]
NAMED = {name for text in FILES for name in re.findall(r'(?:pack|packed_sql)\(\s*"(\w+)"', text)}


def of_calls() -> Iterator[tuple[str, set[str]]]:
    """The reasons that a call may be bad for, with the params they are given."""
    for node in ast.walk(ast.parse(inspect.getsource(calls))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"BadCall", "_odd"}:
            first = ast.literal_eval(node.args[0]) if isinstance(node.args[0], ast.Constant) else None
            given = {one.arg for one in node.keywords if one.arg is not None}
            if isinstance(first, str) and node.func.id == "BadCall":
                yield first, given
            elif isinstance(first, str):
                yield from ((first, given | {"met"}), (f"{first}_at_all", given))


def test_every_reason_is_known_and_given() -> None:
    """What readers name is what is packed; no other reason stands in the table."""
    assert set(PARAMS) == NAMED


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_has_its_words(language: str) -> None:
    """In each language, with the params that it is given; and no sentence stands there in vain."""
    wanted = {name: set(params) for name, params in PARAMS.items()} | dict(of_calls())
    known = {
        key.removeprefix("log.reason."): text for key, text in catalogue(language).items() if "log.reason." in key
    }
    assert set(known) == set(wanted)
    for name, text in known.items():
        assert {field for _, field, _, _ in Formatter().parse(str(text)) if field} == wanted[name], name


@given(st.sampled_from(sorted(PARAMS)), st.data())
def test_a_reason_comes_back_as_it_was(name: str, data: st.DataObject) -> None:
    """Whatever was met; only the separator of units becomes a space, so that no value runs into the next."""
    values = [data.draw(st.text(max_size=9)) for _ in PARAMS[name]]
    told = dict(zip(PARAMS[name], (value.replace("\x1f", " ") for value in values), strict=True))
    assert unpack(pack(name, *values)) == Reason(name, told)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "expected 3 fields as in the header, met 2"),
        ("ru", "ожидалось полей, как в заголовке: 3, получено: 2"),
        ("fa", "به شمار سرستون ۳ فیلد انتظار می‌رفت، ۲ فیلد آمد"),
    ],
)
def test_a_bad_line_is_told_in_the_language_asked_for(language: str, told: str) -> None:
    """Through the engine and back."""
    landed = land_text(".csv", "customer,name,at\nanna,called\n")
    assert [reason_told(bad.reason, Words(language)) for bad in landed.landing.bad_lines] == [told]


def test_kinds_of_values_and_lists_are_told_in_the_language() -> None:
    """A value's kind by its name, a list with the language's commas; a reason of a newer program by its id."""
    assert reason_told(Reason("no_object", {"kind": "list"}), Words("ru")) == "ожидался объект, получено: список"
    assert "track، identify" in reason_told(
        Reason("unknown_type", {"met": "x", "known": "track, identify"}), Words("fa")
    )
    assert reason_told(Reason("of_tomorrow", {"met": "x"}), Words("en")) == "of_tomorrow x"


def test_examples_in_docstrings_hold() -> None:
    """What docstrings show is what comes."""
    assert doctest.testmod(reasons).failed == 0
