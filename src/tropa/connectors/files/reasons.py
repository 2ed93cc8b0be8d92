"""Reasons of bad lines on their way through the engine: the id and its params as one text, and back again."""

from __future__ import annotations

from collections.abc import Mapping

from tropa.ports.reasons import Reason

_BETWEEN = "\x1f"
"""Between id and params: the separator of units, which no label of ours holds."""

PARAMS: Mapping[str, tuple[str, ...]] = {
    # of any line of text
    "nul": (),
    "too_long": ("most",),
    "not_utf8": ("byte", "position"),
    # of what a line says happened
    "no_customer": ("label",),
    "no_name": ("label",),
    "no_time": ("label",),
    "time_is_number": ("label", "example", "met"),
    "bad_time": ("label", "example", "met"),
    "no_arrival": ("label",),
    "bad_arrival": ("label", "met"),
    "out_of_years": (),
    # of JSON
    "no_object": ("kind",),
    "no_json": ("position", "said"),
    "half_surrogate": (),
    "too_deep": (),
    "wrong_shape": ("said",),
    "traits_no_object": ("kind",),
    "no_call": (),
    "unknown_type": ("known", "met"),
    "unknown_type_near": ("known", "near", "met"),
    "unknown_type_kind": ("known", "kind"),
    # of CSV
    "never_closed": (),
    "goes_on": (),
    "field_too_long": ("most",),
    "no_csv": ("said",),
    "carriage_return": (),
    "no_character": (),
    "ragged": ("expected", "n"),
}
"""The names of each reason's params, in the order in which they are packed; what comes from outside stands last."""


def pack(reason: str, *values: str) -> str:
    """A reason as a text.

    >>> unpack(pack("ragged", "3", "4"))
    Reason(id='ragged', params={'expected': '3', 'n': '4'})
    """
    return _BETWEEN.join((reason, *(value.replace(_BETWEEN, " ") for value in values)))


def packed_sql(reason: str, *expressions: str) -> str:
    """SQL of a reason as a text, its params given as SQL."""
    return f" || chr({ord(_BETWEEN)}) || ".join((f"'{reason}'", *expressions))


def unpack(packed: str) -> Reason:
    """A reason of a text."""
    reason, *rest = packed.split(_BETWEEN, 1)
    names = PARAMS[reason]
    values = rest[0].split(_BETWEEN, len(names) - 1) if rest else []
    return Reason(reason, dict(zip(names, values, strict=True)))
