"""What of YAML the language takes, what it refuses, and where it says so."""

from __future__ import annotations

import re

import pytest
from tests.unit.journey.readings import found, journey, problems_of, the_problem

from tropa.data.words import LANGUAGES, Words
from tropa.journey.text.nodes import Mapping, Scalar, Sequence, describe
from tropa.journey.text.problems import NOWHERE, Span, nearest
from tropa.journey.text.source import MAX_BYTES, MAX_DEPTH, MAX_NODES, read_nodes, span_at
from tropa.runtime.telling import sentence


def test_plain_scalars_are_text() -> None:
    """What other readers take for truth values, numbers, times and dates stays as it is written."""
    names = journey("key: no\nevents: {a: {properties: {}}}\nsource: 010\ngoal: {client: 22:00, business: +7916}")
    assert names.key_ == "no"
    assert names.source == "010"
    assert names.goal.client is not None
    assert names.goal.business is not None
    assert (names.goal.client.read_in("en"), names.goal.business.read_in("en")) == ("22:00", "+7916")


def test_a_doubled_key_is_told_at_its_second_place() -> None:
    """The first of two equal keys is right, the second is the problem."""
    assert found("journey: a\ntitle: x\ngoal:\n  client: b\ntitle: y\n") == [("PA04", 5, 1)]
    assert found("journey: a\ngoal: {client: b, business: c, client: d}\n") == [("PA04", 2, 32)]


@pytest.mark.parametrize(
    ("text", "met", "line", "column"),
    [
        ("journey: a\ntitle: &x y\n", "anchor", 2, 8),
        ("journey: a\ntitle: *x\n", "alias", 2, 8),
        ("journey: a\ntitle: !x y\n", "tag", 2, 8),
        ("journey: a\ntitle: !!str y\n", "tag", 2, 8),
        ("journey: a\ngoal:\n  <<: {client: x}\n", "merge", 3, 3),
        ("journey: a\n--- \njourney: b\n", "documents", 2, 1),
        ("journey: a\ngoal: {[x]: y}\n", "key", 2, 8),
    ],
)
def test_features_that_make_a_file_read_differently_are_refused(text: str, met: str, line: int, column: int) -> None:
    """Anchors, aliases, tags, merges, several documents, keys that are lists: named, and at their place."""
    problem = next(one for one in problems_of(text) if one.rule == "PA03")
    assert (problem.params["met"], problem.span.line, problem.span.column) == (met, line, column)


def test_a_quoted_merge_key_is_a_key() -> None:
    """`"<<"` in quotes means nothing special, so it is merely unknown here."""
    assert found('journey: a\ngoal: {"<<": x}\n') == [("PA07", 2, 8)]


def test_a_block_key_without_value_is_not_filled_in_yet() -> None:
    """It is legal everywhere: in records, sections, maps of scalars, before more keys."""
    text = """
goal:
  client:
stages:
  use: lifecycle
  skip:
  onboarding:
exit:
  left:
segments:
  young:
experiments:
  e:
    arms:
      one:
touchpoints:
  welcome:
  call:
    communication:
      subject:
    variants:
      e:
        one:
sign_up:
  phone:
  no_option:
caps:
  reminder:
answers:
  onboarding:
    why:
support:
  channels:
    sms:
forms:
  f:
    fields:
      name:
steps:
"""
    read = journey(text)
    assert read.goal.client is None
    assert list(read.touchpoints) == ["welcome", "call"]
    assert list(read.exit) == ["left"]
    assert list(read.segments) == ["young"]
    assert read.touchpoints["call"].communication is not None
    assert dict(read.experiments["e"].arms) == {}
    assert dict(read.caps) == {}
    assert list(read.sign_up) == ["phone"]
    assert read.steps is None


@pytest.mark.parametrize("written", ["~", "null", '""'])
def test_only_nothing_at_all_is_not_filled_in(written: str) -> None:
    """`~`, `null` and an empty text are texts, since plain scalars are never typed."""
    assert journey(f"title: {written}").title is not None


def test_a_comma_in_an_unquoted_text_is_told() -> None:
    """`{ru: Скажут, что делать}` has an empty key where the author meant a comma."""
    problem = the_problem("journey: a\ntitle: {ru: Скажут, что делать}\n")
    assert (problem.rule, problem.span.line, problem.span.column) == ("PA05", 2, 21)
    assert problem.params["met"] == "что делать"
    assert found("journey: a\ntitle: {ru: 'Скажут, что делать'}\n") == []


