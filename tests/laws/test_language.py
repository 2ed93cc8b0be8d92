"""Laws of the language: what is written is read back, whatever the text it is read."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft202012Validator
from tests.laws.drafts import DRAFTS

from tropa.journey.codecs.collections import typed
from tropa.journey.codecs.protocol import Codec, Reading
from tropa.journey.codecs.records import codec_of, records
from tropa.journey.files import KINDS, Definition, Read, read_definition
from tropa.journey.model.steps import KINDS as STEP_KINDS
from tropa.journey.model.steps import StepCodec
from tropa.journey.schema import json_schema
from tropa.journey.schemes import shipped_schemes
from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence
from tropa.journey.text.problems import RULES
from tropa.journey.text.source import read_nodes
from tropa.journey.text.write import write_yaml
from tropa.testing.mutations import ODD, laid_out, mutated
from tropa.testing.strategies import journeys, schemes, strategy_of, workspaces

slow = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

STEPS = {cls for cls, _ in STEP_KINDS.values()}
DEFINITIONS: dict[str, SearchStrategy[Any]] = {"journey": journeys(), "workspace": workspaces(), "scheme": schemes()}


def plain_of(definition: Definition) -> Any:  # noqa: ANN401  plain data
    """A definition as plain data."""
    return KINDS[type(definition).__name__.lower()].write(definition)


def definitions() -> SearchStrategy[Definition]:
    """Definitions of all three kinds, journeys mostly."""
    return st.one_of(journeys(), journeys(), workspaces(), schemes())


def read(text: str) -> Read[Definition]:
    """A text read, references and structure left alone."""
    return read_definition(text.encode(), syntax_only=True)


def drafts() -> SearchStrategy[str]:
    """The drafts as they are."""
    return st.sampled_from(list(DRAFTS.values()))


def files() -> SearchStrategy[str]:
    """Texts that are definitions, or nearly: generated, laid out in every way, drafts, spoilt drafts."""
    generated = laid_out(definitions().map(plain_of))
    return st.one_of(generated, drafts(), mutated(drafts()), mutated(generated, most=2))


@pytest.mark.parametrize("kind", KINDS)
@slow
@given(data=st.data())
def test_what_is_written_is_read_back(kind: str, data: st.DataObject) -> None:
    """A definition, written as a file and read again, equals itself, and is written the same again."""
    definition = data.draw(DEFINITIONS[kind])
    text = write_yaml(plain_of(definition))
    again = read(text)
    assert again.problems == ()
    assert again.value is not None
    assert again.value == definition
    assert write_yaml(plain_of(again.value)) == text


@pytest.mark.parametrize("cls", records(), ids=lambda cls: cls.__name__)
@settings(slow, max_examples=40)
@given(data=st.data())
def test_every_record_is_read_back(cls: type, data: st.DataObject) -> None:
    """So every key, scalar, signal, condition and kind of step is drawn, written and read, often enough."""
    codec: Codec[Any] = StepCodec() if cls in STEPS else codec_of(cls)
    value = data.draw(strategy_of(codec_of(cls)))
    text = write_yaml([codec.write(value)])
    root, problems = read_nodes(text.encode())
    assume(isinstance(root, Sequence))  # steps may be drawn deeper than is read
    assert isinstance(root, Sequence)
    assert problems == []
    reading = Reading()
    assert codec.read(root.items[0], reading) == value
    assert {problem.rule for problem in reading.problems} <= {"RE02"}  # two steps may have drawn one id
    assert write_yaml([codec.write(codec.read(root.items[0], Reading()))]) == text


@slow
@given(data=st.data())
def test_the_layout_says_nothing(data: st.DataObject) -> None:
    """Block style, brackets and folded lines say the same."""
    definition = data.draw(definitions())
    again = read(data.draw(laid_out(st.just(plain_of(definition)))))
    assert again.value == definition, again.problems


def as_an_editor_sees(node: Node) -> Any:  # noqa: ANN401  plain data
    """The data of a node under YAML 1.2's core schema, by which editors validate."""
    match node:
        case Scalar(text, plain=plain):
            return typed(text) if plain else text
        case Sequence(items):
            return [as_an_editor_sees(item) for item in items]
        case Mapping(items):
            return {key.text: as_an_editor_sees(value) for key, value in items}


@cache
def validator() -> Draft202012Validator:
    """The language's schema, itself checked."""
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def accepted_by_the_schema(text: str) -> bool:
    """Whether an editor finds nothing wrong."""
    root, _ = read_nodes(text.encode())
    assert root is not None
    return bool(validator().is_valid(as_an_editor_sees(root)))


@slow
@given(files())
def test_what_the_parser_accepts_the_schema_accepts(text: str) -> None:
    """An editor never underlines what the reader takes."""
    assume(read(text).value is not None)
    assert accepted_by_the_schema(text)


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ("class: service", "class: servize"),
        ("up_to: 14d", "up_to: 14 days"),
        ("signpost:", "signpots:"),
        ("- send: welcome", "- sned: welcome"),
    ],
)
def test_the_schema_refuses_too(sound: str, broken: str) -> None:
    """The schema sees misspelt keys, words and scalars: it is no schema that takes everything."""
    draft = DRAFTS["1-premium.yaml"]
    assert accepted_by_the_schema(draft)
    assert sound in draft
    assert not accepted_by_the_schema(draft.replace(sound, broken))


def check_a_reading(content: bytes) -> None:
    """What every reading keeps to, whatever was read."""
    found = read_definition(content, file="f.yaml", schemes=shipped_schemes())
    assert (found.value is None) == any(problem.level == "E" for problem in found.problems)
    lines = content.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    for problem in found.problems:
        assert problem.rule in RULES
        assert problem.file == "f.yaml"
        assert 1 <= problem.span.line <= len(lines)
        assert 1 <= problem.span.column <= len(lines[problem.span.line - 1]) + 1


@slow
@given(
    st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
@example(b"journey: \xed\xa0\x80")
@example("journey: a".encode("utf-16"))
@example(b"\xef\xbb\xbfjourney: a\xff")
def test_no_bytes_crash_the_reader(content: bytes) -> None:
    """Any bytes at all give a definition or problems with a place in the text."""
    check_a_reading(content)


@slow
@given(st.lists(st.sampled_from([*ODD, "journey: a", "steps:", "start: ", "\n", "\n  ", "a", "b: "]), max_size=12))
def test_no_scraps_of_yaml_crash_the_reader(scraps: list[str]) -> None:
    """Scraps of YAML and of the language in any order give a definition or problems."""
    check_a_reading("".join(scraps).encode())


@slow
@given(mutated(drafts()))
def test_no_spoilt_draft_crashes_the_reader(text: str) -> None:
    """Drafts with lines lost, doubled, swapped, shifted and odd characters give a definition or problems."""
    check_a_reading(text.encode("utf-8", "surrogatepass"))
