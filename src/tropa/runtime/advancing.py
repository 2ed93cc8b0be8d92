"""A turn: the next inputs and due timers of a shard, decided and written back in one transaction.

Theory.  A turn takes the next inputs in order and all timers that come before, between and right
after them.  Where it takes fewer inputs than it may, everything received until ``now`` is in hand, and
timers are fired up to ``now`` less the watermark; else only up to just before the last input, for
more may have been received at that very instant.

Timers are bounded too.  The store loads those runs whose timers are due first; if there may be more, the
turn ends at the due instant of the last one loaded: later inputs are left to the next turn, and
every timer that comes before those taken is among those loaded.  So a turn's size changes nothing but
its cost (R5, R8), which is a law, tested.

Runs of a version that cannot be read stand still: their timers wait for a program that reads it, and
what happens to their participants meanwhile is set aside.  All others go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import takewhile

from tropa.engine.advance import advance
from tropa.engine.batch import WATERMARK, Batch, Scripts, behind
from tropa.engine.changes import SetAside
from tropa.engine.desk import Changes, Loaded
from tropa.engine.events import Event, Input
from tropa.engine.naming import key_text
from tropa.engine.scene import Surroundings
from tropa.engine.state import Life, RunId
from tropa.ports.state import Lease, StateStore, Turn
from tropa.runtime.unswept import unswept

A_MICROSECOND = timedelta(microseconds=1)
"""The least difference of two instants."""


@dataclass(frozen=True, slots=True)
class TurnSize:
    """How much one turn takes on.

    Args:
        inputs: Inputs, at most; at least two, or none would ever be known to be over.
        timers: Runs with due timers, at most.
    """

    inputs: int = 10_000
    timers: int = 10_000


@dataclass(frozen=True, slots=True)
class Turned:
    """What came of a turn.

    Args:
        changes: What was written.
        n_inputs: Inputs taken.
        more: Whether there is more to be done at this very ``now``.
    """

    changes: Changes
    n_inputs: int
    more: bool


class VersionsBehind(Exception):
    """A version was published that is not among those compiled; nothing of the turn was kept."""


@dataclass(frozen=True, slots=True)
class Advancing:
    """Takes turns.

    Args:
        store: Where state is kept.
        scripts: What runs follow.
        around: The rules of sending, and zones; holds come from the store.
        size: How much one turn takes on.
        n_versions: Versions that are known here, read or not; None where nobody else publishes.
        unread: Why versions that are not among ``scripts`` could not be read.
    """

    store: StateStore
    scripts: Scripts
    around: Surroundings
    size: TurnSize = TurnSize()
    n_versions: int | None = None
    unread: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def turn(self, lease: Lease, now: datetime) -> Turned:
        """Take one turn in a shard.

        Args:
            lease: The right to the shard.
            now: The clock: everything received until then, it included, has been appended.

        Raises:
            LeaseLost: Another worker has the shard by now; nothing was changed.
            VersionsBehind: Somebody has published meanwhile; nothing was changed.
            Overtaken: Somebody has changed what the turn had looked at; nothing was changed.
        """
        with unswept(), self.store.turn(lease) as turn:
            if self.n_versions is not None and turn.n_versions > self.n_versions:
                raise VersionsBehind
            given = turn.inputs(self.size.inputs)
            is_full = len(given) >= self.size.inputs
            upto = behind(given[-1].received_at, A_MICROSECOND) if is_full else now
            loaded, horizon = self._loaded(turn, given, behind(upto))
            taken = given
            if horizon is not None:
                upto = end = horizon + WATERMARK
                taken = tuple(takewhile(lambda one: one.received_at <= end, given))
            around = replace(self.around, holds=turn.holds) if turn.holds else self.around
            changes = advance(self.scripts, Batch(taken, upto), loaded, around)
            if self.unread:
                changes.set_aside += _for_nobody(taken, loaded.lives, self.unread)
            turn.write(changes, taken)
        return Turned(changes, len(taken), is_full or (horizon is not None and bool(changes.lives)))

    def _loaded(self, turn: Turn, given: tuple[Input, ...], until: datetime) -> tuple[Loaded, datetime | None]:
        """What inputs and timers touch, and the instant behind which timers may have been left out.

        Runs that stand still take nobody's place among those whose timers are due.
        """
        most, keys = self.size.timers, tuple(_keys(self.scripts, given))
        while True:
            loaded = turn.load(given, until, most, keys)
            horizon = _horizon(loaded.lives, until, most)
            still = sum((life.run.id.journey, life.run.version) in self.unread for life in loaded.lives.values())
            if horizon is None or most >= still + self.size.timers:
                return loaded, horizon
            most = still + self.size.timers

    def turns(self, lease: Lease, now: datetime) -> Iterator[Turned]:
        """Take turns in a shard until there is nothing left to be done at ``now``.

        Raises:
            LeaseLost: Another worker has the shard by now; earlier turns stand.
        """
        more = True
        while more:
            turned = self.turn(lease, now)
            more = turned.more
            yield turned


UNREAD = "unread"
"""The label of what was set aside since nobody could read a version."""


def _for_nobody(
    taken: Iterable[Input], lives: Mapping[RunId, Life], unread: Mapping[tuple[str, int], str]
) -> Iterator[SetAside]:
    """Inputs of participants of runs whose versions could not be read."""
    concerned: dict[str, list[tuple[RunId, str]]] = {}
    for run, life in lives.items():
        reason = unread.get((run.journey, life.run.version))
        for customer in life.participants if reason is not None else ():
            concerned.setdefault(customer, []).append((run, reason or ""))
    for one in taken:
        for run, reason in concerned.get(one.customer, ()):
            yield SetAside(one, run, UNREAD, reason)


def _keys(scripts: Scripts, inputs: Iterable[Input]) -> Iterator[tuple[str, str]]:
    """Journeys and key values whose open runs the inputs may join (R4)."""
    for one in inputs if scripts.joined else ():
        for script in scripts.joined:
            if isinstance(one, Event) and one.name in script.joins and script.key is not None:
                key = key_text(one.properties.get(script.key))
                if key is not None:
                    yield script.journey, key


def _horizon(lives: Mapping[RunId, Life], until: datetime, most: int) -> datetime | None:
    """The due instant behind which timers may have been left out; None where all that are due were loaded."""
    if len(lives) < most:
        return None
    dues = [due for life in lives.values() if (due := first_due(life)) is not None and due <= until]
    if len(dues) < most:
        return None
    dues.sort()
    return dues[most - 1]


def first_due(life: Life) -> datetime | None:
    """When the first timer of a run is due; None where it has none."""
    return min((one.timers[0].at for one in life.positions.values() if one.timers), default=None)
