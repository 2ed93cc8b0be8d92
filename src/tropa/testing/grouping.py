"""Groups of an answer the long way round: largest first, those beyond the top pooled (rule M6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tropa.measure.questions import Scope
from tropa.testing.oracle import told_and_rest

T = TypeVar("T")
A = TypeVar("A")


def grouped(
    scope: Scope, things: list[T], value_of: Callable[[T], str | None], answer: Callable[[list[T]], A]
) -> tuple[A, tuple[tuple[str | None, A], ...], A | None]:
    """The answer to all things, to those of each value that is told, and to those of the other values."""
    if scope.by is None:
        return answer(things), (), None
    groups: dict[str | None, list[T]] = {}
    for thing in things:
        groups.setdefault(value_of(thing), []).append(thing)
    told, others = told_and_rest(scope, groups)
    return answer(things), tuple((value, answer(groups[value])) for value in told), answer(others) if others else None
