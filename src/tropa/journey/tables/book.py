"""A journey as a book of sheets: touchpoints, requests, guiding answers, fields of forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tropa.journey.codecs.values import Text
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import stages_of
from tropa.journey.tables.cells import Shown
from tropa.journey.tables.columns import SHEETS, Column, held
from tropa.journey.tables.origin import MOST_IN_CELL, Origin
from tropa.journey.workbook import questions_for

Say: TypeAlias = Callable[..., str]
"""Gives the word for an id of the catalogue ``sheet``, placeholders filled in."""

_NAMED = ("channels", "teams", "systems", "algorithms", "guides", "forms", "offers", "personas", "indicators")


@dataclass(frozen=True, slots=True)
class BookSheet:
    """One sheet.

    Args:
        key: Its id.
        title: What its tab says.
        columns: Its columns in order.
        headings: Their headings.
        keys: The id of each row.
        rows: The texts of each row.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All sheets of a journey.

    Args:
        title: The journey's title.
        sheets: The sheets to be seen; the table of touchpoints is the first.
        choices: What there is to choose from in the columns that hold names, by section.
        origin: What is needed to read the book back without loss.
    """

    title: str
    sheets: tuple[BookSheet, ...]
    choices: Mapping[str, tuple[str, ...]]
    origin: Origin


def book_of(
    journey: Journey,
    schemes: Mapping[str, Scheme],
    *,
    text: str,
    language: str,
    say: Say,
    workspace: Workspace | None = None,
) -> Book:
    """The sheets of a journey.

    Args:
        journey: The journey.
        schemes: Stage schemes by id.
        text: Its definition, as it is on disk.
        language: The language of the headings and, where they have it, of the texts.
        say: The words of that language.
        workspace: The workspace in force, whose titles stand for ids too.
    """
    names = dict(_names(journey, schemes, language, workspace))
    locales = journey.locales or (workspace.locales if workspace else ())
    shown = Shown(language, locales, names, say)
    sheets = tuple(
        sheet
        for key, columns in SHEETS.items()
        if (sheet := _sheet(key, columns, tuple(_things(key, journey, schemes)), shown)).rows or key == "touchpoints"
    )
    origin = Origin(
        text,
        language,
        {sheet.key: sheet.title for sheet in sheets},
        {sheet.key: _headings(sheet) for sheet in sheets},
        dict(_cells(sheets)),
        {**names, "locales": dict(zip(locales, locales, strict=True))},
    )
    titles = {section: tuple(shown.name(section, name) for name in known) for section, known in names.items()}
    return Book(shown.text(journey.title) or journey.journey, sheets, titles, origin)


def _headings(sheet: BookSheet) -> dict[str, str]:
    return {column.key: heading for column, heading in zip(sheet.columns, sheet.headings, strict=True)}


def _cells(sheets: Sequence[BookSheet]) -> Iterator[tuple[tuple[str, tuple[str, ...], str], str]]:
    for sheet in sheets:
        for key, row in zip(sheet.keys, sheet.rows, strict=True):
            for column, text in zip(sheet.columns, row, strict=True):
                if text and column.form != "key":
                    yield (sheet.key, key, column.key), text


def _things(sheet: str, journey: Journey, schemes: Mapping[str, Scheme]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The things that have a row in a sheet, with their ids."""
    match sheet:
        case "touchpoints":
            yield from (((name,), item) for name, item in journey.touchpoints.items())
        case "requests":
            yield from (((name,), item) for name, item in journey.requests.items())
        case "fields":
            for form, item in journey.forms.items():
                yield from (((form, name), field) for name, field in item.fields.items())
        case _:
            yield from _answers(journey, schemes)


def _answers(journey: Journey, schemes: Mapping[str, Scheme]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every question asked, answered or not, and answers to questions that nobody asked."""
    asked = {(one.stage.id, one.id): one for one in questions_for(journey, schemes)}
    yield from ((at, (one.question.ask, one.answer)) for at, one in asked.items())
    for stage, answers in journey.answers.items():
        yield from (((stage, name), (None, text)) for name, text in answers.items() if (stage, name) not in asked)


def _sheet(
    key: str, columns: tuple[Column, ...], things: tuple[tuple[tuple[str, ...], Any], ...], shown: Shown
) -> BookSheet:
    said_in = (
        {channel: None for _, item in things for channel in held(item, ("communication", "by_channel")) or ()}
        if key == "touchpoints"
        else {}
    )
    every = (*columns, *(_said_in(channel, shown) for channel in said_in))
    table = [_row(every, at, item, shown) for at, item in things]
    used = [at for at, column in enumerate(every) if column.always or any(row[at] for row in table)]
    kept = tuple(every[at] for at in used)
    return BookSheet(
        key,
        shown.say(f"title.{key}"),
        kept,
        _apart(tuple(shown.say(f"column.{column.key.partition(':')[0]}", of=column.of) for column in kept), kept),
        tuple(at for at, _ in things),
        tuple(tuple(row[at] for at in used) for row in table),
    )


def _said_in(channel: str, shown: Shown) -> Column:
    """The column of the words for one channel."""
    path = ("communication", channel)
    return Column(f"said_in:{channel}", path, "text", width=36, of=shown.name("channels", channel))


def _apart(headings: tuple[str, ...], columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The headings, told apart by their ids where two are the same: channels may have the same title."""
    twice = {heading for heading in headings if headings.count(heading) > 1}
    return tuple(
        f"{heading} ({column.path[-1]})" if heading in twice else heading
        for heading, column in zip(headings, columns, strict=True)
    )


def _row(columns: tuple[Column, ...], key: tuple[str, ...], item: Any, shown: Shown) -> tuple[str, ...]:  # noqa: ANN401  any thing
    ids = iter(key)
    return tuple(next(ids) if column.form == "key" else _text(column, item, key, shown) for column in columns)


def _text(column: Column, item: Any, key: tuple[str, ...], shown: Shown) -> str:  # noqa: ANN401  as above
    if isinstance(item, tuple):  # a question and its answer
        told = shown.text(item[0] if column.form == "of" else item[1])
    elif column.key.startswith("said_in:"):
        told = shown.text(held(item, ("communication", "by_channel", column.path[-1])))
    else:
        told = shown.cell(column, held(item, column.path))
    if not told and column.key in {"touchpoint", "request", "field"}:
        told = key[-1]
    return told if len(told) <= MOST_IN_CELL else f"{told[: MOST_IN_CELL - 1]}…"


def _names(
    journey: Journey, schemes: Mapping[str, Scheme], language: str, workspace: Workspace | None
) -> Iterator[tuple[str, dict[str, str]]]:
    """Titles by section and id: of the journey, else of its workspace."""
    locales = journey.locales or (workspace.locales if workspace else ())
    yield "stages", {stage.id: _title(stage.title, language, locales) for stage in stages_of(journey, schemes)}
    for section in _NAMED:
        shared = getattr(workspace, section, {}) if workspace else {}
        known = {**shared, **getattr(journey, section)}
        if section == "teams":
            known |= journey.roles
        yield section, {name: _title(thing.title, language, locales) for name, thing in known.items()}


def _title(title: Text | None, language: str, locales: tuple[str, ...]) -> str:
    return title.read_in(language, locales).strip() if title else ""
