"""Codecs of the language's own texts: signals and conditions."""

from __future__ import annotations

from tropa.journey.codecs.protocol import JsonSchema, Plain, Reading, Schemas, need_scalar
from tropa.journey.codecs.scalars import ANY_SCALAR, NAME
from tropa.journey.condition_text import ConditionError, format_condition, parse_condition
from tropa.journey.conditions import Condition
from tropa.journey.signal_text import SignalError, format_signal, parse_signal
from tropa.journey.signals import Named, Signal
from tropa.journey.text.nodes import Mapping, Node


class SignalCodec:
    """A signal in its text form, or ``{event: NAME}``."""

    def read(self, node: Node, reading: Reading) -> Signal:
        """The signal; a phrase it does not know is a name."""
        if isinstance(node, Mapping) and [key.text for key, _ in node.items] == ["event"]:
            return Named(NAME.read(node.items[0][1], reading))
        scalar = need_scalar(node, reading, "signal")
        try:
            return parse_signal(scalar.text, reading.roots)
        except SignalError as error:
            raise reading.refuse(node, "signal", part=error.met) from error

    def write(self, value: Signal) -> Plain:
        """The canonical text."""
        return format_signal(value)

    def schema(self, schemas: Schemas) -> JsonSchema:
        """Any scalar: the schema does not read signals."""
        schemas.definitions.setdefault(
            "signal",
            {
                "description": "A signal: an event's name, any(...), all(...), at_least(n, ...), or a reference.",
                "anyOf": [
                    ANY_SCALAR,
                    {
                        "type": "object",
                        "properties": {"event": ANY_SCALAR},
                        "required": ["event"],
                        "additionalProperties": False,
                    },
                ],
            },
        )
        return {"$ref": "#/$defs/signal"}


class ConditionCodec:
    """A condition in its text form."""

    def read(self, node: Node, reading: Reading) -> Condition:
        """The condition's tree."""
        scalar = need_scalar(node, reading, "condition")
        try:
            return parse_condition(scalar.text)
        except ConditionError as error:
            raise reading.refuse(node, "condition", part=error.met) from error

    def write(self, value: Condition) -> Plain:
        """The canonical text."""
        return format_condition(value)

    def schema(self, schemas: Schemas) -> JsonSchema:
        """Any scalar: the schema does not read conditions."""
        del schemas
        return {"description": "A condition: a boolean SQL expression.", **ANY_SCALAR}


SIGNAL = SignalCodec()
CONDITION = ConditionCodec()
