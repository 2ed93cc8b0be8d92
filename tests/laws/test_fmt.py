"""Laws of the layout: formatting twice is formatting once, and nothing that was said is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.laws.drafts import DRAFTS

from tropa.journey.files import KINDS, read_definition
from tropa.journey.text.fmt import MAX_FLOW, format_text
from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence
from tropa.journey.text.source import read_nodes
from tropa.testing.mutations import commented, laid_out, mutated
from tropa.testing.strategies import journeys, schemes, workspaces

slow = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

REMARK = re.compile(r"# remark [0-9]+")
TWO_WORDS = re.compile(r"[^\W\d_]{2} [^\W\d_]{2}")
OWN = re.compile(r"[0-9]+ per [0-9a-z]+|at most [0-9.]+ ?%")


def files() -> SearchStrategy[str]:
    """Texts of definitions laid out in every way, with remarks and white space strewn in."""
    plains = st.one_of(
        journeys().map(KINDS["journey"].write),
        workspaces().map(KINDS["workspace"].write),
        schemes().map(KINDS["scheme"].write),
    )
    generated = laid_out(plains)
    drafts = st.sampled_from(list(DRAFTS.values()))
    return st.one_of(
        generated, commented(generated), drafts, commented(drafts), commented(mutated(drafts)), mutated(generated)
    )


def readable(text: str) -> bool:
    """Whether the text is YAML that the language admits."""
    root, problems = read_nodes(text.encode())
    return root is not None and not any(problem.level == "E" for problem in problems)


def said(text: str) -> object:
    """All that a text says: its definition, and each of its values where it is none."""
    root, _ = read_nodes(text.encode())
    assert root is not None
    return read_definition(text.encode(), syntax_only=True).value, list(values(root))


def values(node: Node) -> Iterator[str]:
    """The structure of a node and its values, brackets and quotes left out."""
    match node:
        case Scalar(text):
            yield text
        case Sequence(items):
            yield f"list of {len(items)}"
            for item in items:
                yield from values(item)
        case Mapping(items):
            yield f"map of {len(items)}"
            for key, value in items:
                yield key.text
                yield from values(value)


def held(node: Node) -> Iterator[str]:
    """The values of a node, keys left out."""
    match node:
        case Scalar(text):
            yield text
        case Sequence(items):
            for item in items:
                yield from held(item)
        case Mapping(items):
            for _, value in items:
                yield from held(value)


def brackets(node: Node, text: str) -> Iterator[Sequence | Mapping]:
    """Every collection in brackets; what stands around a comment or an explicit key is left out."""
    if isinstance(node, Scalar):
        return
    if node.flow:
        if set(text[node.span.start : node.span.end]) & {"#", "?"}:
            return
        yield node
    for inner in node.items if isinstance(node, Sequence) else (value for _, value in node.items):
        yield from brackets(inner, text)


@slow
@given(files())
@example("a: |\n  x")
@example("a: |+\n  x\n\n\n")
@example("a: |\n  x \n   \n\n")
@example('a: "b\\ \n  c"\n')
@example("- {a: b c} # remark 1\n- - [x] # remark 2\n")
@example("? k\n: {a: 'b\n\n   c', d: [e\n  f]} # remark 1\n")
@example("a:\n      {b: c d} # remark 1\n")
@example("--- {a: b c}\n")
def test_formatting_changes_no_word(text: str) -> None:
    """The definition and every single value are the same before and after, and so is every comment."""
    assume(readable(text))
    formatted = format_text(text)
    assert said(formatted) == said(text)
    assert sorted(REMARK.findall(formatted)) == sorted(REMARK.findall(text))


@slow
@given(files())
@example("a: {b: c,\n" + " " * 90 + "d: e}\n")
def test_formatting_twice_is_formatting_once(text: str) -> None:
    """What is formatted stays as it is."""
    formatted = format_text(text)
    assert format_text(formatted) == formatted


@slow
@given(files())
def test_no_brackets_are_left_that_break_the_rule(text: str) -> None:
    """Long braces, braces with prose and lists of one item are gone, but around comments."""
    assume(readable(text))
    formatted = format_text(text)
    root, _ = read_nodes(formatted.encode())
    assert root is not None
    for node in brackets(root, formatted):
        written = re.sub(r"[ \t]*\n[ \t]*", " ", formatted[node.span.start : node.span.end])
        prose = (text for text in held(node) if TWO_WORDS.search(text) and not OWN.fullmatch(text))
        assert not (isinstance(node, Sequence) and len(node.items) == 1)
        assert not (isinstance(node, Mapping) and (len(written) > MAX_FLOW or any(prose)))


@slow
@given(files())
def test_lines_end_where_their_text_ends(text: str) -> None:
    """No line ends in white space, but inside a quoted or block text, and the file ends with its last line."""
    assume(readable(text) and not re.search(r"[|>][-+0-9]*[ \t]*(#.*)?$|['\"]", text, re.MULTILINE))
    formatted = format_text(text)
    assert not re.search(r"[ \t]$", formatted, re.MULTILINE)
    assert formatted.endswith("\n")
    assert not formatted.endswith("\n\n")


@slow
@given(mutated(st.sampled_from(list(DRAFTS.values()))))
def test_what_cannot_be_read_is_given_back(text: str) -> None:
    """A text with an error in its YAML comes back as it was: nothing is guessed."""
    assume(not readable(text) and text.strip() and read_nodes(text.encode())[1])
    assert format_text(text) == text