def test_a_comment_sign_after_prose_is_a_warning() -> None:
    """` #` after several unquoted words may have cut the text off; in quotes or after one word it did not."""
    problem = the_problem("journey: a\ntitle: Your order #5 is here\n")
    assert (problem.rule, problem.level, problem.span.line, problem.span.column) == ("PA06", "W", 2, 8)
    assert found("journey: a\ntitle: 'Your order #5 is here'\n") == []
    assert found("journey: a\nkey: order_id # one a contract\n") == []
    assert found("journey: a\n# Your order\ntitle: Your order\n") == []


def test_a_text_that_begins_with_braces_must_be_quoted() -> None:
    """`{{ x }}` unquoted is a map to YAML; one problem says so, not three."""
    assert found("journey: a\ntitle: {{ customer.name }}\n") == [("PA12", 2, 9)]
    assert ("PA12", 2, 9) in found("journey: a\ntitle: {{ customer.name }}, hello\n")
    assert found("journey: a\ntitle: '{{ customer.name }}, hello'\n") == []


@pytest.mark.parametrize(
    ("text", "met", "column"),
    [
        ("title: a\u202eb", "U+202E", 9),
        ("title: a\u2066b", "U+2066", 9),
        ("title: a\x00b", "U+0000", 9),
        ("title: a\u2028b", "U+2028", 9),
        ("title: 😀\ufeff", "U+FEFF", 9),
        ("title: a\ufffeb", "U+FFFE", 9),
        ('title: "a\\u202eb"', "U+202E", 8),
        ('title: "a\\0b"', "U+0000", 8),
    ],
)
def test_characters_that_hide_what_a_text_says_are_refused(text: str, met: str, column: int) -> None:
    """Control characters and bidirectional overrides, written or escaped, are told at their place."""
    problem = the_problem(f"journey: a\n{text}\n")
    assert (problem.rule, problem.params["met"]) == ("PA11", met)
    assert (problem.span.line, problem.span.column) == (2, column)


def test_marks_that_spelling_needs_are_welcome() -> None:
    """ZWNJ, ZWJ and the marks of direction are part of Persian, emoji and mixed text."""
    assert found("journey: a\ntitle: می\u200cخواهم \u200d \u200e \u200f 😀\n") == []


@pytest.mark.parametrize(
    ("content", "met", "line", "column"),
    [
        (b"journey: a\ntitle: \xff\n", "0xff", 2, 8),
        ("journey: a\ntitle: Счёт ".encode() + b"\xcf", "0xcf", 2, 13),
        (b"\xef\xbb\xbfjourney: \xff", "0xff", 1, 10),
        ("journey: a".encode("utf-16"), "0xff", 1, 1),
    ],
)
def test_bytes_that_are_no_utf_8_have_a_place(content: bytes, met: str, line: int, column: int) -> None:
    """The first wrong byte is named, its column counted in characters."""
    problem = the_problem(content)
    assert (problem.rule, problem.params["met"]) == ("PA11", met)
    assert (problem.span.line, problem.span.column) == (line, column)


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    """Places are counted as the reader of the file sees them."""
    assert found(b"\xef\xbb\xbfjourney: a\r\ntitle: b\r\nnope: c\r\n") == [("PA07", 3, 1)]


def test_limits_are_told_with_their_number() -> None:
    """Too many bytes, levels or values: which limit, and how much is allowed."""
    for content, limit, most in (
        (b"#" * (MAX_BYTES + 1), "bytes", MAX_BYTES),
        (b"[" * (MAX_DEPTH + 2), "depth", MAX_DEPTH),
        (b"[" + b"[]," * (MAX_NODES + 1) + b"]", "nodes", MAX_NODES),
    ):
        problem = the_problem(content)
        assert (problem.rule, problem.params["limit"], problem.params["most"]) == ("PA02", limit, str(most))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("journey: a\n  b: c\n", 2, 4), ("journey: 'a\n", 1, 10), ("{", 1, 2), ("journey: a\nx: [1, 2\ny: 3\n", 2, 4)],
)
def test_what_is_no_yaml_has_a_place(text: str, line: int, column: int) -> None:
    """A quote or a bracket that is never closed is told where it was opened, all else where the parser met it."""
    assert found(text) == [("PA01", line, column)]


