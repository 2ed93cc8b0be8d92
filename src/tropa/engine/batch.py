"""What a batch is given: inputs, and the scripts that runs follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tropa.engine.events import Input
from tropa.engine.state import Life
from tropa.plan.our_events import RUN_REQUESTED, SEGMENT_ENROLLED
from tropa.plan.script import STEPS, Script

WATERMARK = timedelta(seconds=30)
"""How far behind the clock the intake is trusted to be complete (R10)."""

ASKING = frozenset({RUN_REQUESTED, SEGMENT_ENROLLED})
"""Events of our own that begin runs."""


def behind(at: datetime, watermark: timedelta = WATERMARK) -> datetime:
    """The instant a watermark before another; where the calendar has no room for it, its beginning."""
    try:
        return at - watermark
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


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
    """The versions that runs are pinned to, and those that are entered.

    What an input cannot touch is not asked: a workspace may have hundreds of journeys.

    Args:
        current: The version of each journey that is entered now.
        older: Versions to which runs are pinned still.

    Attributes:
        turning: Those entered where a condition turns true (R14).
        joined: Those that customers join by an event and its key (R4).
        ruled: Those with stages that say what enters and leaves them.
        critical: Those that crisis plans are about (R12).
        edged: Those that listen to customers entering and leaving segments (R14).
    """

    def __init__(self, current: Iterable[Script], older: Iterable[Script] = ()) -> None:
        self.current = tuple(current)
        self._entered = tuple(one for one in self.current if runs_steps(one))
        self._begun_by = {name: self._begun(name) for one in self._entered for name in one.start_names or ()}
        self._begun_by_any = self._begun(None)
        self.turning = tuple(one for one in self._entered if one.turning)
        self.joined = tuple(one for one in self.current if one.joins and one.key is not None)
        self.ruled = tuple(one for one in self.current if any(rule.ruled for rule in one.stages.values()))
        self._versions = {(one.journey, one.version): one for one in (*older, *self.current)}
        self.edged = tuple(one for one in self._versions.values() if one.segments)
        self.critical = tuple(one for one in self.current if one.crises)
        self._names = frozenset[str]().union(*(one.names for one in self._versions.values()))
        self._hears_all = any(one.hears_all for one in self._versions.values())

    def of(self, life: Life) -> Script | None:
        """The version a run is pinned to."""
        return self._versions.get((life.run.id.journey, life.run.version))

    def version(self, journey: str, number: int) -> Script | None:
        """A version of a journey, if it is known here."""
        return self._versions.get((journey, number))

    def entered_now(self, journey: str) -> Script | None:
        """The version of a journey that is entered now."""
        return next((one for one in self._entered if one.journey == journey), None)

    def hears(self, name: str) -> bool:
        """Whether an event of this name may decide anything anywhere."""
        return self._hears_all or name in self._names

    def entered_by(self, name: str) -> tuple[Script, ...]:
        """The current versions that an event of this name may enter; traits come without a name."""
        return self._entered if name in ASKING else self._begun_by.get(name, self._begun_by_any)

    def _begun(self, name: str | None) -> tuple[Script, ...]:
        """Those that something of a name may begin; of None, something whose name they do not know."""
        return tuple(
            one for one in self._entered if one.turning or one.start_names is None or name in one.start_names
        )


def runs_steps(script: Script) -> bool:
    """Whether a journey has something that we run."""
    return script.definition.mode == "run" and STEPS in script.tracks
