"""Codecs of the language's own texts: signals and conditions."""

from __future__ import annotations

import re

from tropa.journey.codecs.protocol import JsonSchema, Plain, Reading, Schemas, Unfilled, Unread, need_scalar
from tropa.journey.codecs.scalars import ANY_SCALAR, NAME
from tropa.journey.condition_error import ConditionError
from tropa.journey.condition_text import MAX_LENGTH, format_condition, parse_condition
from tropa.journey.conditions import Condition, Name, operands
from tropa.journey.signal_text import SignalError, format_signal, parse_signal
from tropa.journey.signals import Named, Ref, Signal, When, leaves
from tropa.journey.text.nodes import Mapping, Node, Scalar

REFERRED = frozenset({"components", "visits", "changes"})
"""Sections that a reference inside a signal names: ``visits.technician.done``."""


MAX_CONDITIONS = 50_000
"""Characters of all conditions of a file: reading one costs a hundred times the text around it."""

_SAYS_MORE = re.compile(r"\bwhe(re|n)\b", re.IGNORECASE)


def afford(scalar: Scalar, reading: Reading) -> None:
    """Count a condition that is about to be read.

    Raises:
        Unread: The file's conditions are longer than a file may say; the first that is too much
            is told.
    """
    before = reading.conditions_length
    reading.conditions_length += min(len(scalar.text), MAX_LENGTH)  # a longer one is refused unread
    if reading.conditions_length > MAX_CONDITIONS:
        if before <= MAX_CONDITIONS:
            reading.note("PA02", scalar.span, limit="conditions", most=str(MAX_CONDITIONS))
        raise Unread


def _condition_of(leaf: Named | When) -> Condition | None:
    return leaf.where if isinstance(leaf, Named) else leaf.condition


def _refer(condition: Condition, node: Node, reading: Reading) -> None:
    """Note what ``components.X.done`` in a condition refers to."""
    for operand in operands(condition):
        if isinstance(operand, Name) and operand.scope == "components":
            reading.refer(("components",), operand.path[0], node.span)


class SignalCodec:
    """A signal in its text form, or ``{event: NAME}``."""

    def read(self, node: Node, reading: Reading) -> Signal:
        """The signal; a phrase it does not know is a name."""
        if isinstance(node, Mapping) and [key.text for key, _ in node.items] == ["event"]:
            ((_, name),) = node.items
            if isinstance(name, Scalar) and name.empty:
                raise Unfilled
            return Named(NAME.read(name, reading))
        scalar = need_scalar(node, reading, "signal")
        if _SAYS_MORE.search(scalar.text):
            afford(scalar, reading)
        try:
            signal = parse_signal(scalar.text, reading.roots)
        except SignalError as error:
            raise reading.refuse(node, "signal", part=error.met) from error
        for leaf in leaves(signal):
            if isinstance(leaf, Ref) and len(leaf.path) > 1 and leaf.path[0] in REFERRED:
                reading.refer((leaf.path[0],), leaf.path[1], node.span)
            elif isinstance(leaf, Named | When) and (condition := _condition_of(leaf)) is not None:
                _refer(condition, node, reading)
        return signal

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
        afford(scalar, reading)
        try:
            condition = parse_condition(scalar.text)
        except ConditionError as error:
            raise reading.refuse(node, "condition", part=error.met) from error
        _refer(condition, node, reading)
        return condition

    def write(self, value: Condition) -> Plain:
        """The canonical text."""
        return format_condition(value)

    def schema(self, schemas: Schemas) -> JsonSchema:
        """Any scalar: the schema does not read conditions."""
        del schemas
        return {"description": "A condition: a boolean SQL expression.", **ANY_SCALAR}


SIGNAL = SignalCodec()
CONDITION = ConditionCodec()
