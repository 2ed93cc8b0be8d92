"""A progress bar on stderr, where somebody looks."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tropa.cli.speaking import Speaker

if TYPE_CHECKING:  # where nobody looks, nothing that draws is imported
    from rich.progress import Progress, TaskID


class ProgressBar:
    """One line a step of the work; silent where stderr is no terminal.

    Args:
        speaker: Names the steps.
    """

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._bars = _bars() if sys.stderr.isatty() else None
        self._steps: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def __call__(self, step: str, at: float) -> None:
        """Show that a step is so far."""
        if self._bars is None:
            return
        if step not in self._steps:
            self._steps[step] = self._bars.add_task(self._speaker.text(f"step.{step}"), total=1.0)
        self._bars.update(self._steps[step], completed=at)


def _bars() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=32),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=Console(file=sys.stderr),
    )
