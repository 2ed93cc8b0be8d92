"""What the editor knows of the language is what the language's own schema says."""

from __future__ import annotations

from typing import Any

import pytest

from tropa.data.words import LANGUAGES, Words
from tropa.editor.completing import field_doc
from tropa.editor.forms import Field, fields_of, spot_of, step_kind, words_of_value
from tropa.editor.hovering import written_of
from tropa.journey.codecs.protocol import Path, Schemas
from tropa.journey.codecs.records import keys_of
from tropa.journey.files import KINDS
from tropa.journey.model.steps import KINDS as STEPS
from tropa.journey.schema import json_schema

SCHEMA: dict[str, Any] = json_schema()


def resolved(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """A schema as its alternatives; steps, which hold steps, are left to a test of their own."""
    if schema.get("$ref") == "#/$defs/step":
        return []
    if "$ref" in schema:
        return resolved(SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[-1]])
    found = [part for one in schema.get("anyOf", []) for part in resolved(one)]
    return [*found, *([schema] if schema.keys() - {"anyOf", "description"} else [])]


def keys_under(schema: dict[str, Any], path: Path) -> dict[Path, set[str]]:
    """The keys that a schema allows, by the path of their mapping; ``some`` stands for any name."""
    found: dict[Path, set[str]] = {}
    for one in resolved(schema):
        if one.get("properties"):
            found.setdefault(path, set()).update(one["properties"])
        inner = [(name, value) for name, value in one.get("properties", {}).items()]
        inner += [("some", one["additionalProperties"])] if isinstance(one.get("additionalProperties"), dict) else []
        inner += [(0, one["items"])] if "items" in one else []
        for name, value in inner:
            for at, names in keys_under(value, (*path, name)).items():
                found.setdefault(at, set()).update(names)
    return found


PLACES = {
    (kind, path): names
    for kind, codec in KINDS.items()
    for path, names in keys_under(codec.object_schema(Schemas(SCHEMA["$defs"])), ()).items()
}


def fields_at(kind: str, path: Path) -> tuple[Field, ...]:
    """The fields that the editor knows at a path of a kind of file."""
    spot = spot_of(path, lambda at: (kind,) if at == () else ())
    return tuple(field for codec in spot.codecs for field in fields_of(codec, ()))


@pytest.mark.parametrize(("kind", "path"), PLACES, ids=lambda value: value if isinstance(value, str) else str(value))
def test_a_record_has_the_keys_of_its_schema(kind: str, path: Path) -> None:
    """Wherever the schema allows keys, the editor proposes them, and no others."""
    assert {field.name for field in fields_at(kind, path)} == PLACES[(kind, path)]


def test_there_are_places_of_every_kind() -> None:
    """The walk over the schema reaches the records; without it the test above would prove nothing."""
    assert len(PLACES) > 80
    assert {kind for kind, _ in PLACES} == set(KINDS)


@pytest.mark.parametrize("kind", STEPS)
def test_a_step_has_its_kind_and_the_fields_of_its_record(kind: str) -> None:
    """Beside the kind stand the record's fields but its subject, inside it all of them."""
    cls, subject = STEPS[kind]
    names = {item.name: item.field for item in keys_of(cls)}

    def beside(at: Path) -> tuple[str, ...]:
        return ("journey",) if at == () else (kind, "note")

    step = spot_of(("steps", 0), beside)
    flat = {field.name for codec in step.codecs for field in fields_of(codec, (kind, "note"))}
    assert flat == {kind} | {name for name, field in names.items() if field != subject}
    inside = {field.name for codec in spot_of(("steps", 0, kind), beside).codecs for field in fields_of(codec, ())}
    assert kind == "set" or set(names) <= inside


def test_the_kind_of_a_step_is_the_key_that_names_one() -> None:
    """Whatever stands beside it, and before it."""
    assert step_kind(("id", "note", "wait", "up_to")) == "wait"
    assert step_kind(("id", "note")) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_words(language: str) -> None:
    """Whatever is proposed says what it means and how it is written, in every language."""
    words = Words(language)
    for kind, path in PLACES:
        for field in fields_at(kind, path):
            assert field_doc(field, words)
            spot = spot_of((*path, field.name), lambda at, kind=kind: (kind,) if at == () else ())  # type: ignore[misc]  # bound now
            assert written_of(spot, words) or field.name == "default"


def test_words_of_a_truth_value_are_the_languages_own() -> None:
    """``yes`` and ``no`` are proposed, as ``tropa fmt`` writes them."""
    spot = spot_of(("touchpoints", "w", "urgent"), lambda at: ("journey",) if at == () else ())
    assert [word for codec in spot.codecs for word in words_of_value(codec)] == ["yes", "no"]
