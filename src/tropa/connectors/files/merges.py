"""Which ids are one customer: a CSV file of two columns, ``previous`` and ``customer``."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from tropa.ports.log import LogUnreadable

MOST_MERGES = 1_000_000
"""Rows of a file; a log with more ids to merge is better written with the right ones."""

HEADER = ["previous", "customer"]


def read_merges(path: Path) -> list[tuple[str, str]]:
    """The pairs of a file, in order; a row of two equal ids says nothing and is left out.

    Raises:
        LogUnreadable: There is no such file, or what is in it is something else; the line is told.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [pair for pair in _pairs(str(path), csv.reader(file, strict=True)) if pair[0] != pair[1]]
    except OSError as error:
        raise LogUnreadable(str(path), error.strerror or str(error)) from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise LogUnreadable(str(path), f"this is no CSV file in UTF-8: {error}") from error


def _pairs(path: str, rows: Iterator[list[str]]) -> Iterator[tuple[str, str]]:
    header = next(rows, [])
    if header != HEADER:
        raise LogUnreadable(path, f"met the columns {header}, expected {HEADER}", 1)
    for line, row in enumerate(rows, start=2):
        if len(row) != len(HEADER) or not all(row):
            raise LogUnreadable(path, f"met {row}, expected two ids", line)
        if line > MOST_MERGES + 1:
            raise LogUnreadable(path, f"it has more than {MOST_MERGES} rows", line)
        yield row[0], row[1]
