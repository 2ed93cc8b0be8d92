"""Replay: journeys run over a recorded log by a virtual clock, through the same ``advance`` as live ones (R21).

The log's own order of receipt is the clock: a chunk of inputs is appended to a store in memory, turns are
taken up to just before the last of them, and so on to the end.  What the product itself told the
log (``message_sent``, ``step_entered``) is compared with what the replay does, never taken in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypeAlias

from tropa.engine.batch import WATERMARK, Scripts, behind
from tropa.engine.events import Event, Input
from tropa.journey.model.journey import Journey
from tropa.plan.local_time import FAR
from tropa.plan.needs import LookedAt
from tropa.plan.our_events import HOOK_DONE, HOOK_FAILED
from tropa.plan.script import Script
from tropa.plan.script_needs import script_looks_at
from tropa.plan.scripting import compile_script
from tropa.ports.log import Landing, LogSource, Needs, Progress
from tropa.ports.recording import Recording
from tropa.ports.state import Lease, StateStore
from tropa.runtime.advancing import A_MICROSECOND, Advancing, TurnSize
from tropa.runtime.definitions import Loaded
from tropa.runtime.outputs import OUTPUTS, Outputs
from tropa.runtime.replayed import Replayed
from tropa.runtime.surrounding import surroundings
from tropa.runtime.unswept import unswept

Until: TypeAlias = datetime | Literal["end"] | None
"""Where the clock stops: at an instant, when no timer is left, or the watermark behind the last receipt."""

DRAINED = timedelta(days=3_653)
"""How long after the last receipt ``end`` looks for timers: a loop that waits for ever has no end of its own."""

TURN = TurnSize(inputs=50_000, timers=20_000)
"""More inputs than a chunk holds, so that one turn takes a chunk."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FOR_EVER = timedelta(days=365_000)


@dataclass(frozen=True, slots=True)
class Cast:
    """The journeys that a replay runs together, read without errors.

    Args:
        loaded: The files.
        scripts: What they compile to.
    """

    loaded: tuple[Loaded, ...]
    scripts: tuple[Script, ...]

    @classmethod
    def of(cls, loaded: Iterable[Loaded]) -> Cast:
        """The cast of some files that are journeys."""
        kept = tuple(one for one in loaded if one.journey is not None)
        scripts = (compile_script(one.journey, one.workspace, 1, one.schemes) for one in kept if one.journey)
        return cls(kept, tuple(scripts))

    @property
    def journeys(self) -> dict[str, Journey]:
        """The journeys by id."""
        return {one.journey.journey: one.journey for one in self.loaded if one.journey is not None}

    @property
    def looks_at(self) -> LookedAt:
        """What of a log the cast looks at."""
        found = LookedAt()
        for script in self.scripts:
            found |= script_looks_at(script)
        return found


@dataclass(frozen=True, slots=True)
class Replaying:
    """Replays one log.

    Args:
        source: The log.
        open_recording: Puts a landing in order, in a folder of its own.
        open_store: Makes an empty store in memory.
        progress: Hears how far the work has come.
        receipt: Whether the log's own instants of receipt count; else everything was received when
            it happened.
        scratch: Where the landing is kept while it is needed; None is the system's place.
        turn: How much one turn takes on.
    """

    source: LogSource
    open_recording: Callable[[Landing, Path, Progress], Recording]
    open_store: Callable[[], StateStore]
    progress: Progress
    receipt: bool = True
    scratch: Path | None = None
    turn: TurnSize = TURN

    def replay(self, casts: Sequence[Cast], until: Until) -> tuple[Landing, tuple[Replayed, ...]]:
        """Run casts over the log, one after the other.

        Raises:
            LogUnreadable: The log cannot be read.
        """
        needs = LookedAt()
        for cast in casts:
            needs |= cast.looks_at
        with self._recorded(needs) as (landing, recording):
            done: list[Replayed] = []
            for cast in casts:
                hears = partial(self._tell, len(done), len(casts), max(landing.n_events, 1))
                done.append(self._run(cast, until, recording, hears))
            return landing, tuple(done)

    @contextmanager
    def _recorded(self, needs: LookedAt) -> Iterator[tuple[Landing, Recording]]:
        """The log with what some scripts look at, in order of receipt; gone afterwards."""
        with TemporaryDirectory(prefix="tropa-", dir=self.scratch) as scratch:
            folder = Path(scratch)
            asked = Needs(needs.properties, needs.traits, ids=True, receipt=self.receipt)
            landing = self.source.land(folder, asked, self.progress)
            recording = self.open_recording(landing, folder, self.progress)
            try:
                yield landing, recording
            finally:
                recording.close()

    def _tell(self, n_done: int, n_casts: int, n_events: int, n_inputs: int) -> None:
        """Tell how far it has come; several runs over one log are one piece of work, and what is told only grows."""
        self.progress("replaying", (n_done + min(n_inputs / n_events, 1.0)) / n_casts)

    def _run(self, cast: Cast, until: Until, recording: Recording, hears: Callable[[int], None]) -> Replayed:
        """Run one cast; ``hears`` is told how many inputs have been taken."""
        store = self.open_store()
        try:
            course = self._course(cast, recording, store)
            with unswept():
                for chunk in recording.inputs(until if isinstance(until, datetime) else None):
                    course.take(chunk)
                    hears(course.n_inputs)
                course.stop(until)
        finally:
            store.close()
        return course.replayed

    def _course(self, cast: Cast, recording: Recording, store: StateStore) -> _Course:
        around = surroundings(
            ((one.journey, one.workspace) for one in cast.loaded if one.journey is not None),
            opted_in=True,
            hooks_answer=not recording.has_any((HOOK_DONE, HOOK_FAILED)),
        )
        (lease,) = store.lease("replay", _EPOCH, _FOR_EVER, 1)
        return _Course(Advancing(store, Scripts(cast.scripts), around, self.turn), lease, Outputs.of(recording))


@dataclass(slots=True)
class _Course:
    """A replay under way."""

    advancing: Advancing
    lease: Lease
    outputs: Outputs
    replayed: Replayed = field(default_factory=Replayed)
    n_inputs: int = 0

    def take(self, chunk: tuple[Input, ...]) -> None:
        """Run on to just before the last input of a chunk, that one taken in."""
        self.n_inputs += len(chunk)
        inputs = [one for one in chunk if not (isinstance(one, Event) and one.name in OUTPUTS)]
        if len(inputs) < len(chunk):
            self.outputs.record(one for one in chunk if isinstance(one, Event) and one.name in OUTPUTS)
        self.replayed.watermark = chunk[-1].received_at
        appended = self.advancing.store.append(inputs)
        self.replayed.ignored["duplicate"] += len(appended.known)
        self._advance(behind(chunk[-1].received_at, A_MICROSECOND))

    def stop(self, until: Until) -> None:
        """Run on to where the clock stops."""
        last = self.replayed.watermark
        if isinstance(until, datetime):
            self._advance(until)
        elif last is not None:
            self._advance(_after(last, DRAINED if until == "end" else WATERMARK))
        self.replayed.agreement = self.outputs.compared(self.replayed.messages)

    def _advance(self, now: datetime) -> None:
        more = True
        while more:
            turned = self.advancing.turn(self.lease, now)
            more, changes = turned.more, turned.changes
            self.replayed.add(changes)
            self.outputs.notice(changes.made.transitions)


def _after(at: datetime, much: timedelta) -> datetime:
    """An instant so much later, in a calendar that ends."""
    return at + much if at < FAR - much else max(at, FAR)
