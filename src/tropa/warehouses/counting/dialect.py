"""What no two engines write alike, and what the columns of a sorted log are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

NUMERIC_TEXT = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
"""Text that reads as a number, in full: no blanks, no thousands, ASCII digits only.

The engines' own casts are wider, each in its way (``1_000``, ``nan``, ``1d``), so the pattern
stands before them.
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A value as SQL: its text and its number, at most one of them not null."""

    text: str
    number: str


class Dialect(Protocol):
    """An engine's SQL, where it differs from the others'.

    Laws: null beside anything is unknown, as SQL has it; texts compare by code point; the answers
    of two dialects over equal columns are equal.  All else that is asked of an engine is
    ``CASE``, ``coalesce``, ``AND``, ``OR``, ``NOT``, ``IS NULL``, comparisons, integers written out
    and ``CAST(... AS BIGINT)``.
    """

    @property
    def no_text(self) -> str:
        """A null of the type of texts."""

    @property
    def no_number(self) -> str:
        """A null of the type of numbers."""

    def text(self, value: str) -> str:
        """A text as a literal: the one place where foreign text enters a statement."""

    def number(self, value: float) -> str:
        """A number as a literal, to the last bit."""

    def number_in(self, text: str) -> str:
        """The finite number that all of a text reads as (``NUMERIC_TEXT``), else null."""

    def like(self, text: str, pattern: str) -> str:
        """Whether a text has the form of a pattern of ``%`` and ``_``, in which nothing else is special."""

    def among(self, column: str, codes: Sequence[int]) -> str:
        """Whether a column, never null, holds one of some numbers from 0 on, at least one."""

    def hashed(self, pair: Pair) -> str:
        """A value as a BIGINT from 0 to 2^62 - 1, the same for a number and its text (R4); null for none."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the sorted table calls the things that conditions and signals name.

    Args:
        names: Event names in order of code point; the place of a name is its code.
        properties: Event properties; number *i* stands in the columns ``t{i}``, ``n{i}``.
        dialect: The SQL in which they are asked for.
        traits: Customer traits; number *i* stands in ``trait_t{i}``, ``trait_n{i}``.
    """

    names: tuple[str, ...]
    properties: tuple[str, ...]
    dialect: Dialect
    traits: tuple[str, ...] = ()

    def number_of(self, pair: Pair) -> str:
        """The number, or the text where all of it reads as a finite number."""
        return f"coalesce({pair.number}, {self.dialect.number_in(pair.text)})"
