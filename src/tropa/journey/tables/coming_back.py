"""From a spreadsheet that was written by us to the definition it was written from, with what was changed in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.scalars import ID_PATTERN
from tropa.journey.files import Read, read_definition
from tropa.journey.ids import id_of
from tropa.journey.model.journey import Journey
from tropa.journey.tables.changes import Change, Changes, NewRow, changes_of
from tropa.journey.tables.columns import held, row_path
from tropa.journey.tables.grid import Grid
from tropa.journey.tables.making import Made
from tropa.journey.tables.meaning import CellRefused, Edits, Meaning, refused
from tropa.journey.tables.origin import Origin
from tropa.journey.tables.together import GONE, Setting, SettingRefused, set_together
from tropa.journey.tables.told import Told, counted
from tropa.journey.text.problems import Problem, Span


class CellsRefused(Exception):
    """Cells hold what cannot be written; nothing was changed.

    Args:
        problems: One a cell; ``file`` is the cell's place.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems[0].rule)
        self.problems = problems


class BothChanged(Exception):
    """Cells and the file that they are to go into were changed at the same place.

    Args:
        places: The cells.
    """

    def __init__(self, places: tuple[str, ...]) -> None:
        super().__init__(", ".join(places))
        self.places = places


class NoOrigin(ValueError):
    """The definition that the spreadsheet carries cannot be read."""


_MOST_FAULTS = 100
"""Cells told at once; finding the next takes longer than mending these."""


@dataclass(frozen=True, slots=True)
class _Edited:
    """Edits, and the cell that they come from."""

    change: Change
    edits: Edits


def come_back(grids: Sequence[Grid], origin: Origin, into: str | None = None) -> Made:
    """The definition, with the changed cells in it: to the last byte as it was where none was changed.

    Args:
        grids: The sheets as they came back.
        origin: The definition that they were written from, and how they were.
        into: The definition as it is by now, where somebody went on working on it; None: as it was.

    Raises:
        CellsRefused: Cells hold what cannot be written.
        BothChanged: Cells and the definition were changed at the same place.
        NoOrigin: A definition cannot be read.
    """
    base = origin.text if into is None else into
    read = _read(base)
    if not isinstance(read.value, Journey):
        raise NoOrigin
    was = read.value if base == origin.text else _read(origin.text).value
    if not isinstance(was, Journey):
        raise NoOrigin
    found = changes_of(grids, origin)
    meaning = Meaning(read, read.value, origin)
    edited, problems = [], []
    for change in found.cells:
        try:
            item = held(read.value, row_path(change.sheet, change.row))
            edited.append(_Edited(change, meaning.edits(change, item)))
        except CellRefused as refusal:
            problems.append(refusal.problem)
    taken: set[tuple[str, ...]] = set()
    for row in found.rows:
        try:
            edited.append(_taken_before(row, meaning, was, base) or _new_row(row, meaning, taken))
        except CellRefused as refusal:
            problems.append(refusal.problem)
    if base != origin.text:
        _check_apart(edited, was, base, read.value)
    text = _edited(base, edited)
    if not problems and edited and not _reads(text):
        problems += list(islice(_faults(base, edited), _MOST_FAULTS)) or [refused(edited[0].change, "text").problem]
    if problems:
        raise CellsRefused(tuple(problems))
    told = (
        *((Told("sheet.told.touched"),) if not origin.unchanged else ()),
        *(_taken_up(found) if text != base else ()),
        *counted("sheet.told.gone", found.gone),
        *counted("sheet.told.gone_sheets", found.gone_sheets),
        *(Told("sheet.lost.repeated", lost=at) for at in found.repeated),
        *(Told("sheet.lost.column", lost=heading) for heading in found.unknown),
    )
    return Made(text, told)


def _taken_up(found: Changes) -> Iterator[Told]:
    """What of the spreadsheet is new in the definition."""
    yield from counted("sheet.told.changed", [change.place for change in found.cells])
    yield from counted("sheet.told.new", [row.place for row in found.rows])


