"""Hostile files get their answer in bounded time: seconds of the processor, not of the clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import pytest

from tropa.journey.condition_error import ConditionError
from tropa.journey.condition_text import parse_condition
from tropa.journey.files import read_definition
from tropa.journey.schemes import shipped_schemes
from tropa.journey.signal_text import SignalError, parse_signal
from tropa.journey.text.fmt import format_text
from tropa.journey.text.source import MAX_BYTES

MOST_S = 2.0
"""Processor time one answer may take."""

NEARLY = MAX_BYTES - 200
"""As many bytes as are just read at all."""

R = TypeVar("R")


def within_bounds(work: Callable[[], R], tries: int = 3) -> R:
    """What the work gives, if it gives it in time; on a busy machine it may try again."""
    begun = time.process_time()
    result = work()
    if time.process_time() - begun > MOST_S:
        assert tries > 1, "it took too long three times"
        return within_bounds(work, tries - 1)
    return result


def fill(*parts: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """A file of just the size that is read, of parts again and again."""
    unit = b"".join(parts)
    return before + unit * ((NEARLY - len(before) - len(after)) // len(unit)) + after


def numbered(line: str, n: int, before: str = "journey: a\n") -> bytes:
    """A file of lines that differ in a number."""
    return (before + "".join(line.format(i) for i in range(n))).encode()


REFUSED: dict[str, Callable[[], bytes]] = {
    "100 MB of brackets": lambda: b"[" * 100_000_000,
    "100 MB of braces": lambda: b"{" * 100_000_000,
    "brackets": lambda: fill(b"["),
    "braces": lambda: fill(b"{a: "),
    "dashes": lambda: fill(b"- "),
    "dashes in lines": lambda: fill(b"-\n"),
    "questions": lambda: fill(b"? "),
    "colons": lambda: fill(b": "),
    "commas": lambda: fill(b",", before=b"["),
    "empty brackets": lambda: fill(b"[],", before=b"["),
    "deep nesting": lambda: "".join(f"{'  ' * depth}a:\n" for depth in range(1_000)).encode(),
    "deep steps": lambda: b"journey: a\nsteps: " + b"[{if: a, then: " * 30 + b"[]" + b"}]" * 30,
    "40,000 unknown keys": lambda: numbered("k{}: 1\n", 40_000),
    "100,000 keys": lambda: numbered("k{}: 1\n", 100_000),
    "doubled keys": lambda: fill(b"title: 1\n", before=b"journey: a\n"),
    "many names that nobody declares": lambda: numbered(
        "- send: touchpoint-with-a-lang-name-{}\n",
        4_000,
        "journey: a\ntouchpoints:\n"
        + "".join(f"  touchpoint-with-a-long-name-{i}: {{}}\n" for i in range(4_000))
        + "steps:\n",
    ),
    "many misspelt words": lambda: numbered("  t{}: {{class: servize}}\n", 5_000, "journey: a\ntouchpoints:\n"),
    "too many conditions": lambda: numbered("- if: a = {} and b > 3\n", 10_000, "journey: a\nsteps:\n"),
    "too many looks back": lambda: numbered(
        "- wait: a where did('b', where => 'c = {}')\n", 10_000, "journey: a\nsteps:\n"
    ),
    "long conditions": lambda: fill(
        b"- if: ", b" and ".join([b"(a = 1 or b in (1, 2, 3))"] * 60), b"\n", before=b"journey: a\nsteps:\n"
    ),
    "no line ends": lambda: fill(b"journey: a\r"),
    "a quote without end": lambda: fill(b"x", before=b'journey: a\ntitle: "'),
    "quotes": lambda: fill(b'"'),
    "tabs": lambda: fill(b"\t"),
    "tabs for indentation": lambda: b"journey: a\ngoal:\n\tclient: x\n",
    "documents": lambda: fill(b"--- a\n"),
    "directives": lambda: fill(b"%YAML 1.2\n"),
    "aliases": lambda: fill(b"*a,", before=b"[*a,"),
    "anchors": lambda: fill(b"&a b,", before=b"journey: a\nx: [", after=b"]"),
    "tags": lambda: fill(b"!a b,", before=b"journey: a\nx: [", after=b"]"),
    "a billion laughs": lambda: (
        b"journey: a\nx0: &x0 ha\n"
        + b"".join(b"x%d: &x%d [%s]\n" % (i, i, b",".join([b"*x%d" % (i - 1)] * 9)) for i in range(1, 12))
    ),
    "a merge": lambda: b"journey: a\nbase: &b {x: 1}\ntitle:\n  <<: *b\n",
    "bytes of nothing": lambda: fill(b"\0"),
    "bidirectional overrides": lambda: fill("\u202e".encode(), before=b"journey: a\ntitle: "),
    "escaped bytes of nothing": lambda: fill(b'"\\0",', before=b"journey: a\nlocales: [", after=b"]"),
    "line separators": lambda: fill("\u2028".encode(), before=b"journey: a\ntitle: "),
    "a lone surrogate": lambda: b"journey: a\ntitle: \xed\xa0\x80",
    "an escaped surrogate": lambda: b'journey: a\ntitle: "\\ud800"',
    "no UTF-8": lambda: fill(b"\xff", before=b"journey: a\ntitle: "),
    "UTF-16": lambda: "journey: a\n".encode("utf-16"),
    "UTF-32": lambda: "journey: a\n".encode("utf-32"),
    "nothing": lambda: b"",
    "comments only": lambda: fill(b"# x\n"),
    "line ends": lambda: fill(b"\n"),
    "blanks": lambda: fill(b" "),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_in_time(name: str) -> None:
    """It has at least one error, and the first stands at a line and a column."""
    content = REFUSED[name]()
    found = within_bounds(lambda: read_definition(content))
    assert found.value is None
    assert any(problem.level == "E" for problem in found.problems)
    assert found.problems[0].span.line >= 1


ACCEPTED: dict[str, Callable[[], bytes]] = {
    "a long text": lambda: fill(b"x", before=b"journey: a\ntitle: "),
    "a long text in quotes": lambda: fill(b"x ", before=b'journey: a\ntitle: "', after=b'"'),
    "a long text in lines": lambda: fill(b"  x\n", before=b"journey: a\ntitle: |\n"),
    "a long folded text": lambda: fill(b"  x\n", before=b"journey: a\ntitle:\n"),
    "thousands of steps": lambda: numbered("- {{id: a{}, wait: 1d}}\n", 5_000, "journey: a\nsteps:\n"),
    "thousands of ways back": lambda: numbered(
        "- {{id: a{}, back_to: first}}\n", 5_000, "journey: a\nsteps:\n- {id: first, wait: 1d}\n"
    ),
    "many conditions": lambda: numbered("- if: a = {} and b > 3\n", 1_500, "journey: a\nsteps:\n"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_large_file_is_read_in_time(name: str) -> None:
    """Size alone is no fault, and takes no more than its time."""
    content = ACCEPTED[name]()
    assert within_bounds(lambda: read_definition(content)).value is not None


@pytest.mark.parametrize("name", [*ACCEPTED, "brackets", "empty brackets", "tags", "comments only", "line ends"])
def test_formatting_takes_its_time_and_no_more(name: str) -> None:
    """A hostile file comes back unchanged, a large one laid out, both soon."""
    text = {**REFUSED, **ACCEPTED}[name]().decode()
    within_bounds(lambda: format_text(text))


EXPRESSIONS = (
    *(
        "(",
        ")",
        "()",
        ",",
        "not ",
        "not(",
        "'",
        "''",
        '"',
        "a ",
        "a and ",
        "a or ",
        "a = 1 or ",
        "(a) or ",
        "- ",
        "-",
    ),
    *("any(", "all(a, ", "at_least(1, ", " where ", "a where ", "when ", "--", "/*", "*/", "[", "{", "case when "),
    *("a.", "a in (", "f(", "::int", "exists(", "~", "a||", "x -> ", "interval ", "$$", "$a$ ", "between 1 and "),
    *(
        "a between b and ",
        "like '%' ",
        "did('a', where => '",
        "last('a', ",
        "\n",
        "\t",
        "\0",
        "\u202e",
        "😀",
        "%",
        "_",
        ";",
    ),
    *(
        "select ",
        "union ",
        "cast(",
        "1e",
        "0x",
        "1.",
        ".",
        "=>",
        "is not ",
        "null ",
        "array[",
        "row(",
        "a[",
        "e'\\",
        "@",
        "?",
    ),
)


@pytest.mark.parametrize("size", [300, 1_900, 3_900, 1_000_000])
def test_a_hostile_condition_or_signal_is_refused_in_time(size: int) -> None:
    """Whatever is repeated, the answer is a tree or the one error, all of them together in time."""
    for part in EXPRESSIONS:
        text = part * (size // len(part))

        def parse(text: str = text) -> None:
            with suppress(ConditionError):
                parse_condition(text)
            with suppress(SignalError):
                parse_signal(text)

        within_bounds(parse)


def test_a_hostile_condition_in_a_file_has_its_place() -> None:
    """The refused condition of a file is told at its line and column."""
    content = b"journey: a\nsteps:\n  - if: " + b"(" * 500_000
    found = within_bounds(lambda: read_definition(content, schemes=shipped_schemes()))
    assert [(problem.rule, problem.span.line, problem.span.column) for problem in found.problems] == [("PA08", 3, 9)]
