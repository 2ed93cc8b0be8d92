"""Property values as groups: a number and its text are one value (rule R4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from tropa.warehouses.counting.conditions import property_pair
from tropa.warehouses.counting.dialect import Pair, Vocabulary
from tropa.warehouses.counting.table import Column, Columns

Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

MISSING = 0
"""The code of no value at all."""


def canonical(number: float) -> str:
    """A number as the text it is equal to: whole numbers without decimals.

    >>> [canonical(100.0), canonical(-0.0), canonical(0.5), canonical(1e16)]
    ['100', '0', '0.5', '10000000000000000']
    """
    return str(int(number)) if number.is_integer() else repr(number)


class Codebook:
    """Numbers the values met, in order of meeting; 0 stands for a missing value."""

    def __init__(self) -> None:
        self.values: list[str | None] = [None]
        self._codes: dict[str, int] = {}

    def codes(self, texts: Column, numbers: Column) -> Ints:
        """The code of each value.

        Args:
            texts: Texts, shape ``(n,)``, masked where the value is none.
            numbers: Numbers, shape ``(n,)``, masked where the value is none.
        """
        codes = np.full(len(texts), MISSING, np.int64)
        present = ~np.ma.getmaskarray(texts)
        codes[present] = self._codes_of(np.ma.getdata(texts)[present].tolist())
        present = ~np.ma.getmaskarray(numbers)
        distinct, places = np.unique(np.ma.getdata(numbers)[present], return_inverse=True)
        codes[present] = self._codes_of([canonical(number) for number in distinct.tolist()])[places]
        return codes

    def absorb(self, other: Codebook) -> Ints:
        """Number another one's values too; the code here of each code there."""
        return np.append(MISSING, self._codes_of([value for value in other.values if value is not None]))

    def _codes_of(self, texts: list[str]) -> Ints:
        """The codes of some texts, those not met before numbered now."""
        for text in dict.fromkeys(texts):
            if text not in self._codes:
                self._codes[text] = len(self.values)
                self.values.append(text)
        return np.fromiter(map(self._codes.__getitem__, texts), np.int64, len(texts))


def value_columns(prop: str, vocabulary: Vocabulary, label: str, where: str = "TRUE") -> dict[str, str]:
    """The two columns ``codes_of`` reads, asked for where they will matter.

    Raises:
        Unanswerable: The property was not kept.
    """
    pair = property_pair(prop, vocabulary)
    if where != "TRUE":
        pair = Pair(*(f"CASE WHEN {where} THEN {column} END" for column in (pair.text, pair.number)))
    return {f"{label}_text": pair.text, f"{label}_number": pair.number}


def codes_of(chunk: Columns, label: str, codebook: Codebook, rows: Ints | slice = slice(None)) -> Ints:
    """The codes of the values that ``value_columns`` asked for, at some rows."""
    return codebook.codes(chunk[f"{label}_text"][rows], chunk[f"{label}_number"][rows])


def largest_first(sizes: dict[int, int], values: list[str | None]) -> list[int]:
    """The codes of groups by size, largest first, then by value, a missing one last."""
    return sorted(sizes, key=lambda code: (-sizes[code], values[code] is None, values[code] or ""))


def recoding(numbers: Ints, width: int) -> Callable[[int], int]:
    """What becomes of codes ``group * width + kind`` when the groups are numbered anew.

    Args:
        numbers: By a group's old number its new one.
        width: Kinds in a group.
    """
    return lambda code: int(numbers[code // width]) * width + code % width


def renumbered(counter: Counter[int], numbers: Ints) -> Counter[int]:
    """Counts by group when the groups are numbered anew."""
    return Counter({int(numbers[code]): n for code, n in counter.items()})