@pytest.mark.parametrize(
    ("text", "why", "line"),
    [
        ("title: Premium: is on\n", "colon", 1),
        ("a:b\nc: d\n", "no_space", 2),
        ("a: b\n  c: d\n", "indent", 2),
        ("a:\n  b: c\n d: e\n", "indent", 3),
        ("a:\n  - b\n c: d\n", "indent", 3),
        ("- a\nb: c\n", "indent", 2),
        ("a: - b\n", "indent", 1),
        ("a:\n\tb: c\n", "tab", 2),
        ("a:\n  b: c\n\tx: d\n", "tab", 3),
        ("title: 'Hello\nb: c\n", "open_quote", 1),
        ("title: 'it's'\n", "after_quote", 1),
        ('title: "x" y\n', "after_quote", 1),
        ("a:\n  b: [c, d\n  x: y\n", "open_bracket", 2),
        ("e: {within: 1d\n", "open_bracket", 1),
        ("e: {a: b c: d}\n", "no_comma", 1),
        ("e: {a: b\n  c: d}\n", "no_comma", 2),
        ("journey: a\ntitle Premium\nx: y\n", "no_colon", 2),
        ("title: @x\n", "sign", 1),
        ("title: * x\n", "sign", 1),
        ("a: {b: c,, d}\n", "no_value", 1),
        ("a: b\nc: }\n", "no_value", 2),
        ('t: "\\q"\n', "escape", 1),
        ("a: |x\n b\n", "not_yaml", 1),
    ],
)
def test_what_is_no_yaml_is_told_in_plain_words(text: str, why: str, line: int) -> None:
    """Each slip has its cause, at the line where it began; the sentence speaks of lines and signs, not of parsing."""
    problem = the_problem(text.encode())
    assert (problem.params["why"], problem.span.line) == (why, line)
    for language in LANGUAGES:
        told = sentence(problem, Words(language))
        assert Words(language).text(f"problem.why.{why}") in told
        assert not re.search(r"mapping|token|block|scalar|node|expected|YAML", told)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "42\n", "- journey: a\n", "{}\n"])
def test_a_file_must_begin_with_its_kind(text: str) -> None:
    """What has no first key of the three is no file of the language."""
    problem = the_problem(text)
    assert (problem.rule, problem.params["expected"]) == ("PA08", "file")
    assert problem.params["choices"] == "journey, workspace, scheme"


def test_a_misspelt_kind_is_told_with_the_nearest() -> None:
    """`jorney:` is nearly `journey:`."""
    assert the_problem("jorney: a\n").params["nearest"] == "journey"
    assert the_problem("title: a\njourney: a\n").params["met"] == "title"


def test_nodes_know_their_place() -> None:
    """A node's span is the text it was read from, brackets and quotes included, beyond the basic plane too."""
    text = "a: '😀 x'\nb: {c: [1, 😀 y]} # d\ne: |\n  f\n"
    root, problems = read_nodes(text.encode())
    assert problems == []
    assert isinstance(root, Mapping)
    a, b, e = (value for _, value in root.items)
    assert [text[n.span.start : n.span.end] for n in (a, b, e)] == ["'😀 x'", "{c: [1, 😀 y]}", "|\n  f\n"]
    assert isinstance(a, Scalar)
    assert (a.text, a.plain, a.flow) == ("😀 x", False, False)
    assert isinstance(b, Mapping)
    assert b.flow
    inner = b.get("c")
    assert isinstance(inner, Sequence)
    assert [item.span.column for item in inner.items] == [9, 12]
    assert root.get("nope") is None


def test_a_place_is_counted_from_one() -> None:
    """Line and column of an offset, as editors count them."""
    assert span_at("ab\ncd", 4, 5) == Span(2, 2, 4, 5)
    assert span_at("", 0, 0) == NOWHERE


def test_what_was_met_is_told_in_short() -> None:
    """Long texts and large collections fit on an error line."""
    assert describe(Scalar("x" * 61, NOWHERE)) == "x" * 57 + "..."
    assert describe(Sequence((), NOWHERE)) == "[0]"
    keys = tuple((Scalar(name, NOWHERE), Scalar("", NOWHERE)) for name in "abcd")
    assert describe(Mapping(keys, NOWHERE)) == "{a, b, c, ...}"
    assert describe(Mapping(keys[:2], NOWHERE)) == "{a, b}"


def test_the_nearest_spelling_is_near_or_none() -> None:
    """A slip of the fingers is mended; something else altogether is not guessed at."""
    assert nearest("touchpiont", ["steps", "touchpoints", "title"]) == "touchpoints"
    assert nearest("xyz", ["steps", "touchpoints"]) == ""
    assert nearest("welcom", [*(f"aaaaaa{i}" for i in range(1_000)), "welcome"]) == "welcome"
