"""Answers to the newer questions as plain data for programs: the names of fields are a promise."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from tropa.measure.sharing import Grouped
from tropa.stats.survival import Curve

Data = dict[str, Any]


def plain(value: object) -> Any:  # noqa: ANN401  whatever JSON has
    """A value of our frozen types as JSON has it; curves are left to the pictures."""
    if is_dataclass(value) and not isinstance(value, type):
        held = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: plain(one) for name, one in held.items() if not isinstance(one, Curve)}
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def grouped_data(answer: Grouped[Any], name: str) -> Data:
    """An answer in all, by value, and for the values beyond the top.

    Args:
        answer: The answer.
        name: What a list of rows is called; an answer that is no list has its fields side by side.
    """

    def rows(value: object) -> Data:
        told = plain(value)
        return {name: told} if isinstance(told, list) else dict(told)

    return {
        **rows(answer.total),
        "groups": [{"value": value, **rows(one)} for value, one in answer.groups],
        "pooled": rows(answer.rest) if answer.rest is not None else None,
        "overlap": answer.overlap,
        "n_events": answer.n_events,
        "n_customers": answer.n_customers,
    }
