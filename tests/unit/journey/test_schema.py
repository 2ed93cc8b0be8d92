"""The schema: every key with its meaning, and what it cannot see."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tropa.journey.codecs.records import keys_of
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import KINDS, Step
from tropa.journey.model.touchpoints import Touchpoint
from tropa.journey.model.workspace import Workspace
from tropa.journey.schema import UNSEEN, json_schema


@cache
def validator() -> Draft202012Validator:
    """The schema, itself checked."""
    Draft202012Validator.check_schema(json_schema())
    return Draft202012Validator(json_schema())


def valid(data: Any) -> bool:  # noqa: ANN401  plain data
    """Whether the schema accepts it."""
    return bool(validator().is_valid(data))


@pytest.mark.parametrize("cls", [Journey, Workspace, Touchpoint])
def test_every_key_is_told_with_its_meaning(cls: type) -> None:
    """What an editor shows while somebody types is what the model says."""
    properties = json_schema()["$defs"][cls.__name__]["properties"]
    assert {name: entry["description"] for name, entry in properties.items()} == {
        item.name: item.doc for item in keys_of(cls)
    }


def test_every_kind_of_step_is_an_alternative() -> None:
    """With its own fields and those that all steps share."""
    alternatives = json_schema()["$defs"]["step"]["anyOf"]
    assert [one["required"] for one in alternatives] == [[kind] for kind in KINDS]
    common = {item.name for item in keys_of(Step)}
    assert all(common < set(one["properties"]) for one in alternatives)


@pytest.mark.parametrize(
    "data",
    [
        {"journey": "a"},
        {"journey": "a", "title": None, "touchpoints": {"t": None}, "steps": [{"send": "t"}]},
        {"journey": "a", "title": 42, "key": "none", "source": 10, "success": {"event": "x"}},
        {"journey": "a", "steps": [{"task": {"title": {"en": "x"}, "to": "a"}, "due": "1d"}]},
        {"journey": "a", "stages": {"use": "lifecycle", "onboarding": {"min": "1d"}}},
        {"workspace": "w", "caps": {"reminder": "3 per 1w"}},
        {"scheme": "s", "stages": [{"id": "a", "forbid": "cross_sell"}]},
    ],
)
def test_what_is_right_is_accepted(data: object) -> None:
    """Files of all three kinds, half-filled ones too."""
    assert valid(data)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"title": "x"},
        {"journey": "Not An Id"},
        {"journey": "a", "nope": 1},
        {"journey": "a", "mode": "walk"},
        {"journey": "a", "touchpoints": {"t": {"class": "servize"}}},
        {"journey": "a", "touchpoints": {"T": {}}},
        {"journey": "a", "steps": [{"sned": "t"}]},
        {"journey": "a", "steps": [{"send": "t", "upto": "1d"}]},
        {"journey": "a", "steps": {"send": "t"}},
        {"journey": "a", "steps": [{"wait": "1d", "up_to": "soon"}]},
        {"journey": "a", "start": {"evnt": "x"}},
        {"scheme": "s"},
    ],
)
def test_what_is_plainly_wrong_is_refused(data: object) -> None:
    """Unknown keys, misspelt words, wrong forms, missing keys."""
    assert not valid(data)


def test_what_the_schema_cannot_see_is_said() -> None:
    """In the schema itself, where editors show it."""
    description = json_schema()["description"]
    assert UNSEEN
    assert all(one in description for one in UNSEEN)
