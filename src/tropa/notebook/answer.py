"""An answer in a notebook: the frozen result, its table, its picture, and what the engine was asked."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Generic, TypeVar

from markupsafe import Markup

from tropa.draw.charts.page import Chart, chart_page, chart_piece
from tropa.draw.wording import Wording
from tropa.measure.unheard import Unheard
from tropa.notebook.rows import Row
from tropa.ports.log import Landing

A = TypeVar("A")


@dataclass(frozen=True, slots=True, eq=False)
class Answer(Generic[A]):
    """What came of a question.

    Args:
        value: The result: a frozen dataclass of ``tropa.measure``.
        rows: The same as rows.
        chart: Its picture.
        title: What was asked, an id of the catalogue ``charts``.
        reading: Which reading of the log the figures are, in English.
        landing: How the log was read.
        unheard: What the question names and the log does not have.
        statements: What the engine was asked for.
        wording: The language of the picture.
    """

    value: A
    rows: tuple[Row, ...]
    chart: Chart
    title: str
    reading: str
    landing: Landing
    unheard: Unheard
    statements: tuple[str, ...]
    wording: Wording

    @property
    def sql(self) -> str:
        """What the engine was asked for; in it ``c`` is the customer, ``at_us`` the time in microseconds."""
        return ";\n".join(self.statements)

    def table(self) -> list[Row]:
        """The result as rows: a dictionary each, ready for any data frame."""
        return [dict(row) for row in self.rows]

    def to_polars(self) -> Any:  # noqa: ANN401  polars.DataFrame, where there is one
        """The result as a Polars frame (``polars.DataFrame``), which is not installed with Tropa.

        Raises:
            ModuleNotFoundError: Polars is not installed here.
        """
        return import_module("polars").DataFrame(self.table(), infer_schema_length=None)

    def to_pandas(self) -> Any:  # noqa: ANN401  pandas.DataFrame, where there is one
        """The result as a pandas frame (``pandas.DataFrame``), which is not installed with Tropa.

        Raises:
            ModuleNotFoundError: pandas is not installed here.
        """
        return import_module("pandas").DataFrame(self.table())

    def save(self, path: str | Path) -> Path:
        """Write the picture as a self-contained page of HTML; where it is."""
        page = chart_page(self.chart, self.wording.say(self.title), self._notes(), self.wording)
        Path(path).write_text(page, encoding="utf-8")
        return Path(path)

    def _repr_html_(self) -> str:
        return chart_piece(self.chart, self.wording)

    def __repr__(self) -> str:
        """The reading and the first rows, for a terminal."""
        shown = "\n".join(f"  {row}" for row in self.rows[:SHOWN])
        more = f"\n  ... {len(self.rows) - SHOWN} more: .table()" if len(self.rows) > SHOWN else ""
        return f"{type(self.value).__name__} ({self.reading})\n{shown}{more}"

    def _notes(self) -> tuple[Markup, ...]:
        """Where the figures come from (M9)."""
        numbers, say = self.wording.numbers, self.wording.say
        notes = [
            say("report.foot.events", n=numbers.count(self.landing.n_events)),
            *([say("report.foot.bad", n=numbers.count(self.landing.n_bad))] if self.landing.n_bad else []),
        ]
        if self.landing.watermark is not None:
            notes.append(say("report.foot.watermark", at=numbers.instant(self.landing.watermark)))
        return (*notes, Markup('<bdi lang="en" dir="ltr">{}</bdi>').format(self.reading))


SHOWN = 12
"""Rows told in a terminal."""
