"""The language's reference is complete, and what it says of values is so."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules

import pytest
from docs.generate.language import language_pages, records_told
from docs.generate.written import anchor_of, scalars_in
from tests.unit.docs.reading import anchors, page, sections

from tropa.journey import model
from tropa.journey.codecs.protocol import Reading, Unread
from tropa.journey.codecs.records import keys_of
from tropa.journey.codecs.scalars import ScalarCodec
from tropa.journey.model import steps
from tropa.journey.text.nodes import Scalar
from tropa.journey.text.problems import NOWHERE

MODULES = [import_module(f"{model.__name__}.{found.name}") for found in iter_modules(model.__path__)]


def declared_records() -> set[type]:
    """The records that the model's modules declare."""
    return {
        thing
        for module in MODULES
        for thing in vars(module).values()
        if isinstance(thing, type) and thing.__module__ == module.__name__ and _is_record(thing)
    }


def _is_record(cls: type) -> bool:
    try:
        keys_of(cls)
    except KeyError:
        return False
    return True


def scalars() -> dict[str, ScalarCodec[object]]:
    """Every scalar of the language that is no choice among words, by its id in the catalogue."""
    return {
        scalar.expected: scalar
        for cls in records_told()
        for item in keys_of(cls)
        for scalar in scalars_in(item.codec)
        if not scalar.choices
    }


def reads(scalar: ScalarCodec[object], text: str) -> bool:
    """Whether a scalar takes a text."""
    try:
        scalar.read(Scalar(text, NOWHERE), Reading())
    except Unread:
        return False
    return True


def examples() -> list[tuple[str, str, bool]]:
    """Value, text, and whether the page says that it is taken."""
    found: list[tuple[str, str, bool]] = []
    for part in re.split(r"^\(value-", page("reference/values.md"), flags=re.MULTILINE)[1:]:
        expected = part.split(")=", 1)[0].replace("-", "_")
        for said, written in re.findall(r"^- (Written|Refused): (.+)$", part, re.MULTILINE):
            found += [(expected, text, said == "Written") for text in re.findall("`([^`]+)`", written)]
    return found


def test_the_model_is_told_whole() -> None:
    """Every record that any module of the model declares is in the reference."""
    assert {cls.__name__ for cls in declared_records() - set(records_told())} == set()
    assert declared_records()


def test_every_record_has_a_place_that_links_can_reach() -> None:
    """Each record but the step kinds, which have places of their own, is told under its anchor."""
    told = {anchor for text in language_pages().values() for anchor in anchors(text)}
    kinds = {cls for cls, _ in steps.KINDS.values()}
    missing = {cls.__name__ for cls in declared_records() - kinds if anchor_of(cls) not in told}
    assert missing == {"Shared", "Step"}  # told as the workspace's keys and as what all steps share


@pytest.mark.parametrize("kind", steps.KINDS)
def test_every_step_kind_tells_every_key(kind: str) -> None:
    """A step's own keys stand in the section of its kind."""
    section = sections(language_pages()["step-kinds"], 2)[f"`{kind}`"]
    common = {item.name for item in keys_of(steps.Step)}
    for item in keys_of(steps.KINDS[kind][0]):
        assert item.name in common or f"| `{item.name}` |" in section


def test_every_key_has_a_sentence() -> None:
    """No key of the language is left without a meaning: each says it in a sentence."""
    for cls in records_told():
        for item in keys_of(cls):
            assert re.fullmatch(r"[`A-Z].+\.( \(.+\))?|.+\.\.\.", item.doc), (
                f"{cls.__name__}.{item.name}: {item.doc!r}"
            )


def test_every_form_of_scalar_has_a_section() -> None:
    """Whatever the generated tables link to is on the page about values."""
    told = anchors(page("reference/values.md"))
    assert {name for name in scalars() if f"value-{name.replace('_', '-')}" not in told} == set()


@pytest.mark.parametrize(("expected", "text", "taken"), examples())
def test_the_examples_of_values_are_read_as_told(expected: str, text: str, *, taken: bool) -> None:
    """What is said to be written is read, what is said to be refused is refused."""
    assert reads(scalars()[expected], text) is taken


def test_there_are_examples_of_every_value() -> None:
    """The test above is not empty: each scalar of the language has an example."""
    assert set(scalars()) - {expected for expected, _, _ in examples()} == set()
