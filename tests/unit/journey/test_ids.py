"""Ids made of names: in any script, unlike each other, the same each time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tropa.journey.codecs.scalars import ID_PATTERN
from tropa.journey.ids import id_of


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Company A", "company-a"),
        ("Поиск товара", "poisk-tovara"),
        ("Щука ждёт", "shchuka-zhdet"),
        ("پرداخت", "prdakht"),
        ("می\u200cخواهم", "mi-khvahm"),
        ("۱۲ روز", "n12-rvz"),
        ("Crème brûlée", "creme-brulee"),
        ("Søk", "sok"),
        ("a—b", "a-b"),
        ("true", "ntrue"),
        ("名前", "item"),
        ("", "item"),
    ],
)
def test_a_name_becomes_an_id(name: str, wanted: str) -> None:
    """Letters are written by their sound, all else parts words; what has no letter we can write has the fallback."""
    assert id_of(name) == wanted


@given(st.lists(st.text(max_size=80), max_size=6))
def test_ids_are_ids_and_unlike_each_other(names: list[str]) -> None:
    """Whatever the names, each gets an id of the language that none before it has."""
    taken: list[str] = []
    for name in names:
        found = id_of(name, taken)
        assert re.fullmatch(ID_PATTERN, found, re.ASCII)
        assert found not in taken
        taken.append(found)
