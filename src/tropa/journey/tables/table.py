"""The table in a sheet: where its headings stand, which rows are touchpoints, which are names of stages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from tropa.journey.schemes import shipped_schemes
from tropa.journey.tables.grid import Grid, place
from tropa.journey.tables.vocabulary import Known, assigned, fold, words

FIVE = ("touchpoint", "communication", "target_action", "evaluation", "responsible")
"""The columns that make a table of touchpoints."""

_FEWEST = 2
"""So many of the five in one row are headings."""

_LOOKED_AT = 60
"""Headings stand in one of the first so many rows."""

_LONGEST_HEADING = 80

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_HIDING = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""What spreadsheets keep and a definition refuses, see ``text.source``: none of it can be seen."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Args:
        place: Where it stands, as spreadsheets say it: ``Sheet!A7``.
        stage: The name of its stage; empty where nobody says.
        cells: Its texts by column; empty ones are left out.
        places: Where each of them stands: ``Sheet!C7``.
        extras: Texts of columns that nobody knows, with their headings.
        again: The touchpoint's cell is the one of the row above, or empty.
    """

    place: str
    stage: str
    cells: Mapping[str, str]
    places: Mapping[str, str]
    extras: tuple[tuple[str, str], ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The table of one sheet.

    Args:
        grid: The sheet.
        headings: The words over the columns, by column.
        languages: The languages of the headings, each as often as it was met.
        rows: Its rows.
        around: What stands above the headings and below the last row.
        has_stages: Rows or a column of it name stages.
        totals: Where rows of sums stand, which are no touchpoints.
    """

    grid: Grid
    headings: Mapping[str, str]
    languages: tuple[str, ...]
    rows: tuple[Row, ...]
    around: tuple[str, ...]
    has_stages: bool
    totals: tuple[str, ...] = ()


@dataclass(slots=True)
class _Layout:
    """Where the headings stand and which column holds what."""

    grid: Grid
    header: int
    known: dict[int, Known]
    columns: dict[int, str] = field(default_factory=dict)
    extras: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for column in range(max(map(len, self.grid.rows), default=0)):
            merge = self.grid.merged.get((self.header, column))
            first = merge.left if merge else column
            if first in self.known:
                self.columns[column] = self.known[first].column
            else:
                self.extras[column] = clean(self.grid.at(self.header, column))

    def texts(self, row: int) -> dict[int, str]:
        """What a reader sees in a row, by column; the row's number is not of interest."""
        seen = ((at, clean(self.grid.at(row, at))) for at in range(len(self.columns) + len(self.extras)))
        return {at: text for at, text in seen if text and not self._is_number(at, text)}

    def _is_number(self, at: int, text: str) -> bool:
        return self.columns.get(at) == "number" and re.fullmatch(r"[\W\d]*\w?\W*", text) is not None

    def has_own(self, row: int) -> bool:
        """Whether anything stands in a row that does not come from a merged cell above."""
        return any(
            (told := clean(text)) and not self._is_number(at, told) and not self.grid.continues(row, at)
            for at, text in enumerate(self.grid.rows[row])
        )

    def cell(self, texts: Mapping[int, str], column: str) -> str:
        """The text of a column; where its heading spans several, theirs together."""
        found = dict.fromkeys(text for at, text in texts.items() if self.columns.get(at) == column)
        return ", ".join(found)

    def place(self, row: int, column: int) -> str:
        """A cell's name, with that of the sheet."""
        return f"{self.grid.name}!{place(row, column)}" if self.grid.name else place(row, column)

    def unknown(self, column: int) -> str | None:
        """The heading of a column that nobody knows, or of the rows' numbers; None of any other."""
        if self.columns.get(column) == "number":
            return clean(self.grid.at(self.header, column))
        return self.extras.get(column)

    def repeats_headings(self, texts: Mapping[int, str]) -> bool:
        """Whether a row is the headings again."""
        same = [at for at in self.known if at in texts and fold(texts[at]) == fold(self.grid.at(self.header, at))]
        return len(same) >= _FEWEST

    def names_stage(self, row: int, texts: Mapping[int, str]) -> bool:
        """Whether a row holds the name of a stage and nothing else."""
        if self.has_stage_column:
            return all(self.columns.get(at) == "stage" for at in texts)
        if len(set(texts.values())) != 1:
            return False
        at, text = next(iter(texts.items()))
        merge = self.grid.merged.get((row, at))
        if (merge is not None and merge.right > merge.left) or self.columns.get(at, "number") == "number":
            return True
        return bool(_STAGE_WORD.match(fold(text))) or fold(text) in _known_stages()

    @property
    def has_stage_column(self) -> bool:
        """Whether a column of its own tells the stage."""
        return "stage" in self.columns.values()


def table_in(grid: Grid) -> Table | None:
    """The table of touchpoints in a sheet, or None where there is none."""
    layout = _layout(grid)
    if layout is None:
        return None
    rows: list[Row] = []
    stage, unused, totals = "", [], []
    for at in range(layout.header + 1, len(grid.rows)):
        texts = layout.texts(at)
        if not texts or not layout.has_own(at) or layout.repeats_headings(texts):
            continue
        if layout.names_stage(at, texts):
            stage = next(iter(texts.values()))
            unused.append(stage)
            continue
        if fold(layout.cell(texts, "touchpoint")) in words("totals"):
            totals.append(layout.place(at, min(texts)))
            continue
        stage = layout.cell(texts, "stage") or stage
        unused.clear()
        rows.append(_row(layout, at, texts, stage))
    named = bool(stage) and (layout.has_stage_column or any(row.stage for row in rows))
    headings = {known.column: clean(grid.at(layout.header, at)) for at, known in layout.known.items()}
    languages = tuple(known.language for known in layout.known.values())
    return Table(grid, headings, languages, tuple(rows), (*_above(layout), *unused), named, tuple(totals))


def clean(text: str) -> str:
    """A cell's text without spaces around its lines, and without signs that no definition may hold."""
    lines = _LINE_END.sub("\n", _HIDING.sub("", text)).replace("\u00a0", " ").strip().split("\n")
    return "\n".join(line.strip(" \t") for line in lines)


def stage_title(name: str) -> str:
    """A stage's name without its number: ``Этап 2. Выбор`` is ``Выбор``."""
    found = re.match(
        rf"\s*(?:{'|'.join(_stage_words())})[\u0654\u200c]*\s*[\dIVXivx]*\s*[.:)—–-]*\s*(?=\S)", name, re.IGNORECASE
    )
    return name[found.end() :] if found else name


def _layout(grid: Grid) -> _Layout | None:
    best: _Layout | None = None
    for at in range(min(len(grid.rows), _LOOKED_AT)):
        known = assigned(_headings(grid, at))
        found = sum(one.column in FIVE for one in known.values())
        if found >= _FEWEST and (best is None or found > _n_five(best)):
            best = _Layout(grid, at, known)
    return best


def _n_five(layout: _Layout) -> int:
    return sum(known.column in FIVE for known in layout.known.values())


def _headings(grid: Grid, row: int) -> Iterator[str]:
    """The texts of a row as headings: of cells merged side by side the first alone."""
    for column in range(len(grid.rows[row])):
        merge = grid.merged.get((row, column))
        text = "" if merge and column > merge.left else clean(grid.at(row, column))
        yield text if len(text) <= _LONGEST_HEADING else ""


def _row(layout: _Layout, at: int, texts: Mapping[int, str], stage: str) -> Row:
    cells = {column: text for column in layout.columns.values() if (text := layout.cell(texts, column))}
    touchpoints = [column for column, role in layout.columns.items() if role == "touchpoint"]
    again = "touchpoint" not in cells or any(layout.grid.continues(at, column) for column in touchpoints)
    extras = tuple(
        (heading, text) for column, text in texts.items() if (heading := layout.unknown(column)) is not None
    )
    places = {column: layout.place(at, across) for across, column in reversed(layout.columns.items())}
    told = {key: text for key, text in cells.items() if key != "stage"}
    return Row(layout.place(at, min(texts)), stage, told, places, extras, again)


def _above(layout: _Layout) -> Iterator[str]:
    for row in range(layout.header):
        cells = dict.fromkeys(clean(layout.grid.at(row, at)) for at in range(len(layout.grid.rows[row])))
        if text := " ".join(filter(None, cells)):
            yield text


@cache
def _stage_words() -> tuple[str, ...]:
    return tuple(sorted(words("stage_words"), key=len, reverse=True))


_STAGE_WORD = re.compile(rf"(?:{'|'.join(_stage_words())})\s+(?:[0-9]+|[ivx]+)(?!\w)")


@cache
def _known_stages() -> frozenset[str]:
    """The titles of the stages that Tropa ships, in every language."""
    titles = (stage.title for scheme in shipped_schemes().values() for stage in scheme.stages)
    return frozenset(fold(text) for title in titles if title for _, text in title.by_locale)