def _check_apart(edited: Sequence[_Edited], was: Journey, base: str, now: Journey) -> None:
    """See that no changed cell stands for a value that the definition changed too, or has no longer.

    Where it says by now what the cell says, there is nothing to quarrel about.
    """
    both = []
    for one in edited:
        row = row_path(one.change.sheet, one.change.row)
        path = (*row, *one.change.column.path)
        gone = held(was, row) is not None and held(now, row) is None
        if gone or (held(was, path) != held(now, path) and _edited(base, [one]) != base):
            both.append(one.change.place)
    if both:
        raise BothChanged(tuple(both))


def _taken_before(row: NewRow, meaning: Meaning, was: Journey, base: str) -> _Edited | None:
    """The edits of a new row that an import before has taken up already: those that change nothing.

    Its thing has come since the spreadsheet was written, and says all that the row says.
    """
    if row.sheet not in {"touchpoints", "requests"}:
        return None
    since = [name for name in getattr(meaning.journey, row.sheet) if name not in getattr(was, row.sheet)]
    for name in since:
        one = _row_of(row, (name,), meaning)
        if _edited(base, [one]) == base:
            return one
    return None


def _new_row(row: NewRow, meaning: Meaning, taken: set[tuple[str, ...]]) -> _Edited:
    """The edits that make the thing of a new row, or give the answer to a question of one's own."""
    keys = tuple(row.keys.values())
    first = row.cells[0]
    if row.sheet in {"touchpoints", "requests"}:
        known = getattr(meaning.journey, row.sheet)
        here = {name for name, *_ in taken}
        named = next((cell.text for cell in row.cells if cell.column.form == "text"), row.sheet[:-1])
        fits = re.fullmatch(ID_PATTERN, keys[0], re.ASCII) is not None
        keys = (keys[0] if fits and keys[0] not in {*known, *here} else id_of(keys[0] or named, {*known, *here}),)
    elif not all(re.fullmatch(ID_PATTERN, key, re.ASCII) for key in keys):
        raise refused(first, "id")
    taken.add(keys)
    return _row_of(row, keys, meaning)


def _row_of(row: NewRow, keys: tuple[str, ...], meaning: Meaning) -> _Edited:
    """The edits that make the thing of a row under an id."""
    edits: Edits = {}
    for cell in row.cells:
        moved = Change(cell.sheet, keys, cell.column, cell.text, cell.place, cell.cut)
        edits |= meaning.edits(moved, None)
    return _Edited(row.cells[0], {path: plain for path, plain in edits.items() if plain is not GONE})


def _edited(text: str, edited: Sequence[_Edited]) -> str:
    found: dict[Path, tuple[Any, Change]] = {}
    for one in edited:
        found |= {path: (plain, one.change) for path, plain in one.edits.items()}
    try:
        return set_together(text, [Setting(at, path, plain) for at, (path, (plain, _)) in enumerate(found.items())])
    except SettingRefused as refused_one:
        _, change = list(found.values())[refused_one.index]
        problems = refused_one.refusal.problems or (Problem("PA08", Span(1, 1, 0, 0), {"met": change.text[:60]}),)
        raise CellsRefused(
            tuple(Problem(one.rule, one.span, {"expected": "text", **one.params}, change.place) for one in problems)
        ) from refused_one


def _reads(text: str) -> bool:
    return _read(text).value is not None


def _read(text: str) -> Read[Any]:
    return read_definition(text.encode("utf-8", "surrogatepass"), syntax_only=True)


def _faults(text: str, edited: Sequence[_Edited]) -> Iterator[Problem]:
    """The cells that alone already spoil the definition, with what its reader says of them.

    Halves of the cells that spoil nothing are passed over whole, so that few readings find few faults.
    """
    read = _read(_edited(text, edited))
    if read.value is not None:
        return
    if len(edited) > 1:
        yield from _faults(text, edited[: len(edited) // 2])
        yield from _faults(text, edited[len(edited) // 2 :])
        return
    for problem in read.problems:
        if problem.level == "E":
            yield Problem(problem.rule, problem.span, problem.params, edited[0].change.place)
