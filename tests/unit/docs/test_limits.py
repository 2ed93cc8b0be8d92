"""The limits that the page tells are those of the code."""

from __future__ import annotations

import re

import pytest
from tests.unit.docs.reading import page

from tropa.cli.simulate import MOST
from tropa.connectors.files.lines import MAX_LINE
from tropa.journey import condition_text, signal_text
from tropa.journey.codecs.scalars import ID_PATTERN, NAME
from tropa.journey.text import source
from tropa.ports.log import MAX_KEPT_BAD_LINES, Limits

MIB = 2**20
TOLD = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|", page("reference/limits.md"), re.MULTILINE))


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (
            "a file of the language",
            f"{source.MAX_BYTES // MIB} MiB, {source.MAX_DEPTH} levels, {source.MAX_NODES:,} parts",
        ),
        ("a signal", f"{signal_text.MAX_LENGTH:,} characters, {signal_text.MAX_DEPTH} levels of nesting"),
        (
            "a condition",
            f"{condition_text.MAX_LENGTH:,} characters, {condition_text.MAX_NESTING} brackets within brackets",
        ),
        ("a line of a log", f"{MAX_LINE // MIB} MiB"),
        ("bad lines kept with their text", f"{MAX_KEPT_BAD_LINES}"),
        ("memory of the columnar engine", f"{Limits().memory_bytes // MIB} MiB"),
        ("customers of a simulation", f"{MOST:,}"),
        ("spilled data", f"{Limits().temp_bytes // (1024 * MIB)} GiB"),
    ],
)
def test_a_limit_is_told_as_it_is(what: str, told: str) -> None:
    """The page's number is the constant's."""
    assert TOLD[what] == told


@pytest.mark.parametrize(("what", "pattern"), [("an id", ID_PATTERN), ("an event's name", NAME.pattern)])
def test_a_length_is_told_as_it_is(what: str, pattern: str) -> None:
    """A name of the length told is taken, a longer one is not."""
    most = int(TOLD[what].split()[0])
    assert re.fullmatch(pattern, "a" * most)
    assert not re.fullmatch(pattern, "a" * (most + 1))
