"""The glossary binds: each word is a key, a class or a column of its name, or says nothing of them."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import walk_packages

import pytest
from docs.generate.language import records_told
from tests.unit.docs.reading import page

import tropa
from tropa.journey.codecs.records import keys_of
from tropa.journey.model.steps import KINDS
from tropa.ports.log import Landing

VOCABULARY = [
    "Customer",
    "Event",
    "Trait",
    "Segment",
    "Journey",
    "Version",
    "Stage",
    "Touchpoint",
    "Communication",
    "Target action",
    "Evaluation",
    "Responsible",
    "Role",
    "Participant",
    "Component",
    "Guide",
    "Request",
    "Step",
    "Run",
    "Position",
    "Transition",
    "Message",
    "Receipt",
    "Task",
    "Visit",
    "Conversation",
    "Incident",
    "Walk",
    "Finding",
    "Break point",
    "Improvement",
    "Experiment",
    "Survey",
]
"""The words of the design, section 3."""

ENTRIES = dict(re.findall(r"^(\S[^\n]*)\n: (.*?)(?=\n\n|\Z)", page("glossary.md"), re.DOTALL | re.MULTILINE))
PURE_ROOMS = ("lint", "journey", "plan", "engine", "measure", "simulate", "ports")


def keys() -> set[str]:
    """Every key of the language, step kinds among them."""
    return {item.name for cls in records_told() for item in keys_of(cls)} | set(KINDS)


def classes() -> set[str]:
    """Every public class of the rooms that the glossary speaks of."""
    names = set()
    for found in walk_packages(tropa.__path__, "tropa."):
        if found.name.split(".")[1] in PURE_ROOMS:
            module = import_module(found.name)
            names |= {name for name, thing in vars(module).items() if isinstance(thing, type)}
    return names


def named(kind: str) -> list[tuple[str, str]]:
    """Word and name of every *Key*, *Class* or *Column* that the glossary gives."""
    return [(word, name) for word, text in ENTRIES.items() for name in re.findall(rf"\*{kind}:\*\s+`(\w+)`", text)]


@pytest.mark.parametrize("word", VOCABULARY)
def test_every_word_of_the_design_is_told(word: str) -> None:
    """The glossary tells each word of the vocabulary in a sentence."""
    assert re.match(r"[A-Z].+\.", ENTRIES[word], re.DOTALL)


def test_the_keys_that_the_glossary_names_exist() -> None:
    """A *key* of the glossary is a key of the language."""
    assert [(word, name) for word, name in named("Key") if name not in keys()] == []


def test_the_classes_that_the_glossary_names_exist() -> None:
    """A *class* of the glossary is a class in the code."""
    assert [(word, name) for word, name in named("Class") if name not in classes()] == []


def test_the_columns_that_the_glossary_names_exist() -> None:
    """A *column* of the glossary is a column of the landing, or a field of what is told of it."""
    columns = set(re.findall(r"``(\w+)``", Landing.__doc__ or "")) | set(Landing.__dataclass_fields__) | {"share"}
    assert [(word, name) for word, name in named("Column") if name not in columns] == []


@pytest.mark.parametrize("word", ["Journey", "Stage", "Touchpoint", "Role", "Component", "Step", "Experiment"])
def test_a_word_that_is_a_class_says_so(word: str) -> None:
    """Where the code has a class of the word's name, the glossary names it."""
    assert (word, word.replace(" ", "")) in named("Class")
