"""CSV as records: what stands in each line, and why in some of them nothing does.

A block of lines without quotes is left for the engine to split, which is several times
faster; any other goes through Python's strict CSV reader and comes out with a separator that
stands in no line.  Both ways lead to the same fields: a law, tested.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tropa.connectors.files.lines import MAX_LINE, Block
from tropa.connectors.files.reasons import pack

SEPARATOR = "\ufdd0"
"""Between fields on their way to the engine: Unicode keeps it free for such inner uses."""

_MOST_FIELD = 131_072
"""Python's own limit for one field, taken for all."""

_MOST_REREAD = 1_000_000
"""Lines that are given a second chance after a quote that was never closed."""


class Feed:
    """Lines for a CSV reader, which can be taken back by setting ``at``."""

    def __init__(self, lines: Sequence[str], at: int = 0) -> None:
        self._lines = lines
        self.at = at

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at == len(self._lines):
            raise StopIteration
        self.at += 1
        return self._lines[self.at - 1] + "\n"


@dataclass(slots=True)
class Records:
    """Some records of a table, ready for the engine.

    Args:
        lines: Number of each record's first line.
        texts: Each record, its fields parted by ``separator``; of a faulty one, its text.
        faults: Reasons of refusal (``reasons.pack``), None for none, one a record.
        separator: What parts the fields.
    """

    lines: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    faults: list[str | None] = field(default_factory=list)
    separator: str = SEPARATOR

    def add(self, line: int, text: str, fault: str | None = None) -> None:
        """Append one record."""
        self.lines.append(line)
        self.texts.append(text)
        self.faults.append(fault)


class Splitter:
    """Cuts blocks into records; a quoted field may run over several lines, and blocks.

    Args:
        delimiter: What stands between fields.
    """

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._open: list[str] = []  # lines of a record that the last block left open
        self._spare = _MOST_REREAD

    def split(self, block: Block, *, plain: bool = True) -> Records:
        """The records that end in this block.

        Args:
            block: The lines that follow the last block's.
            plain: False forbids the quick way (for tests).
        """
        if plain and not self._open and not block.faults and _is_plain(block.lines):
            numbers = list(range(block.first, block.first + len(block.lines)))
            return Records(numbers, block.lines, [None] * len(numbers), self._delimiter)
        first = block.first - len(self._open)
        lines = self._open + block.lines
        faults = {i + len(self._open): fault for i, fault in block.faults.items()}
        records = Records()
        self._open = []
        start = 0
        for end in (*sorted(faults), len(lines)):
            if start < end:
                self._open = self._stretch(lines[start:end], first + start, records, last=end < len(lines))
            if end < len(lines):
                records.add(first + end, lines[end], faults[end])
            start = end + 1
        return records

    def finish(self, first: int) -> Records:
        """The record that the end of the file left open, if any; ``first`` is the line after the last."""
        records = Records()
        self._stretch(self._open, first - len(self._open), records, last=True)
        return records

    def _stretch(self, lines: list[str], first: int, records: Records, *, last: bool) -> list[str]:
        """Read lines that are all text; those of a record still open at the end, unless it is ``last``."""
        feed = Feed(lines)
        reader = csv.reader(feed, strict=True, delimiter=self._delimiter)
        start = 0
        while start < len(lines):
            try:
                for row in reader:
                    _add(records, first + start, row)
                    start = feed.at
            except csv.Error as error:
                if not last and feed.at == len(lines) and _is_open(error, lines[start:]):
                    return lines[start:]
                for line in self._refused(lines[start : feed.at]):
                    records.add(first + start, line, _reason(error))
                    start += 1
                feed.at = start
        return []

    def _refused(self, lines: list[str]) -> list[str]:
        """Those of a failed record's lines that are lost; the others are to be read again.

        One quote too many must not swallow the good lines after it.  Where that happens a
        million times over, they are lost, each reported, to keep the time in proportion to
        the file.
        """
        self._spare -= len(lines) - 1
        return lines[:1] if self._spare >= 0 else lines


def _is_plain(lines: Sequence[str]) -> bool:
    """Whether the delimiters alone tell the fields of these lines."""
    text = "\n".join(lines)
    odd = '"' in text or "\r" in text or SEPARATOR in text
    return not odd and max(map(len, lines), default=0) <= _MOST_FIELD


def _is_open(error: csv.Error, lines: Sequence[str]) -> bool:
    """Whether a record failed for want of further lines only, and may have them."""
    return "unexpected end of data" in str(error) and sum(map(len, lines)) <= MAX_LINE


def _reason(error: csv.Error) -> str:
    return next((reason for said, reason in _REASONS.items() if said in str(error)), pack("no_csv", str(error)))


_REASONS = {
    "unexpected end of data": pack("never_closed"),
    "expected after": pack("goes_on"),
    "field larger than": pack("field_too_long", f"{_MOST_FIELD:,}"),
    "new-line character": pack("carriage_return"),
}
"""What Python's reader says, and what it means to somebody with a file."""


def _add(records: Records, line: int, row: list[str]) -> None:
    text = SEPARATOR.join(row)
    if text.count(SEPARATOR) >= max(len(row), 1):
        records.add(line, text, pack("no_character"))
    else:
        records.add(line, text)
