"""The JSON Schema of the language, for editors that complete and check while typing."""

from __future__ import annotations

from tropa.journey.codecs.protocol import JsonSchema, Schemas
from tropa.journey.files import KINDS

UNSEEN = (
    "whether a name that is referred to is declared",
    "whether signals, conditions and chains can be read",
    "whether a step has one kind key and gives no field twice",
    "whether `back_to` leads to an earlier step",
    "whether a range, a ladder or the arms of an experiment are in order",
    "whether a text's locale is declared",
)
"""What the parser finds and the schema cannot see."""


def json_schema() -> JsonSchema:
    """The schema of all three kinds of files; what the parser accepts it accepts."""
    schemas = Schemas()
    kinds = [codec.schema(schemas) for codec in KINDS.values()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tropa: journey, workspace or scheme",
        "description": "Not seen by this schema: " + "; ".join(UNSEEN) + ".",
        "anyOf": kinds,
        "$defs": schemas.definitions,
    }
