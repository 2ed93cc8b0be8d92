"""A progress bar on stderr, where somebody looks."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from tropa.cli.speaking import Speaker


class ProgressBar:
    """One line a step of the work; silent where stderr is no terminal.

    Args:
        speaker: Names the steps.
    """

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=32),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=Console(file=sys.stderr),
            disable=not sys.stderr.isatty(),
        )
        self._steps: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def __call__(self, step: str, at: float) -> None:
        """Show that a step is so far."""
        if step not in self._steps:
            self._steps[step] = self._bars.add_task(self._speaker.text(f"step.{step}"), total=1.0)
        self._bars.update(self._steps[step], completed=at)
