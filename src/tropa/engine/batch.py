"""What a batch is given: inputs, and the scripts that runs follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tropa.engine.events import Input
from tropa.engine.state import Life
from tropa.plan.script import Script

WATERMARK = timedelta(seconds=30)
"""How far behind the clock the intake is trusted to be complete (R10)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What has come.

    Args:
        inputs: In any order.
        upto: Everything received until this instant, it included, has been given; None fires no
            timer after the last input.
        watermark: How long a timer waits for events that are on their way.
    """

    inputs: tuple[Input, ...]
    upto: datetime | None = None
    watermark: timedelta = WATERMARK


class Scripts:
    """The versions that runs are pinned to, and those that are entered."""

    def __init__(self, current: Iterable[Script], older: Iterable[Script] = ()) -> None:
        self.current = tuple(current)
        self.ruled = tuple(one for one in self.current if any(rule.ruled for rule in one.stages.values()))
        self._versions = {(one.journey, one.version): one for one in (*older, *self.current)}

    def of(self, life: Life) -> Script | None:
        """The version a run is pinned to."""
        return self._versions.get((life.run.id.journey, life.run.version))

    def hears(self, name: str) -> bool:
        """Whether an event of this name may decide anything anywhere."""
        return any(script.hears(name) for script in self._versions.values())
