"""Writing: plain data becomes a file that every reader of YAML reads the same."""

from __future__ import annotations

import pytest
import yaml
from tests.unit.journey.readings import journey, read

from tropa.journey.codecs.collections import typed
from tropa.journey.files import KINDS
from tropa.journey.text.write import is_typed_elsewhere, write_yaml
from tropa.testing.texts import AWKWARD


@pytest.mark.parametrize("text", AWKWARD)
def test_a_text_stays_a_text(text: str) -> None:
    """Whatever it looks like: for readers of YAML 1.1 and of YAML 1.2, as value and as key."""
    written = write_yaml({"key": text, text + "k": [text]})
    assert yaml.safe_load(written) == {"key": text, text + "k": [text]}
    held = journey(write_yaml({"steps": [{"emit": "e", "properties": {"p": text}}]})).steps
    assert held is not None
    assert getattr(held[0], "properties")["p"] == text  # noqa: B009  steps of one kind have it


@pytest.mark.parametrize("text", ["010", "1e3", ".5", "5.", "0x1F", "~", "<<", "+.5", "-1", "1_000"])
def test_what_another_reader_types_is_known(text: str) -> None:
    """Such texts are quoted."""
    assert is_typed_elsewhere(text)
    assert "'" in write_yaml([text])


@pytest.mark.parametrize("text", ["yes please", "a1", "1a", "3d", "1.2.3"])
def test_ordinary_texts_are_written_bare(text: str) -> None:
    """Quotes stand only where they are needed."""
    assert not is_typed_elsewhere(text)
    assert typed(text) == text
    assert write_yaml([text]) == f"- {text}\n"


def test_lines_are_written_as_lines() -> None:
    """A text of several lines is a block, its order and line ends kept."""
    assert write_yaml({"a": "one\ntwo\n"}) == "a: |\n  one\n  two\n"
    assert write_yaml({"a": "one\ntwo"}) == "a: |-\n  one\n  two\n"


def test_a_journey_is_written_in_the_order_of_its_keys() -> None:
    """The kind first; what is at its default is left out."""
    held = journey("steps: [{send: x, by: [sms]}]\ntitle: Shop\nmode: run\n")
    assert write_yaml(KINDS["journey"].write(held)) == ("journey: a\ntitle: Shop\nsteps:\n- send: x\n  by: sms\n")


def test_figures_are_written_so_that_they_are_read_again() -> None:
    """The smallest of amounts too, without an exponent."""
    text = "journey: a\nindicators:\n  i:\n    sum: '0.5'\n    at_least: 0.000000001\n"
    value = read(text).value
    assert value is not None
    again = write_yaml(KINDS["journey"].write(value))
    assert "0.000000001" in again
    assert read(again).value == value
