"""What was changed in a spreadsheet since it was written: cell by cell, whatever the order of rows and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tropa.journey.tables.columns import SHEETS, Column
from tropa.journey.tables.grid import Grid, place
from tropa.journey.tables.origin import MARK, MOST_IN_CELL, Origin
from tropa.journey.tables.table import clean
from tropa.journey.tables.vocabulary import fold

_HEADING_ROWS = 20
"""Headings stand in one of the first so many rows: people put titles above them."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that is not as it was written.

    Args:
        sheet: The sheet's id.
        row: The id of the thing in its row.
        column: Its column.
        text: What it holds now; empty where it was emptied.
        place: Where it is, for messages: ``Touchpoints!C5``.
        cut: It was too long for a cell, and shown in part.
    """

    sheet: str
    row: tuple[str, ...]
    column: Column
    text: str
    place: str
    cut: bool = False


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that was not there: its cells by column, and its place."""

    sheet: str
    cells: tuple[Change, ...]
    keys: Mapping[str, str]
    place: str


@dataclass(slots=True)
class Changes:
    """All that was changed.

    Args:
        cells: Cells that are not as they were.
        rows: Rows that were not there.
        gone: Rows that are there no longer, by the ids of their things.
        gone_sheets: Sheets that are there no longer, by title.
        unknown: Columns that were added, by heading.
        repeated: Places of rows whose thing has a row already.
    """

    cells: list[Change] = field(default_factory=list)
    rows: list[NewRow] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    gone_sheets: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


def changes_of(grids: Sequence[Grid], origin: Origin) -> Changes:
    """What was changed in the sheets since they were written."""
    found = Changes()
    for sheet in origin.sheets:
        sought = _Sought.of(sheet, origin)
        met = next(filter(None, map(sought.found_in, _likeliest(grids, origin.sheets[sheet]))), None)
        if met is None:
            found.gone_sheets.append(origin.sheets[sheet])
        else:
            _compare(met, sought, origin, found)
    return found


def _likeliest(grids: Sequence[Grid], title: str) -> list[Grid]:
    return sorted((grid for grid in grids if grid.name != MARK), key=lambda grid: grid.name != title)


@dataclass(frozen=True, slots=True)
class _Found:
    """A sheet's grid, the row of its headings, and which column stands where."""

    grid: Grid
    header: int
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Sought:
    """A sheet that was written, to be found again."""

    sheet: str
    columns: Mapping[str, Column]
    headings: Mapping[str, str]

    @classmethod
    def of(cls, sheet: str, origin: Origin) -> _Sought:
        known = {column.key: column for column in SHEETS.get(sheet, ())}
        columns = {key: known.get(key) or _said_in(key) for key in origin.headings[sheet]}
        return cls(sheet, columns, origin.headings[sheet])

    @property
    def keys(self) -> list[str]:
        """The columns that hold the id of a row's thing."""
        return [key for key, column in self.columns.items() if column.form == "key"]

    def found_in(self, grid: Grid) -> _Found | None:
        """Where the sheet's headings stand in a grid, or None where they do not."""
        wanted = {fold(heading): key for key, heading in self.headings.items()}
        for row in range(min(len(grid.rows), _HEADING_ROWS)):
            met = {wanted[fold(text)]: at for at, text in enumerate(grid.rows[row]) if text and fold(text) in wanted}
            if all(key in met for key in self.keys) and len(met) > len(self.keys):
                return _Found(grid, row, met)
        return None


def _said_in(key: str) -> Column:
    """The column of the words for one channel, by its key."""
    return Column(key, ("communication", key.rpartition(":")[2]), "text")


def _compare(met: _Found, sought: _Sought, origin: Origin, found: Changes) -> None:
    known = dict.fromkeys(row for sheet, row, _ in origin.cells if sheet == sought.sheet)
    seen: set[tuple[str, ...]] = set()
    for at in range(met.header + 1, len(met.grid.rows)):
        if not any(map(str.strip, met.grid.rows[at])):
            continue
        keys = {key: clean(met.grid.own(at, met.places[key])) for key in sought.keys}
        row = tuple(keys.values())
        if row in seen:
            found.repeated.append(f"{met.grid.name}!{place(at, 0)}")
        elif row in known:
            found.cells += _changed(at, row, met, sought, origin)
        elif cells := tuple(_changed(at, row, met, sought, origin)):
            found.rows.append(NewRow(sought.sheet, cells, keys, cells[0].place))
        seen |= {row} if row in known else set()
    found.gone += ["/".join(row) for row in known if row not in seen]
    places = set(met.places.values())
    added = (text for at, text in enumerate(met.grid.rows[met.header]) if text.strip() and at not in places)
    found.unknown += [text for text in added if text != MARK]


def _changed(at: int, row: tuple[str, ...], met: _Found, sought: _Sought, origin: Origin) -> Iterator[Change]:
    for key, across in met.places.items():
        column = sought.columns[key]
        was, now = origin.cells.get((sought.sheet, row, key), ""), met.grid.at(at, across)
        if column.form in {"key", "of"} or now == was or clean(now) == clean(was):
            continue
        cut = len(was) == MOST_IN_CELL and was.endswith("…")
        yield Change(sought.sheet, row, column, clean(now), _place(met.grid, at, across), cut)


def _place(grid: Grid, row: int, column: int) -> str:
    return f"{grid.name}!{place(row, column)}" if grid.name else place(row, column)
