"""Edits of single values: where they land, what stays around them, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tropa.journey.text.edit import REASONS, Edit, EditRefused, Path, apply_edits, remove_value, set_value


def edited(text: str, path: Path, plain: Any) -> str:  # noqa: ANN401  plain data
    """The text with a value set."""
    return apply_edits(text, set_value(text, path, plain))


def removed(text: str, path: Path) -> str:
    """The text with a value removed."""
    return apply_edits(text, remove_value(text, path))


@pytest.mark.parametrize(
    ("text", "path", "plain", "after"),
    [
        ("a: 1\n", ("a",), "2", "a: '2'\n"),
        ("a: x y\n", ("a",), "z", "a: z\n"),
        ("a:\nb: 1\n", ("a",), "x", "a: x\nb: 1\n"),
        ("a:   # why\n", ("a",), "x", "a: x   # why\n"),
        ("a:   # why\n", ("a",), "two words", "a: 'two words'   # why\n"),
        ("a:   # why\n", ("a", "b"), "x", "a:   # why\n  b: x\n"),
        ("a: old # why\n", ("a",), ["x"], "a: # why\n  - x\n"),
        ("a: # why\n  b: 1\nc: 2\n", ("a",), "x", "a: # why\n  x\nc: 2\n"),
        ("a:\n- b\n", ("a",), {"c": "d"}, "a:\n  c: d\n"),
        ("a: |- # why\n  one\n  two\nb: 1\n", ("a",), "x y", "a: 'x y' # why\nb: 1\n"),
        ("a: x\n", ("a",), "one\ntwo", "a: |-\n  one\n  two\n"),
        ("a: x # why\n", ("a",), "one\ntwo", "a: |- # why\n  one\n  two\n"),
        ("a: x\n", ("b", "c", "d"), "y", "a: x\nb:\n  c:\n    d: y\n"),
        ("a:\n  b: 1\n  # last\n\nc: 2\n", ("a", "d"), "x", "a:\n  b: 1\n  # last\n  d: x\n\nc: 2\n"),
        ("a: {b: 1}\n", ("a", "c"), "x", "a: {b: 1, c: x}\n"),
        ("a: {b: 1} # why\n", ("a", "c"), "two words", "a: # why\n  b: 1\n  c: two words\n"),
        ("a: {b: 1 # why\n  }\n", ("a", "c"), "two words", "a: {b: 1, c: two words # why\n  }\n"),
        ("a: {}\n", ("a", "c"), "two words", "a:\n  c: two words\n"),
        ("a: [b]\n", ("a", 1), "c", "a: [b, c]\n"),
        ("a:\n  - b # why\n", ("a", 1), {"c": "d", "e": "f"}, "a:\n  - b # why\n  - c: d\n    e: f\n"),
        ("a:\n  - b # why\n", ("a", 0), {"c": "d"}, "a:\n  - # why\n    c: d\n"),
        ("a:\n  - b: 1\n    c: 2\n  - d\n", ("a", 0, "c"), "x", "a:\n  - b: 1\n    c: x\n  - d\n"),
        ("a: |\n  x", ("b",), "y", "a: |-\n  x\nb: y"),
        ("a: |+\n  x\n\n", ("b",), "y", "a: |+\n  x\n\nb: y\n"),
        ("a: 1\r\nb: 2\r\n", ("a",), "x", "a: x\r\nb: 2\r\n"),
        ("\ufeffa: 1\r\n", ("b", "c"), "x", "\ufeffa: 1\r\nb:\r\n  c: x\r\n"),
        ("a: 1", ("b",), "x", "a: 1\nb: x"),
        ("a: 1\n", ("b",), "Готово 🎉", "a: 1\nb: Готово 🎉\n"),
    ],
)
def test_a_value_lands_where_a_person_would_put_it(text: str, path: Path, plain: Any, after: str) -> None:  # noqa: ANN401
    """Beside its key or beneath it, in brackets where brackets are, with comments where they were."""
    assert edited(text, path, plain) == after


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("a: 1\nb: 2 # gone\n# stays\nc: 3\n", ("b",), "a: 1\n# stays\nc: 3\n"),
        ("a:\n  b: 1\nc: 2\n", ("a", "b"), "a:\nc: 2\n"),
        ("a: # why\n  # above\n  b: 1\nc: 2\n", ("a", "b"), "a: # why\n  # above\nc: 2\n"),
        ("a:\n  - b\n  - c\n", ("a", 0), "a:\n  - c\n"),
        ("a:\n  - b: 1\n    c: 2\n", ("a", 0, "b"), "a:\n  - c: 2\n"),
        ("a: {b: 1, c: 2}\n", ("a", "b"), "a: {c: 2}\n"),
        ("a: {b: 1, c: 2}\n", ("a", "c"), "a: {b: 1}\n"),
        ("a: [b]\n", ("a", 0), "a: []\n"),
        ("a: [b, c, d]\n", ("a", 1), "a: [b, d]\n"),
        ("a: {b: 1, # why\n  c: 2}\n", ("a", "b"), "a: { # why\n  c: 2}\n"),
        ("a: {b: 1, # why\n  c: 2, d: 3}\n", ("a", "c"), "a: {b: 1, # why\n  d: 3}\n"),
        ("a: 1\nb: |\n  x\n  y\nc: 3\n", ("b",), "a: 1\nc: 3\n"),
    ],
)
def test_what_is_removed_takes_its_lines_along(text: str, path: Path, after: str) -> None:
    """The entry goes with the comment on its line; what stands on lines of its own stays."""
    assert removed(text, path) == after


@pytest.mark.parametrize(
    ("text", "path", "plain", "reason"),
    [
        ("a:\n\tb: 1\n", ("a", "b"), "x", "unreadable"),
        ("a: 1\na: 2\n", ("a",), "x", "unreadable"),
        ("", ("a",), "x", "unreadable"),
        ("a: word\n", ("a", "b"), "x", "in_the_way"),
        ("a: [b]\n", ("a", "c"), "x", "in_the_way"),
        ("a: {b: 1}\n", ("a", 0), "x", "in_the_way"),
        ("a: [b]\n", ("a", 2), "x", "no_item"),
        ("? a\n: 1\n", ("a",), "x", "explicit_key"),
        ("a: 1\n", (), "x", "whole"),
        ("a: 1\n", ("b",), "left\u202eright", "unwritable"),
        ("a: 1\n", ("b",), "\udc80", "unwritable"),
        ("a: [b: 1]\n", ("a", 0, "c"), "x", "unwritable"),
        ("a: |\n  x\n ", ("b",), "y", "unwritable"),
        ("a: 1\n", ("b",), "x" * 2**20, "unwritable"),
    ],
)
def test_what_would_do_harm_is_refused(text: str, path: Path, plain: Any, reason: str) -> None:  # noqa: ANN401
    """With the reason, and the reader's problems where it has any."""
    with pytest.raises(EditRefused) as refused:
        set_value(text, path, plain)
    assert refused.value.reason == reason
    assert reason in REASONS


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        ("a: 1\n", ("b",), "nothing_there"),
        ("a: 1\n", (), "nothing_there"),
        ("a: 1\n", ("a",), "whole"),
        ("a:\n\tb: 1\n", ("a",), "unreadable"),
    ],
)
def test_nothing_can_be_removed_that_is_not_there(text: str, path: Path, reason: str) -> None:
    """Nor the last entry of a file."""
    with pytest.raises(EditRefused) as refused:
        remove_value(text, path)
    assert refused.value.reason == reason


def test_a_value_that_is_there_needs_no_edit() -> None:
    """In whatever quotes; a number is another value than its digits in quotes."""
    assert set_value("a: 'x y'\n", ("a",), "x y") == ()
    assert set_value("a: yes\n", ("a",), "yes") == ()
    assert set_value("a: {b: [c]}\n", ("a",), {"b": ["c"]}) == ()
    assert set_value("a: 5\n", ("a",), "5") != ()


def test_edits_are_made_together_and_never_overlap() -> None:
    """Several edits of one text, in any order; two at one place are refused, and so is one outside."""
    text = "a: 1\nb: 2\n"
    both = (*set_value(text, ("b",), "y"), *set_value(text, ("a",), "x"))
    assert apply_edits(text, both) == "a: x\nb: y\n"
    with pytest.raises(ValueError, match="overlap"):
        apply_edits(text, (Edit(0, 3, ""), Edit(2, 4, "")))
    with pytest.raises(ValueError, match="outside"):
        apply_edits(text, (Edit(3, 99, ""),))
