"""From the tables of a workbook to the text of a journey: what they say is kept, the rest is left open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tropa.journey.codecs.protocol import Plain
from tropa.journey.ids import id_of
from tropa.journey.schemes import shipped_schemes
from tropa.journey.tables.gathering import MET, Gathered
from tropa.journey.tables.grid import Grid, place
from tropa.journey.tables.table import FIVE, Table, clean, table_in
from tropa.journey.tables.told import Told, counted
from tropa.journey.tables.vocabulary import fold, words
from tropa.journey.text.pieces import entry_lines, flow_text, indented

_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Made:
    """A journey made of tables.

    Args:
        text: Its definition.
        told: What to say of it.
    """

    text: str
    told: tuple[Told, ...]


class NoTable(ValueError):
    """No sheet has the headings of a table of touchpoints."""


def make_journey(grids: Sequence[Grid], *, stem: str, journey: str = "", language: str = "en") -> Made:
    """The journey that the tables of a workbook tell.

    Args:
        grids: Its sheets.
        stem: The file's name, for what has no name in it.
        journey: The id the journey is to have; empty: made of the file's name.
        language: The locale of its texts, where the tables do not show it.

    Raises:
        NoTable: No sheet has the headings of a table of touchpoints.
    """
    shown = [grid for grid in grids if not grid.hidden]
    tables = [table for grid in shown if (table := table_in(grid)) is not None and table.rows]
    if not tables:
        raise NoTable
    gathered = Gathered(len(tables) > 1)
    for table in tables:
        gathered.take(table)
    around = [text for table in tables for text in table.around]
    titled = around[:1] if around and len(around[0]) <= _LONGEST_TITLE else []
    name = tables[0].grid.name
    own = [] if gathered.several or _is_usual(name) else [name]
    plain: dict[str, Plain] = {
        "journey": journey or id_of(stem, fallback="journey"),
        "title": next(iter([*titled, *own, clean(stem)])) or None,
        **({"note": note} if (note := "\n".join(around[len(titled) :])) else {}),
        "locales": [_locale(tables, language)],
        **_open_ends(),
        **_sections(gathered),
    }
    return Made(
        "\n".join(_lines(plain)) + "\n",
        (*_told(gathered), *_lost(shown, grids, tables), *_numbers(tables), *_sums(tables)),
    )


def _open_ends() -> dict[str, Plain]:
    """What every map is asked and no table of touchpoints tells."""
    return {"goal": {"client": None, "business": None}, "start": None, "success": None, "indicators": None}


def _sections(gathered: Gathered) -> dict[str, Plain]:
    stages, renamed = _stages(gathered.stages)
    touchpoints = {
        name: {
            key: renamed.get(value, value) if key == "stage" else value
            for key, value in fields.items()
            if key != MET and (value is not None or key != "title")
        }
        for name, fields in gathered.touchpoints.items()
    }
    named = {"teams": gathered.teams, "channels": gathered.channels}
    titled = {key: {name: {"title": title} for name, title in known.items()} for key, known in named.items() if known}
    return {"stages": stages, **titled, "touchpoints": touchpoints}


def _stages(titles: Mapping[str, str]) -> tuple[Plain, dict[Plain, str]]:
    """The stages, and what a stage's id becomes: a scheme that has them all, or a list of their own."""
    for scheme in shipped_schemes().values():
        known = {
            fold(text): stage.id
            for stage in scheme.stages
            for text in (stage.id, *(said for _, said in (stage.title.by_locale if stage.title else ())))
        }
        if titles and all(fold(title) in known for title in titles.values()):
            return scheme.scheme, {name: known[fold(title)] for name, title in titles.items()}
    return [{"id": name, "title": title} for name, title in titles.items()] or None, {}


def _lines(plain: Mapping[str, Plain]) -> Iterator[str]:
    """The lines of a map; a key without value is one not filled in yet."""
    for key, value in plain.items():
        if value is None:
            yield f"{key}:"
        elif isinstance(value, dict) and key == "evaluation":
            yield f"{key}: {flow_text(value)}"
        elif isinstance(value, dict):
            yield f"{key}:"
            yield from indented(list(_lines(value)), 2)
        else:
            yield from entry_lines(key, value)


_SCRIPTS = {"fa": "[\u0600-\u06ff]", "ru": "[\u0400-\u04ff]", "en": "[A-Za-z]"}


def _locale(tables: Sequence[Table], language: str) -> str:
    """The language that most of the texts are in, told by their letters."""
    cells = " ".join(text for table in tables for row in table.rows for key, text in row.cells.items() if key in FIVE)
    found = Counter({name: len(re.findall(script, cells)) for name, script in _SCRIPTS.items()})
    name, n = found.most_common(1)[0]
    return name if n else language


def _is_usual(name: str) -> bool:
    """Whether a sheet has the name that programs give."""
    stem = re.sub(r"\s*[0-9]*$", "", fold(name))
    return stem in {*words("sheet_names"), ""}


def _told(gathered: Gathered) -> Iterator[Told]:
    for what in ("events", "not_measured", "months", "joined", "twins", "unnamed", "placeholders", "extras"):
        yield from counted(f"sheet.told.{what}", dict.fromkeys(gathered.met.get(what, ())))


def _numbers(tables: Sequence[Table]) -> Iterator[Told]:
    """The columns of the rows' numbers, which no definition keeps."""
    return (
        Told("sheet.lost.numbers", lost=table.headings["number"]) for table in tables if "number" in table.headings
    )


def _sums(tables: Sequence[Table]) -> Iterator[Told]:
    return (Told("sheet.lost.total", lost=place) for table in tables for place in table.totals)


def _lost(shown: Sequence[Grid], grids: Sequence[Grid], tables: Sequence[Table]) -> Iterator[Told]:
    """Sheets and cells of which nothing is in the journey."""
    read = {id(table.grid) for table in tables}
    for grid in grids:
        if grid not in shown:
            yield Told("sheet.lost.hidden", lost=grid.name)
        elif id(grid) not in read and any(map(any, grid.rows)):
            yield Told("sheet.lost.no_table", lost=grid.name)
        elif id(grid) in read:
            for (row, column), error in grid.broken.items():
                yield Told("sheet.lost.error", {"met": error}, lost=f"{grid.name}!{place(row, column)}")
