"""What a property's value is in the canonical layout: a text, or a number, or neither."""

from __future__ import annotations

import math
from typing import Any

import msgspec

_NOT_A_NUMBER = math.nan
"""How a float array says null: DuckDB reads NaN in it so."""


def as_text(value: Any) -> str | None:  # noqa: ANN401 - whatever JSON may hold
    """The value where a text is wanted, as for a customer: numbers become their digits.

    A number that is whole is written without a point, so that customer ``12.0`` of one
    file is customer ``12`` of another; a list or an object is its JSON text.
    """
    match value:
        case str() | None:
            return value
        case bool():
            return "true" if value else "false"
        case float() if not math.isfinite(value):
            return None
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
        case _:
            return msgspec.json.encode(value).decode()


def property_text(value: Any) -> str | None:  # noqa: ANN401 - whatever JSON may hold
    """The ``t`` of a property: null where it is a number."""
    return as_text(value) if isinstance(value, bool) or not isinstance(value, int | float) else None


def property_number(value: Any) -> float:  # noqa: ANN401 - whatever JSON may hold
    """The ``n`` of a property: NaN, which stands for null, where it is no finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _NOT_A_NUMBER
    try:
        number = float(value)
    except OverflowError:  # an integer of more than 308 digits
        return _NOT_A_NUMBER
    return number if math.isfinite(number) else _NOT_A_NUMBER
