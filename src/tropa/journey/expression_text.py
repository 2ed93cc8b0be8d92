"""What a ``switch`` looks at, as text: one operand of a condition."""

from __future__ import annotations

from tropa.journey.condition_error import ConditionError
from tropa.journey.condition_text import format_condition, parse_condition
from tropa.journey.conditions import Operand, Truth


def parse_expression(text: str) -> Operand:
    """The operand of a text.

    Raises:
        ConditionError: It is more, or less, than one operand.

    >>> parse_expression("last('payment_failed', 'reason')")
    Last(event='payment_failed', prop='reason')
    """
    match parse_condition(text):
        case Truth(operand):
            return operand
        case _:
            raise ConditionError(text)


def format_expression(operand: Operand) -> str:
    """The canonical text of an operand."""
    return format_condition(Truth(operand))
